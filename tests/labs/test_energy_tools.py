"""The tools compared with the meter: what they answer, offline, and what is said without them."""

import importlib
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from artia.labs import messages
from artia.labs.energy import ESTIMATED, Meter, codecarbon, ecologits, meter, tools, trials
from artia.labs.energy.nvml import Gpu, GpuCounter
from artia.labs.errors import LabError
from artia.labs.tinygpt import build

from .fake_nvml import FakeNvml


@pytest.fixture
def without(monkeypatch):
    """Make a package impossible to import."""
    real = importlib.import_module

    def remove(missing):
        def find(name, *rest):
            if name.split(".")[0] == missing:
                raise ImportError(name)
            return real(name, *rest)

        monkeypatch.setattr(tools, "import_module", find)

    return remove


def test_codecarbons_three_quebec_values(capsys):
    """3.9 without the accent; 170 with it; 29.6 when its own data are counted whole."""
    found = codecarbon.quebec()
    with capsys.disabled():
        print(f"\nCodeCarbon {found.version}: {found.values}")
    assert found.version == "3.3.2"
    assert found.values == {
        "codecarbon: no accent": pytest.approx(3.937, abs=0.001),
        "codecarbon: accent": pytest.approx(170.043, abs=0.001),
        "codecarbon: recomputed": pytest.approx(29.624, abs=0.001),
    }


def test_other_places_by_codecarbon():
    assert codecarbon.factor("ontario") == pytest.approx(64.7, abs=0.1)
    assert codecarbon.factor("alberta") == pytest.approx(627.7, abs=0.1)
    assert codecarbon.factor("nowhere") == codecarbon.factor("québec")
    assert codecarbon.every_source("alberta") == pytest.approx(631, abs=1)
    assert codecarbon.every_source("ontario") == pytest.approx(91, abs=1)


