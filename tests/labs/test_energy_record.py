"""The recorder, on a card that is not there: exact, checked against the counter, all or nothing."""

import csv
import json
import subprocess
import sys
import time

import pytest

from artia.labs import messages
from artia.labs.energy import __main__ as command_line
from artia.labs.energy import files, recorder
from artia.labs.energy.nvml import Gpu
from artia.labs.energy.trace import read_trace
from artia.labs.errors import LabError

from . import fake_nvml
from .fake_nvml import FakeNvml


def recorded(card, run=None):
    """A recording where only the first and last instants of each part are sampled."""

    def work():
        card.watts = 250
        card.advance(10, 250)

    return recorder.record(
        run or work,
        "a run",
        gpu=Gpu(card),
        interval=3600,
        clock=card.clock,
        sleep=card.sleep,
    )


def test_idle_and_run_are_told_apart_and_exact(card):
    made = recorded(card)
    assert made.idle_watts == 50
    assert made.run_seconds == 10
    assert made.counter_joules == 2500
    # Two samples, 50 W then 250 W, see a trapezoid where the card saw a rectangle.
    assert made.run_joules == 10 * (50 + 250) / 2
    assert made.difference == pytest.approx(1500 / 2500 - 1)
    assert made.code == "a run" and made.driver == "999.1" and made.device == "Fake GPU"


def test_sampling_agrees_with_a_counter_that_follows_the_clock(card):
    """Real time: power swings, the counter is its exact integral, a sample every 2 ms."""
    began = time.perf_counter()

    def watts_now(_handle):
        return 1000 * (100 + (50 if int(20 * (time.perf_counter() - began)) % 2 else 0))

    def energy_now(_handle):
        elapsed = 20 * (time.perf_counter() - began)
        whole, part = divmod(elapsed, 2)
        return round(1000 * (elapsed * 100 + (whole + max(0, part - 1)) * 50) / 20)

    card.nvmlDeviceGetPowerUsage = watts_now
    card.nvmlDeviceGetTotalEnergyConsumption = energy_now
    made = recorder.record(
        lambda: time.sleep(0.6), "sleep", gpu=Gpu(card), interval=0.002, idle_seconds=0.1
    )
    assert abs(made.difference) < 0.05
    assert 0 < made.overhead < 1 and made.read_seconds > 0
    assert made.seconds == sorted(made.seconds)


