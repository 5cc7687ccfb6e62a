"""Lab 05's spaces and word lists: what they hold, and what a learner's slips are told."""

import io
from pathlib import Path

import jupytext
import numpy as np
import pytest

from artia.labs import Lab
from artia.labs.errors import LabError
from artia.labs.exercises.lab05 import TASKS
from artia.labs.vectors import labels, looking, measures, moderation, odds, pictures, probing
from artia.labs.vectors.own import run_own
from artia.labs.vectors.space import SentenceSpace, StaticSpace, read_static
from artia.labs.vectors.wordlists import (
    named_test,
    own_test,
    read_list,
    theme_tests,
    theme_words,
    word_data,
)

SOURCE = Path(__file__).parents[2] / "instructor/source/lab05/lab05.md"
WORDS = ["cat", "dog", "Cats", "car", "bus", "tram", "kitten", "hound"]
NAMES_OF_TEXTS = ("pairs", "looked_up", "on_the_map")


@pytest.fixture
def space():
    rng = np.random.default_rng(3)
    animal, wheel = np.eye(6)[0], np.eye(6)[1]
    rows = [animal, animal, animal, wheel, wheel, wheel, animal]
    vectors = np.array(rows) + rng.normal(size=(7, 6)) * 0.1
    return StaticSpace("toy", WORDS, np.array([0, 1, 2, 3, 4, 5, 6, 1]), vectors)


@pytest.fixture
def reader():
    return SentenceSpace("reader", lambda texts: [[len(t), t.count("e"), 1.0] for t in texts])


def test_near_words_are_found_and_variants_left_out(space):
    near = [word for word, _ in space.neighbours("cat", most=3)]
    assert set(near) <= {"dog", "Cats", "kitten"} and "cat" not in near
    assert space.twins("dog") == ["hound"] and space.twins("cat") == []
    assert "hound" not in [word for word, _ in space.neighbours("dog")]


def test_a_capital_is_forgiven_and_an_absent_word_is_named(space, language):
    assert np.allclose(space.table(["Bus"]), space.table(["bus"]))
    with pytest.raises(LabError, match="`zeppelin`"):
        space.table(["cat", "zeppelin"])
    assert space.missing(["cat", "zeppelin", ""]) == ["zeppelin", ""]


def test_a_sentence_model_reads_once_and_refuses_what_has_no_letter(reader):
    reader.table(["hello there", "hello there"])
    assert list(reader.known) == ["hello there"]
    with pytest.raises(LabError):
        reader.table(["hello", "…"])
    near = [word for word, _ in reader.neighbours("tree", among=["tree", "three", "a"])]
    assert "tree" not in near and set(near) == {"three", "a"}


def test_files_are_read_with_and_without_shared_rows(tmp_path):
    (tmp_path / "toy.txt").write_text("a\nb\nc", encoding="utf-8")
    np.save(tmp_path / "toy.npy", np.eye(3, dtype=np.float16))
    assert len(read_static("toy", tmp_path / "toy")) == 3
    np.save(tmp_path / "toy.rows.npy", np.array([0, 0, 2]))
    assert read_static("toy", tmp_path / "toy").twins("a") == ["b"]


def test_what_is_told_of_bad_lists(language):
    slips = {
        "empty": (("", "a,b,c", "d,e,f", "g,h,i"), "`x`"),
        "short": (("a,b", "c,d", "e,f,g", "h,i,j"), "3"),
        "long": ((",".join("abcdefghijk"), "c,d,e", "e,f,g", "h,i,j"), "10"),
        "unbalanced": (("a,b,c", "d,e,f,g", "h,i,j", "k,l,m"), "`y`"),
        "twice": (("a,b,a", "d,e,f", "h,i,j", "k,l,m"), "`a`"),
        "both sides": (("a,b,c", "d,e,c", "h,i,j", "k,l,m"), "`c`"),
        "a number": ((3, "d,e,f", "h,i,j", "k,l,m"), "`x`"),
        "groups unbalanced": (("a,b,c", "d,e,f", "h,i,j", "k,l,m,n"), "`b`"),
    }
    for slip, (lists, told) in slips.items():
        with pytest.raises(LabError) as found:
            own_test(*lists)
        assert told in str(found.value) and "{" not in str(found.value), slip
    assert read_list(["a ", "b", "c"], "x") == ("a", "b", "c")


def test_own_lists_run_or_are_explained(space, capsys):
    lists = ("cat, dog, kitten", "car, bus, tram", "Cats, hound, dog", "bus, tram, car")
    (result,) = run_own(*lists, [space])
    assert result.effect > 1.5 and result.p == pytest.approx(1 / 20)
    assert run_own("", "", "", "", [space]) == []
    assert "Pas de listes" in capsys.readouterr().out
    assert run_own("cat, dog, yak", *lists[1:], [space]) == []
    assert "`yak`" in capsys.readouterr().out
    assert run_own("cat", *lists[1:], [space]) == []
    assert "`x`" in capsys.readouterr().out


