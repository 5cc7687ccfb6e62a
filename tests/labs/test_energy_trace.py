"""Curves: their area, files that hold one, files that do not, and the sentences that say so."""

import math

import pytest

from artia.labs.energy import trace, view
from artia.labs.energy.chart import bars, power_curve, show_bars, significant
from artia.labs.energy.convert import footprint, watt_hours
from artia.labs.energy.repeats import habit_of, summary, weigh
from artia.labs.energy.trace import Trace, read_trace
from artia.labs.errors import LabError


def test_the_area_of_a_straight_line_is_exact_however_it_is_cut():
    for instants in ([0, 10], [0, 1, 4, 4.5, 10], [k / 7 for k in range(71)]):
        watts = [20 + 3 * s for s in instants]
        assert Trace(instants, watts).joules(5) == pytest.approx(150 + 150, abs=1e-9)


@pytest.mark.parametrize(
    "text",
    [
        "seconds,watts\n0,50\n1,150\n3,150\n",
        "Seconds,Watts,phase\r\n0,50,idle\r\n1,150,run\r\n3,150,run\r\n",
        "\ufeffseconds;watts\n0;50,0\n1;150\n3;150,0\n",
    ],
)
def test_files_of_several_spreadsheets_are_read(tmp_path, text):
    path = tmp_path / "mine.csv"
    path.write_bytes(text.encode())
    found = read_trace(path)
    assert (found.seconds, found.watts, found.name) == ([0, 1, 3], [50, 150, 150], "mine")
    assert found.joules(50) == 50 + 200
    assert found.duration == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"time,power\n0,1\n", "time, power"),
        (b"", "colonnes"),
        (b"seconds,watts\n0,fifty\n1,2\n", "ligne 2"),
        (b"seconds,watts\n0,50\n1\n", "ligne 3"),
        (b"seconds;watts\n0;50\n1\n", "ligne 3"),
        (b"seconds,watts\n0,50\n0,60\n", "avancer"),
        (b"seconds,watts\n0,5,5\n1,6,5\n", "points-virgules"),
        (b"seconds,watts\n0,50\n1,-4\n", "négative"),
        (b"seconds,watts\n0,nan\n1,3\n", "n'est pas un nombre"),
        (b"seconds,watts\n0,50\n", "au moins deux"),
        (b"\xff\xfe\x00s\x00e", "UTF-8"),
    ],
)
def test_what_is_no_curve_is_refused_in_a_sentence(tmp_path, capsys, content, words):
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    with pytest.raises(LabError, match=words):
        read_trace(path)
    assert view.own_trace(str(path)) is None
    assert words in capsys.readouterr().out


def test_missing_files_and_folders_are_named(tmp_path, capsys):
    with pytest.raises(LabError, match="nowhere"):
        read_trace(tmp_path / "nowhere.csv")
    with pytest.raises(LabError, match=r"dossier.*trace\.csv"):
        read_trace(tmp_path)
    assert view.own_trace("") is None and view.own_trace(None) is None
    assert "courbe à vous" in capsys.readouterr().out


