"""Lab 07's room: canaries drawn, planted, scored exactly, recorded trials within their bounds."""

import math
from collections import Counter

import pytest
import torch

from artia.labs import messages, tinygpt
from artia.labs.canary import charts, exposure, lines, recorded, sentences, tables, trial
from artia.labs.canary.sentences import draw_canaries
from artia.labs.errors import LabError
from artia.labs.text import Vocabulary, load_corpus

FORM = "Casier {name}, code {code}."


def test_sixteen_canaries_four_a_level_no_code_twice(language):
    canaries = draw_canaries(messages._("canary: form"), seed=5)
    assert Counter(canary.copies for canary in canaries) == dict.fromkeys((0, 1, 4, 16), 4)
    assert len({canary.code for canary in canaries}) == len({c.name for c in canaries}) == 16
    assert all(len(canary.code) == 3 and canary.code.isdigit() for canary in canaries)
    assert len({name[0] for name in sentences.course_names()}) == 16  # told apart at once
    assert canaries == draw_canaries(messages._("canary: form"), seed=5)
    assert canaries != draw_canaries(messages._("canary: form"), seed=6)


@pytest.mark.parametrize(
    "form",
    ["", "Casier, code {code}.", "Casier {name}.", "{code} {name}", "{name} {name} {code}", "\n"],
)
def test_a_form_that_cannot_do_is_refused_in_a_sentence(form, language):
    with pytest.raises(LabError) as refused:
        draw_canaries(form)
    assert "{name}" in str(refused.value) and "{code}" in str(refused.value)


def test_a_form_too_long_or_too_few_names_are_refused(language):
    with pytest.raises(LabError, match="48"):
        draw_canaries("x" * 40 + " {name} {code}")
    with pytest.raises(LabError) as refused:
        draw_canaries("x" * 5000 + " {name} {code}")
    assert len(str(refused.value)) < 400
    for seed in ("a", 1.5, -1, True):
        with pytest.raises(LabError, match="seed"):
            draw_canaries(FORM, seed=seed)
    with pytest.raises(LabError, match="16"):
        draw_canaries(FORM, ["Ana", "Bea"])
    with pytest.raises(LabError, match="levels"):
        draw_canaries(FORM, levels=(0, 500))


def test_planting_leaves_the_lines_as_they_were_and_says_where(language):
    text = load_corpus(language)
    given = lines.lines_of(text, 5000)
    canaries = draw_canaries(messages._("canary: form"))
    planted = lines.plant_all(given, canaries)
    sentences_planted = {canary.sentence for canary in canaries}
    assert [line for line in planted if line not in sentences_planted] == given
    for sentence, copies, places in lines.register(planted, canaries):
        assert len(places) == copies and all(planted[place] == sentence for place in places)
    once = lines.deduplicate(planted)
    assert {len(places) for _s, copies, places in lines.register(once, canaries) if copies} == {1}


def test_a_text_on_one_line_is_cut_so_that_something_can_be_planted_in_it():
    cut = lines.lines_of("mot " * 3000, 2000)
    assert len(cut) > 2 and max(map(len, cut)) <= lines.LONGEST_LINE
    with pytest.raises(LabError, match="characters"):
        lines.lines_of("mot", 10)


def test_the_thousand_losses_are_those_that_the_model_gives_one_by_one():
    vocabulary = Vocabulary("\nCasier Huard, code 0123456789.")
    model = tinygpt.build(vocabulary.size, context=48, width=16, layers=1)
    losses = exposure.code_losses(model, vocabulary, "Casier Huard, code ")
    assert len(losses) == 1000
    for code in ("000", "007", "482", "999"):
        ids = vocabulary.encode("\nCasier Huard, code " + code)
        with torch.no_grad():
            chances = model(torch.tensor([ids]))[0].log_softmax(dim=-1)
        expected = -sum(chances[-4 + k, ids[-3 + k]] for k in range(3))
        assert losses[int(code)] == pytest.approx(float(expected), rel=1e-4)


def test_chance_is_the_mean_over_all_ranks():
    bits = [exposure.exposure(list(range(1000)), place) for place in range(1000)]
    assert exposure.BY_CHANCE == pytest.approx(sum(bits) / 1000) == pytest.approx(1.436, abs=1e-3)
    assert sum(b > 3 for b in bits) == 124  # one in eight, as the notebook says
    assert bits[0] == exposure.HIGHEST == math.log2(1000)