@pytest.mark.slow
def test_the_same_work_is_followed_by_both_and_writes_nothing(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    found = codecarbon.follow(lambda: sum(range(3_000_000)))
    assert found.codecarbon.label == ESTIMATED
    assert found.codecarbon.joules > 0 and found.codecarbon.seconds > 0
    assert found.ours
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr().err == ""
    # This version can send measurements home, and nothing here asks it to.
    assert "codecarbon.core.telemetry_client" not in sys.modules


class Tracker:
    """CodeCarbon's tracker, at its own API, which counts one kilowatt-hour of anything."""

    def __init__(self, **_settings):
        self.final_emissions_data = SimpleNamespace(
            energy_consumed=1.0, duration=2.0, gpu_energy=0.0
        )

    def start(self):
        events.append("tracker starts")

    def stop(self):
        events.append("tracker stops")


events = []


@pytest.fixture
def tracker(monkeypatch):
    events.clear()
    monkeypatch.setitem(sys.modules, "codecarbon", SimpleNamespace(OfflineEmissionsTracker=Tracker))
    monkeypatch.setattr(meter, "instruments", lambda: ([], []))
    return Tracker


def test_what_the_work_raises_is_not_blamed_on_codecarbon(tracker, capsys):
    with pytest.raises(ZeroDivisionError):
        codecarbon.follow(lambda: 1 / 0)
    assert events == ["tracker starts", "tracker stops"]
    assert capsys.readouterr().out == ""


def test_idle_power_is_measured_before_codecarbon_counts(tracker, monkeypatch):
    card = FakeNvml()
    monkeypatch.setattr(meter, "instruments", lambda: ([GpuCounter(Gpu(card))], []))
    monkeypatch.setattr(meter, "measure_idle", lambda *_, **how: events.append("idle") or 50.0)
    meter.forget_idle()
    try:
        codecarbon.follow(lambda: card.advance(6, 100))
    finally:
        meter.forget_idle()
    assert events == ["idle", "tracker starts", "tracker stops"]


def test_codecarbon_that_stops_at_the_end_is_said(tracker, monkeypatch, capsys):
    def broken(_self):
        raise RuntimeError("no end")

    monkeypatch.setattr(Tracker, "stop", broken)
    assert codecarbon.follow(lambda: None) is None
    assert "no end" in capsys.readouterr().out


def test_codecarbon_says_when_a_card_is_in_its_number(tracker, monkeypatch):
    assert "charge du processeur" in codecarbon.follow(lambda: None).codecarbon.method
    counted = SimpleNamespace(energy_consumed=1.0, duration=2.0, gpu_energy=0.4)
    start = Tracker.start
    monkeypatch.setattr(
        Tracker, "start", lambda self: setattr(self, "final_emissions_data", counted) or start(self)
    )
    found = codecarbon.follow(lambda: None).codecarbon
    assert found.joules == 3_600_000 and "carte graphique" in found.method


def test_without_codecarbon_the_lab_goes_on(without, capsys):
    without("codecarbon")
    assert codecarbon.quebec() is None and codecarbon.follow(lambda: None) is None
    assert "pip install codecarbon==3.3.2" in capsys.readouterr().out


def test_a_tool_that_stops_is_said(monkeypatch, capsys):
    def broken(_region):
        raise RuntimeError("no data")

    monkeypatch.setattr(codecarbon, "factor", broken)
    assert codecarbon.quebec() is None
    assert "no data" in capsys.readouterr().out


def test_a_tool_that_cannot_even_be_imported_is_said(monkeypatch, capsys):
    def broken(_name):
        raise AttributeError("another version")

    monkeypatch.setattr(tools, "import_module", broken)
    assert codecarbon.quebec() is None
    assert "another version" in capsys.readouterr().out


def test_ecologits_gives_ranges_and_its_warnings(language, capsys):
    ecologits.show_answers([("openai", "gpt-4o")], 400, ["CAN", "FRA"])
    shown = capsys.readouterr().out
    comma = "," if language == "fr" else "."
    assert f"0{comma}566" in shown and f"0{comma}951" in shown
    assert "model-arch-not-released" in shown and "0.11.3" in shown
    assert ("n'a pas été publiée" if language == "fr" else "has not been published") in shown
    found = {zone: ecologits.answer("openai", "gpt-4o", 400, zone) for zone in ("CAN", "FRA")}
    # Less carbon is not less water: the trade-off that the lab points at.
    assert found["CAN"].gwp.value.max > found["FRA"].gwp.value.max
    assert found["CAN"].wcf.value.max > found["FRA"].wcf.value.max


def test_names_ecologits_does_not_know(capsys):
    ecologits.show_answers([("nobody", "nothing")], 400, ["CAN"])
    assert "nothing" in capsys.readouterr().out
    ecologits.show_answers([("openai", "gpt-4o"), ("openai", "gpt-4o-mini")], 400, ["QC", "CAN"])
    said = capsys.readouterr().out
    assert "openai, gpt-4o, QC; openai, gpt-4o-mini, QC." in said  # one sentence for both
    ecologits.show_answers([("openai", "gpt-4o")], 400, "CAN")  # a lone zone, without brackets
    assert "0,566" in capsys.readouterr().out
    with pytest.raises(LabError, match="gpt-4o"):
        ecologits.show_answers(["gpt-4o"], 400, ["CAN"])
    for wrong in (0, "400", None):
        with pytest.raises(LabError, match="`tokens`"):
            ecologits.show_answers([("openai", "gpt-4o")], wrong, ["CAN"])


def test_without_ecologits_the_lab_goes_on(without, capsys):
    without("ecologits")
    ecologits.show_answers([("openai", "gpt-4o")], 400, ["CAN"])
    assert "pip install ecologits==0.11.3" in capsys.readouterr().out


def test_gpu_trials_say_when_there_is_no_card(monkeypatch, capsys):
    monkeypatch.setattr(trials.torch.cuda, "is_available", lambda: False)
    assert trials.gpu_trials([1] * 500, 5) == []
    assert "Pas de carte graphique" in capsys.readouterr().out


def test_a_trial_counts_what_went_through_exactly(language, capsys):
    card = FakeNvml()

    class Weighed(Meter):
        def __exit__(self, *error):
            card.advance(10, 100)
            super().__exit__(*error)

    weighed = Weighed(using=[GpuCounter(Gpu(card))], idle_watts=0, clock=card.clock)
    model = build(5, width=8, layers=1)
    done = trials.trial(model, [1, 2, 3, 4] * 40, "bfloat16", 3, 0.01, weighed)
    assert done.characters % (3 * 64) == 0 and done.characters > 0
    assert done.characters_per_joule == done.characters / 1000
    trials.show_trials([done])
    assert messages.number(done.characters) in capsys.readouterr().out
    lost = trials.Trial("float32", 3, 640, replace(done.reading, joules=-5.0))
    trials.show_trials([done, lost])
    assert lost.characters_per_joule is None
    row = next(line for line in capsys.readouterr().out.splitlines() if "float32" in line)
    assert "| — |" in row and "−5" in row  # not zero characters a joule: nobody knows


def test_a_setting_that_cannot_be_is_refused_even_without_a_card():
    for wrong in ({"batch_sizes": [0]}, {"precisions": ["float8"]}, {"seconds": 0}):
        with pytest.raises(LabError):
            trials.gpu_trials([1] * 500, 5, **wrong)