def test_the_lab_says_when_no_trace_was_recorded(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(trace, "IN_THE_REPOSITORY", tmp_path)
    assert view.replay() == []
    assert "aucune courbe" in capsys.readouterr().out


def test_the_lab_replays_a_trace_with_what_is_known_of_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "traces" / "card"
    folder.mkdir(parents=True)
    (folder / "trace.csv").write_text("seconds,watts,phase\n0,50,idle\n2,150,run\n")
    about = '{"device": "Fake GPU", "date": "2026-11-23", "idle_watts": 50}'
    (folder / "trace.json").write_text(about)
    assert [t.name for t in view.replay()] == ["card"]
    shown = capsys.readouterr().out
    assert "Fake GPU" in shown and "2026-11-23" in shown and "100,0\u00a0J" in shown


def test_what_is_no_trace_is_said_and_the_others_are_shown(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "traces").mkdir()
    (tmp_path / "traces" / "a.csv").write_text("time,power\n0,1\n")
    (tmp_path / "traces" / "b.csv").write_text("seconds,watts\n0,50\n2,150\n")
    (tmp_path / "traces" / "b.json").write_text('{"idle_watts": "fifty", "device": ["x"]}')
    assert [t.name for t in view.replay()] == ["b"]
    shown = capsys.readouterr().out
    assert "time, power" in shown and "200,0\u00a0J" in shown  # nothing known of idle: 0 W


@pytest.mark.parametrize(
    ("instants", "powers"),
    [
        ([0, 1], [50]),
        ([0], [50]),
        ([], []),
        ([0, 0], [50, 50]),
        ([1, 0], [50, 50]),
        ([0, math.nan], [50, 50]),
        ([0, 1], [50, math.inf]),
        ([0, 10**400], [50, 50]),
    ],
)
def test_two_lists_that_make_no_curve_are_refused(instants, powers):
    with pytest.raises(LabError, match="instants qui avancent"):
        Trace(instants, powers)


@pytest.mark.parametrize("watts", [-1, 2_000_000])
def test_a_power_that_cannot_be_is_refused(watts):
    with pytest.raises(LabError, match="1\u00a0000\u00a0000\u00a0W"):
        Trace([0, 1], [50, watts])


def test_a_habit_is_so_many_times_the_energy():
    assert habit_of(12.5, 2500) == 31_250
    assert habit_of(-2, 10) == -20  # lost in idle: it stays so
    for wrong in ("souvent", -1, None, math.nan):
        with pytest.raises(LabError, match="`times`"):
            habit_of(12.5, wrong)


def test_conversions():
    assert watt_hours(3600) == 1
    assert footprint(3.6e6, 2.6, 13) == (2.6, 0.13)
    assert footprint(0, 2.6, 13) == (0, 0)


def test_repetitions():
    assert summary([10, 12, 14]) == (12, 2, pytest.approx(1 / 6))
    mean, deviation, variation = summary([281, 324, 312, 358, 237])
    assert (round(mean, 1), round(deviation, 1), round(variation, 3)) == (302.4, 45.8, 0.151)
    assert summary([0, 0]) == (0, 0, math.inf)
    for wrong in ([], [3]):
        with pytest.raises(LabError, match="au moins deux"):
            summary(wrong)


def test_the_same_work_is_weighed_at_least_three_times():
    calls = []
    meters = weigh(lambda: calls.append(1) or len(calls), 3, using=[])
    assert [m.result for m in meters] == [1, 2, 3]
    assert all(math.isfinite(m.reading.joules) for m in meters)
    with pytest.raises(LabError, match=r"weigh\(lambda: len"):
        weigh(len, using=[])
    with pytest.raises(LabError, match="`work` doit être le nom d'une fonction"):
        weigh(sum([1]), using=[])
    with pytest.raises(ZeroDivisionError):  # the learner's own, not ours to reword
        weigh(lambda: 1 / 0, using=[])
    for wrong in (2, 1, 0, "3", 51):
        with pytest.raises(LabError, match="`runs`"):
            weigh(lambda: None, wrong, using=[])


def test_figures_say_what_they_show(language):
    _figure, alt, (headers, rows) = bars({"a": 2.6, "b": 760}, "g/kWh", logarithmic=True)
    assert "760" in alt and "g/kWh" in alt
    assert headers[1] == "g/kWh" and rows[1] == ["b", "760"]
    curve = Trace([0, 1, 2, 4], [60, 60, 160, 60])
    _figure, alt, (headers, rows) = power_curve(curve, 60)
    assert ("150" in alt) and ("160" in alt) and len(rows) == 4


def test_numbers_keep_three_digits_however_small(language):
    comma = "," if language == "fr" else "."
    assert significant(0.000123456) == f"0{comma}000123"
    assert significant(2.6) == f"2{comma}6"
    assert significant(0) == "0"
    assert significant(581.4) == "581"


@pytest.mark.parametrize("idle", [-20, "soixante", (6, 5), math.nan])
def test_an_idle_power_that_cannot_be_is_refused(idle, language):
    with pytest.raises(LabError, match="`idle_watts`"):
        power_curve(Trace([0, 1], [60, 80]), idle)


def test_empty_lists_are_said(capsys):
    show_bars({}, "J")
    assert "la liste est vide" in capsys.readouterr().out
    assert view.spread([]) == "—"