@pytest.fixture(scope="module")
def short_trial():
    """A trial of a few steps, whose numbers mean nothing."""
    messages.use("fr")
    canaries = draw_canaries(FORM)
    planted = lines.plant_all(lines.lines_of(load_corpus("fr"), 3000), canaries)
    return (
        planted,
        canaries,
        trial.run_trial(
            planted, "Un texte à part. " * 9, canaries, steps=4, width=8, layers=1, readings=2
        ),
    )


def test_a_trial_reads_every_canary_at_every_measurement(short_trial):
    _planted, canaries, found = short_trial
    assert found.step == [0, 2, 4] and [len(each) for each in found.readings] == [16] * 3
    assert found.epochs == pytest.approx(4 * 16 * 48 / 5100, rel=0.1)
    assert list(exposure.by_copies(found.last)) == [0, 1, 4, 16]
    for reading in found.last:
        assert reading.exposure == pytest.approx(math.log2(1000 / reading.rank))
        assert len(reading.written) == 3
    assert len(canaries) == len(found.last)


@pytest.mark.parametrize("text", ["мало слов " * 220, "Une ligne.\r\nUne autre.\n" * 100])
def test_a_text_of_ones_own_will_do_whatever_its_alphabet_and_its_lines(text, language):
    canaries = draw_canaries(messages._("canary: form"), seed=3)
    planted = lines.plant_all(lines.lines_of(text, 12_000), canaries)
    found = trial.run_trial(planted, text[-4000:], canaries, steps=2, width=8, layers=1, readings=1)
    assert len(found.last) == 16 and min(reading.rank for reading in found.last) >= 1


def test_figures_and_tables_say_their_numbers(short_trial, language, capsys):
    planted, canaries, found = short_trial
    levels = exposure.by_copies(found.last)
    for figure, alt, (headers, rows) in (
        charts.exposure_by_copies({"a": levels, "b": levels}),
        charts.exposure_along(found),
    ):
        assert figure.axes and "1" in alt and "canary:" not in alt and "{" not in alt
        assert all(len(row) == len(headers) for row in rows) and len(rows) in (8, 12)
        mean = messages.number(exposure.summarize(levels[16])[0], 2)
        assert mean in alt and any(mean in row for row in rows)
    tables.show_register(planted, canaries)
    tables.show_readings(found.last)
    tables.show_nearest([("le piano", "Le piano.", "e piano")])
    said = capsys.readouterr().out
    assert "canary:" not in said and canaries[-1].sentence in said and "e piano" in said


def test_recorded_trials_hold_the_bounds_of_the_lab(language):
    """Ten seeds: exposure at 16 copies is 4 bits above none; deduplication takes 3 away."""
    assert all(len(values) == 40 for values in recorded.recorded().values())
    for seed in range(1, 11):
        plain = recorded.recorded(seed=seed)
        once = recorded.recorded(recorded.DEDUPLICATED, seed=seed)
        mean = {copies: exposure.summarize(values)[0] for copies, values in plain.items()}
        assert mean[16] - mean[0] > 4, seed
        assert mean[16] - exposure.summarize(once[16])[0] > 3, seed


def test_recorded_trials_tell_the_story_of_the_notebook(language):
    mean = {c: exposure.summarize(v)[0] for c, v in recorded.recorded().items()}
    assert mean[0] < mean[4] < mean[16]
    assert abs(mean[0] - exposure.BY_CHANCE) < 1  # forty canaries never shown: chance
    sizes = [recorded.recorded(width=w, layers=k)[4] for w, k in ((16, 1), (64, 2), (96, 3))]
    small, middle, large = (exposure.summarize(values)[0] for values in sizes)
    assert small < middle - 1 and large > middle - 0.5


def test_missing_trials_are_said(tmp_path, monkeypatch, language):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(recorded, "IN_THE_REPOSITORY", tmp_path)
    with pytest.raises(LabError, match=r"trials\.csv"):
        recorded.recorded()


def test_levels_are_summed_up_in_a_table_with_headers(language, capsys):
    tables.show_summary({0: [1.0, 3.0], 16: [9.97]}, exposure.summarize)
    said = capsys.readouterr().out
    assert "canary:" not in said and said.count("|") == 9
    assert messages.number(2.0, 2) in said and messages.number(9.97, 2) in said


def test_the_most_exposed_canary_is_the_one_ahead_of_all(language):
    drawn = draw_canaries(messages._("canary: form"))
    bits = [float(place % 7) for place in range(len(drawn))]
    readings = [exposure.Reading(c, 1, b, "000") for c, b in zip(drawn, bits, strict=True)]
    assert exposure.most_exposed(readings) == drawn[6]