def test_a_recording_is_written_whole_and_can_be_read_again(card, tmp_path, language):
    made = recorded(card)
    folder = tmp_path / "trace"
    files.write(folder, made)
    assert sorted(path.name for path in folder.iterdir()) == [
        "datasheet.en.md",
        "datasheet.fr.md",
        "trace.csv",
        "trace.json",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["trace"]
    with (folder / "trace.csv").open() as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["seconds", "watts", "phase"]
    assert [row[2] for row in rows[1:]] == ["idle", "run", "run"]
    again = read_trace(folder / "trace.csv")
    assert again.about["device"] == "Fake GPU"
    assert again.about["counter_joules"] == 2500
    assert set(json.loads((folder / "trace.json").read_text())) == set(files.figures(made))
    french = (folder / "datasheet.fr.md").read_text(encoding="utf-8")
    english = (folder / "datasheet.en.md").read_text(encoding="utf-8")
    assert "2\u00a0500,0\u00a0J" in french and "−40,00\u00a0%" in french
    assert "2,500.0 J" in english and "−40.00%" in english
    # What the card counts is said in each datasheet's own language, whichever one recorded.
    assert "ne compte que la carte" in french and "the card alone" in english
    assert messages.language() == language


def test_a_folder_that_exists_is_left_alone(card, tmp_path):
    made = recorded(card)
    with pytest.raises(LabError, match="existe déjà"):
        files.write(tmp_path, made)
    with pytest.raises(LabError, match="n'existe pas"):
        files.write(tmp_path / "no" / "where", made)
    assert list(tmp_path.iterdir()) == []


def test_nothing_half_written_when_writing_fails(card, tmp_path, monkeypatch):
    def full(_recording):
        raise OSError(28, "No space left on device")

    made, in_french = recorded(card), files.datasheet
    monkeypatch.setattr(files, "datasheet", full)
    with pytest.raises(LabError, match="No space left"):
        files.write(tmp_path / "trace", made)

    def full_later(recording):
        return in_french(recording) if messages.language() == "fr" else full(recording)

    monkeypatch.setattr(files, "datasheet", full_later)
    with pytest.raises(LabError, match="No space left"):
        files.write(tmp_path / "trace", made)
    assert list(tmp_path.iterdir()) == []
    assert messages.language() == "fr"


def test_a_run_that_fails_a_card_that_is_lost_and_a_counter_that_goes_back(card):
    def lose():
        card.fails["nvmlDeviceGetPowerUsage"] = fake_nvml.LOST

    with pytest.raises(LabError, match="cessé de répondre"):
        recorded(card, lose)
    card.fails.clear()
    with pytest.raises(ZeroDivisionError):
        recorded(card, lambda: 1 / 0)

    def reload():
        card.energy = 3

    with pytest.raises(LabError, match="reculé"):
        recorded(card, reload)


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b"])
def test_a_name_no_folder_can_have_is_refused_before_anything_runs(
    card, tmp_path, monkeypatch, capsys, name
):
    touched = tmp_path / "touched"
    out = str(tmp_path / name)
    assert run_command(monkeypatch, card, "--out", out, "--", "touch", str(touched)) == 1
    assert "Aucun dossier ne peut" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_counter_that_stands_still_is_not_called_missing(card):
    def work():
        card.time += 10

    made = recorded(card, work)
    assert made.counter_joules == 0 and made.difference is None
    assert "n'a pas bougé" in files.comparison(made)


def test_work_lost_in_idle_is_said_in_the_datasheet(card):
    card.idle = 80  # then the run draws less than idle did
    made = recorded(card, lambda: card.advance(10, 20))
    assert "−" in files.datasheet(made)
    assert "ne se distingue pas du repos" in files.datasheet(made)


def test_a_card_without_a_counter_is_recorded_and_it_is_said(card):
    card.fails["nvmlDeviceGetTotalEnergyConsumption"] = fake_nvml.NOT_SUPPORTED
    made = recorded(card)
    assert made.counter_joules is None and made.difference is None
    assert "n'a pas de compteur" in files.comparison(made)


def run_command(monkeypatch, card, *arguments):
    monkeypatch.setattr(command_line, "Gpu", lambda: Gpu(card))
    return command_line.main(["record", "--language", "fr", "--idle", "1", *arguments])


def test_the_command_records_a_command(card, tmp_path, monkeypatch, capsys):
    out = tmp_path / "t"
    code = [sys.executable, "-c", "print('done')"]
    assert run_command(monkeypatch, card, "--out", str(out), "--", *code) == 0
    assert "Enregistré dans" in capsys.readouterr().out
    assert json.loads((out / "trace.json").read_text())["code"] == " ".join(code)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--", sys.executable, "-c", "raise SystemExit(3)"], "code 3"),
        (["--", "/no/such/command"], "pas pu démarrer"),
        ([], "rien à peser"),
        (["--workload", "train", "--", "ls"], "pas les deux"),
        (["--interval", "0", "--", "ls"], "--interval"),
        (["--idle", "0", "--", "ls"], "--idle"),
    ],
)
def test_what_cannot_be_recorded_leaves_nothing(
    card, tmp_path, monkeypatch, capsys, arguments, words
):
    out = tmp_path / "t"
    assert run_command(monkeypatch, card, "--out", str(out), *arguments) == 1
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_exists_stops_the_command_before_anything_runs(
    card, tmp_path, monkeypatch, capsys
):
    touched = tmp_path / "touched"
    assert run_command(monkeypatch, card, "--out", str(tmp_path), "--", "touch", str(touched)) == 1
    assert "existe déjà" in capsys.readouterr().err
    assert not touched.exists()


def test_the_command_without_a_card_says_so_in_both_languages(tmp_path, monkeypatch, capsys):
    broken = FakeNvml()
    broken.fails["nvmlInit"] = fake_nvml.LIBRARY
    monkeypatch.setattr(command_line, "Gpu", lambda: Gpu(broken))
    for language, words in (("fr", "introuvable"), ("en", "no NVIDIA driver")):
        out = str(tmp_path / "t")
        status = command_line.main(["record", "--language", language, "--out", out, "--", "ls"])
        assert status == 1 and words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("language", "words"), [("fr", "Codes de sortie"), ("en", "Exit status")])
def test_help_is_worth_reading_in_both_languages(language, words, capsys):
    with pytest.raises(SystemExit) as stop:
        command_line.main(["record", f"--language={language}", "--help"])
    shown = capsys.readouterr().out
    assert stop.value.code == 0
    assert words in shown and "trace.csv" in shown and "--workload" in shown


def test_a_wrong_option_is_misuse(capsys):
    for wrong in (["record"], ["weigh"], [], ["record", "--out", "x", "--workload", "sleep"]):
        with pytest.raises(SystemExit) as stop:
            command_line.main(wrong)
        assert stop.value.code == 2
    capsys.readouterr()


def test_instruments_are_listed(capsys):
    assert command_line.main(["instruments", "--language", "fr"]) == 0
    assert "processeur" in capsys.readouterr().out


def test_it_runs_as_a_module():
    command = [sys.executable, "-m", "artia.labs.energy", "record", "--help", "--language", "en"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert "Exit status" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", ["train", "generate"])
def test_the_courses_own_workloads_run(name):
    from artia.labs.energy import workload

    run = workload.for_seconds(lambda: 7, 0.01)
    assert run() % 7 == 0
    assert workload.prepare(name)() > 0
    with pytest.raises(LabError, match="train"):
        workload.prepare("sleep")