def test_a_missing_word_stops_one_space_only(space, reader, capsys):
    test = own_test("cat, dog, zebu", "car, bus, tram", "Cats, hound, kitten", "a, ee, iii")
    results = probing.run_tests([test], [space, reader])
    assert [result.space for result in results] == ["reader"]
    assert "`zebu`" in capsys.readouterr().out


@pytest.mark.parametrize("theme", ["people", "seasons"])
def test_lists_are_even_known_by_name_and_never_on_both_sides(language, theme):
    found = theme_tests(language, theme)
    assert len(found) == 6 and len({test.title for test in found}) == 6
    for test in found:
        assert len(test.x) == len(test.y) == 8 and len(test.a) == len(test.b) in (4, 8)
        assert not set(test.x) & set(test.y) and not set(test.a) & set(test.b)
        assert len(set(test.x)) == 8 and len(set(test.a)) == len(test.a)


def test_both_languages_offer_the_same_choices():
    french, english = word_data("fr"), word_data("en")
    assert french["lists"].keys() == english["lists"].keys()
    for theme in ("people", "seasons"):
        one, other = french["themes"][theme], english["themes"][theme]
        assert one.keys() == other.keys() and one["tests"] == other["tests"]
        assert len(one["odds"]["words"]) == len(other["odds"]["words"])
        for first, second in zip(one["moderated"], other["moderated"], strict=True):
            assert first["sentences"] == second["sentences"]
    things = named_test("en", "masculine_things", "feminine_things", "male", "female")
    assert len(things.x) == len(things.y) == 8


def test_another_theme_or_space_is_refused_by_name(space, language):
    with pytest.raises(LabError, match="`seasons`"):
        theme_tests(language, "winter")
    for place in (0, 2, "1", True, None):
        with pytest.raises(LabError):
            looking.choose([space], place)
    assert looking.choose([space], 1) is space


def test_learners_own_words_are_looked_up_or_named(space, reader, capsys):
    looking.show_neighbours([space, reader], "cat, zeppelin", among=["dog", "bus"])
    said = capsys.readouterr().out
    assert "`zeppelin`" in said and "dog" in said
    looking.show_neighbours([space], " , ", among=[])
    assert "Aucun mot" in capsys.readouterr().out
    looking.show_pairs([space], "cat, dog; cat; cat, zeppelin", lambda u, v: 0.5)
    said = capsys.readouterr().out
    assert "0,50" in said and "«\u00a0cat\u00a0» n'est pas une paire" in said
    looking.show_twins([space, reader], "dog, cat")
    assert "`hound`" in capsys.readouterr().out


def test_a_map_says_what_it_keeps_and_wants_three_words(space, capsys):
    _figure, alt, (headers, rows) = looking.map_of(space, "cat, dog, car, zeppelin")
    assert "%" in alt and "cat" in alt and len(rows) == 3 and len(headers) == len(rows[0]) == 5
    assert "`zeppelin`" in capsys.readouterr().out
    with pytest.raises(LabError, match="trois"):
        looking.map_of(space, "cat, dog")


def test_the_chart_of_effects_names_what_is_clear_of_zero(space, language):
    test = own_test("cat, dog, kitten", "car, bus, tram", "Cats, hound, dog", "bus, tram, car")
    results = probing.run_tests([test], [space])
    _figure, alt, (headers, rows) = pictures.effects(results)
    assert test.title in alt and "{" not in alt
    assert len(headers) == len(rows[0]) == 6
    with pytest.raises(LabError):
        pictures.effects([])


def test_a_trade_that_tells_a_gender_is_refused_in_french_only():
    assert odds.epicene("fr", ["architecte", "machiniste", "flûtiste", "sociologue"])
    for word in ("infirmière", "ingénieur", "maître", "comédienne"):
        with pytest.raises(LabError, match=word):
            odds.epicene("fr", ["architecte", word])
    assert odds.epicene("en", ["nurse"]) == ["nurse"]


@pytest.mark.parametrize("theme", ["people", "seasons"])
def test_each_question_keeps_the_answer_out_of_the_sentence(language, theme):
    asked = odds.questions(language, theme)
    first, second = odds.pair(language, theme)
    assert len(asked) == 3 * len({question.word for question in asked})
    for question in asked:
        said = f" {question.prompt.lower()} ".replace(",", " ")
        assert f"{first} " not in said and f"{second} " not in said
        assert question.word in question.prompt and question.name in question.prompt


def _skeleton(task):
    """The cell a learner receives, its solution cut out: what comes before, what comes after."""
    cell = next(
        cell.source
        for cell in jupytext.read(SOURCE).cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == task
    )
    before, _, rest = cell.partition("    ### BEGIN SOLUTION\n")
    return before, rest.partition("    ### END SOLUTION\n")[2]


@pytest.mark.parametrize("task", TASKS)
def test_the_third_hint_copied_into_the_cell_passes_the_check(task, language, capsys):
    lab = Lab("lab05", language, "cpu")
    lab.hint(task, 3)
    assert TASKS[task].solution in capsys.readouterr().out
    before, after = _skeleton(task)
    solution = "".join(f"    {line}\n" for line in TASKS[task].solution.split("\n"))
    cell: dict = {"lab": lab, "np": np, "cos": measures.cosine}
    exec(before + solution + after, cell)
    result = eval(f"lab.check({task!r})", cell)
    assert result.right, result.message()


def test_what_is_not_a_text_is_told_its_name_not_a_line_of_python(space, reader, language):
    for written in (5, 3.5, {"a": 1}):
        with pytest.raises(LabError, match="`my_words`"):
            looking.show_neighbours([space], written, among=[])
        with pytest.raises(LabError, match="`map_words`"):
            looking.map_of(space, written)
        with pytest.raises(LabError, match="`new_words`"):
            odds.epicene(language, written)
    with pytest.raises(LabError, match="`seasons`"):
        theme_tests(language, ["people"])
    assert odds.epicene("fr", "architecte, machiniste") == ["architecte", "machiniste"]
    assert odds.epicene("fr", ["", "  "]) == []
    assert len(odds.questions(language, "people", "architecte")) == 3


def test_pairs_that_are_none_are_asked_for_and_signs_are_told_apart(space, reader, capsys):
    for written in ("", " ; , ", 5, None, ["cat", "dog"], "🙂, 🙂"):
        looking.show_pairs([space, reader], written, lambda u, v: 0.5)
        said = capsys.readouterr().out
        assert "pas de paire" in said and "[" not in said, written
    looking.show_neighbours([space, reader], "🙂", among=["dog"])
    said = capsys.readouterr().out
    assert "pas de flèche" in said and "ni lettre ni chiffre" in said and "Aucun mot" not in said
    looking.show_pairs([space], "a" * 900 + ", cat", lambda u, v: 0.5)
    assert len(capsys.readouterr().out) < 400


def test_labels_are_short_on_one_line_and_never_a_formula():
    assert labels.shortened("one\n two ") == "one two"
    assert labels.shortened("x" * 300).endswith("…") and len(labels.shortened("x" * 300)) == 48
    assert labels.drawable("5 $ and 6 $ 🙂") == r"5 \$ and 6 \$ □"
    assert labels.drawable("ᐃᓄᒃᑎᑐᑦ") == "ᐃᓄᒃᑎᑐᑦ"


def test_names_on_a_map_do_not_cover_one_another():
    rng = np.random.default_rng(1)
    names = [f"word{i}" for i in range(12)]
    places = rng.normal(size=(12, 2))
    places[1] = places[0] + 0.02  # two marks almost on each other
    chosen = labels.near_marks(names, places)
    assert len(chosen) == 12 and chosen[0] != chosen[1]
    assert labels.near_marks(["a", "b", "c"], np.zeros((3, 2)))  # all in one place: no error


@pytest.mark.filterwarnings("error")
def test_emoji_dollars_and_long_sentences_are_drawn_without_a_warning(language):
    chances = {"🙂 for 5 $ or 6 $": 0.2, "x" * 3000: 0.7}
    figure, alt, (_headers, rows) = moderation.chart(chances)
    figure.savefig(io.BytesIO(), format="png")
    assert len(alt) < 400 and rows[1][0] == "x" * 3000
    for bad in (5, [""], None, {}):
        with pytest.raises(LabError):
            moderation.flagged(bad)


def test_seasons_ask_about_no_person(language):
    data = word_data(language)
    asked = {name for test in data["themes"]["seasons"]["tests"] for name in test}
    asked |= set(data["themes"]["seasons"]["pools"])
    people = {name for test in data["themes"]["people"]["tests"][1:] for name in test}
    assert asked & people == {"pleasant", "unpleasant"}
    words = {w for name in people - asked for w in data["lists"][name]["words"].lower().split()}
    shown = [theme_words(language, "seasons", name) for name in NAMES_OF_TEXTS]
    shown += moderation.sentences(language, "seasons")
    shown += [question.prompt for question in odds.questions(language, "seasons")]
    said = {piece.strip(",;.").lower() for text in shown for piece in text.split()}
    assert said & words <= {"il", "son"}  # "il fait froid"; the French possessive
