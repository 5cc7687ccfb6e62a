"""The meter on a card that is not there: exact to the joule, and clear in each way it can fail."""

import importlib
from types import SimpleNamespace

import pytest

from artia.labs import messages
from artia.labs.energy import (
    ASSUMED,
    ESTIMATED,
    MEASURED,
    Assumptions,
    Meter,
    UnavailableError,
    meter,
)
from artia.labs.energy.assumed import suppose
from artia.labs.energy.nvml import Gpu, GpuCounter
from artia.labs.energy.reading import as_label
from artia.labs.energy.sampler import SampledGpu
from artia.labs.energy.view import show_meter
from artia.labs.errors import LabError

from . import fake_nvml
from .fake_nvml import FakeNvml


@pytest.fixture(autouse=True)
def no_memory(monkeypatch):
    """Each test measures its own idle power; the machine's own card and variables stay out."""
    meter.forget_idle()
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)


@pytest.fixture
def card():
    return FakeNvml()


def metered(card, **how):
    gpu = Gpu(card)
    using = [GpuCounter(gpu) if gpu.has_counter() else SampledGpu(gpu, 3600, card.clock)]
    return Meter(using=using, clock=card.clock, sleep=card.sleep, **how)


def test_the_counter_is_exact_to_the_joule_and_idle_is_subtracted(card):
    with metered(card) as m:
        card.advance(10, 250)
        card.advance(2.5, 80)
    assert m.reading.joules == 10 * 250 + 2.5 * 80 - 12.5 * 50
    assert m.reading.total_joules == 10 * 250 + 2.5 * 80
    assert m.reading.idle_joules == 12.5 * 50
    assert m.reading.seconds == 12.5
    assert m.reading.watts == m.reading.joules / 12.5
    assert (m.reading.device, m.reading.label) == ("Fake GPU", MEASURED)
    assert m.readings == (m.reading,) and len(m.scenarios) == 3 and m.reasons == []


def test_idle_power_is_measured_once_for_five_seconds(card):
    with metered(card):
        card.advance(6, 200)
    began = card.time
    with metered(card) as m:
        card.advance(6, 200)
    assert card.time - began == 6
    assert m.reading.joules == 6 * 150


def test_idle_power_can_be_given_or_kept(card):
    with metered(card, idle_watts=70) as m:
        card.advance(10, 100)
    assert m.reading.joules == 300
    with metered(card, idle_watts=0) as m:
        card.advance(10, 100)
    assert m.reading.joules == m.reading.total_joules == 1000
    assert m.reading.idle_joules is None
    assert any("n'a pas été retirée" in note for note in m.reading.notes)


@pytest.mark.parametrize("wrong", ["20", -1, float("nan"), [50]])
def test_an_idle_power_that_cannot_be_is_refused_before_the_work(wrong):
    with pytest.raises(LabError, match="idle_watts"):
        Meter(using=[], idle_watts=wrong)


def test_a_card_without_a_counter_is_sampled_and_the_area_is_exact(card):
    card.fails["nvmlDeviceGetTotalEnergyConsumption"] = fake_nvml.NOT_SUPPORTED
    with metered(card) as m:
        card.watts = 200
        card.time += 8  # from 50 W at the start to 200 W at the end: a trapezoid
    assert m.reading.total_joules == 8 * (50 + 200) / 2
    assert m.reading.joules == 8 * 125 - 8 * 50
    assert m.reading.label == MEASURED and "aire sous la courbe" in m.reading.method


@pytest.mark.parametrize(
    ("function", "code", "words"),
    [
        ("nvmlInit", fake_nvml.LIBRARY, "pilote NVIDIA est introuvable"),
        ("nvmlInit", fake_nvml.DRIVER, "pas chargé"),
        ("nvmlInit", fake_nvml.NO_PERMISSION, "refuse"),
        ("nvmlDeviceGetHandleByIndex", fake_nvml.NOT_FOUND, "CUDA_VISIBLE_DEVICES"),
        ("nvmlDeviceGetTotalEnergyConsumption", fake_nvml.NO_PERMISSION, "refuse"),
        ("nvmlDeviceGetTotalEnergyConsumption", fake_nvml.LOST, "cessé de répondre"),
        ("nvmlDeviceGetName", fake_nvml.UNKNOWN, "NVML error 999"),
    ],
)
def test_a_card_that_cannot_be_used_is_named_and_the_rest_supposed(
    card, tmp_path, function, code, words
):
    card.fails[function] = code
    found, reasons = meter.instruments(card, tmp_path)
    assert found == [] and words in reasons[0] and "processeur" in reasons[1]
    with Meter(using=found, clock=card.clock) as m:
        card.advance(2, 100)
    assert [r.label for r in m.readings] == [ESTIMATED, ASSUMED, ASSUMED]
    assert m.readings == m.scenarios


def test_neither_counter_nor_power(card, tmp_path):
    card.fails["nvmlDeviceGetTotalEnergyConsumption"] = fake_nvml.NOT_SUPPORTED
    card.fails["nvmlDeviceGetPowerUsage"] = fake_nvml.NOT_SUPPORTED
    found, reasons = meter.instruments(card, tmp_path)
    assert found == [] and "Volta" in reasons[0]


def test_no_package_to_read_the_card_with(monkeypatch, tmp_path):
    real = importlib.import_module

    def missing(name, *rest):
        if name == "pynvml":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(importlib, "import_module", missing)
    found, reasons = meter.instruments(None, tmp_path)
    assert found == [] and "nvidia-ml-py" in reasons[0]


def test_a_card_lost_during_the_run_leaves_the_suppositions_and_says_so(card):
    with metered(card) as m:
        card.advance(6, 300)
        card.fails["nvmlDeviceGetTotalEnergyConsumption"] = fake_nvml.LOST
    assert m.reading.label == ESTIMATED
    assert "cessé de répondre" in m.reasons[0]


def test_a_counter_that_goes_backwards_is_refused(card):
    with metered(card) as m:
        card.advance(6, 300)
        card.energy = 12
    assert m.reading.label == ESTIMATED and "reculé" in m.reasons[0]
    counter = GpuCounter(Gpu(card))
    counter.start()
    card.energy -= 1
    with pytest.raises(UnavailableError, match="reculé"):
        counter.joules()


def test_a_sampled_card_lost_in_the_background_is_said(card):
    sampled = SampledGpu(Gpu(card), 0.001)
    sampled.start()
    card.fails["nvmlDeviceGetPowerUsage"] = fake_nvml.LOST
    sampled.sampler._thread.join(5)
    with pytest.raises(UnavailableError, match="cessé de répondre"):
        sampled.joules()


def test_a_partitioned_or_shared_card_is_said(card, monkeypatch):
    assert any("que la carte" in note for note in Gpu(card).notes())
    card.processes *= 3
    assert any("au moins 2" in note for note in Gpu(card).notes())
    card.mig = 1
    assert any("MIG" in note for note in Gpu(card).notes())
    card.mig = 0
    assert not any("MIG" in note for note in Gpu(card).notes())
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "MIG-12ab")
    gpu = Gpu(card)
    assert gpu.handle == "whole of MIG-12ab"
    assert any("MIG" in note for note in gpu.notes())


def test_the_card_weighed_is_the_one_pytorch_uses_first(card, monkeypatch):
    for chosen, handle in (("2,0", "card 2"), ("GPU-77", "GPU-77")):
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", chosen)
        assert Gpu(card).handle == handle
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES")
    assert Gpu(card).handle == "card 0"


@pytest.mark.parametrize("hidden", ["", "-1", "NoDevFiles"])
def test_a_card_hidden_from_the_work_is_not_weighed_in_its_place(card, monkeypatch, hidden):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", hidden)
    with pytest.raises(UnavailableError, match="CUDA_VISIBLE_DEVICES"):
        Gpu(card)


def test_short_windows_and_light_work_are_said(card):
    with metered(card) as m:
        card.advance(1, 50)
    notes = " ".join(m.reading.notes)
    assert "a duré 1,0\u00a0s" in notes and "ne se distingue pas du repos" in notes
    assert m.reading.joules == 0


def test_the_card_is_waited_for_before_and_after(card, monkeypatch):
    waited = []
    cuda = SimpleNamespace(
        is_available=lambda: True,
        is_initialized=lambda: True,
        synchronize=lambda: waited.append(card.time),
    )
    monkeypatch.setitem(meter.sys.modules, "torch", SimpleNamespace(cuda=cuda))
    with metered(card, idle_watts=50):
        began = card.time
        card.advance(7, 100)
    assert waited == [began, card.time]


def test_an_error_in_the_work_is_not_hidden(card):
    with pytest.raises(ZeroDivisionError), metered(card, idle_watts=0) as m:
        card.advance(7, 100)
        1 / 0  # noqa: B018
    assert m.reading.joules == 700


def test_suppositions_are_exact_and_can_be_changed():
    core, constant, plug = suppose(10, 8)
    assert core.joules == 8 * 100 / 16 and core.label == ESTIMATED
    assert constant.joules == 280 and plug.joules == 600
    assert constant.label == plug.label == ASSUMED
    mine = Assumptions(processor_watts=65, cores=4, constant_watts=1, plug_watts=35)
    assert [r.joules for r in suppose(10, 8, mine)] == [8 * 65 / 4, 10, 350]


@pytest.mark.parametrize("wrong", [0, -3, "60", None, float("nan"), True])
def test_watts_that_cannot_be_are_refused(wrong):
    with pytest.raises(LabError):
        Assumptions(plug_watts=wrong)
    with pytest.raises(LabError):
        Assumptions(cores=wrong)


def test_a_reading_says_its_label_in_both_languages(card, language):
    with metered(card) as m:
        card.advance(10, 250)
    said = str(m.reading)
    assert ("mesuré" if language == "fr" else "measured") in said
    assert m.reading.device in said
    assert messages.number(2000.0, 1) in said


def test_a_meter_is_shown_with_what_it_leaves_out(card, capsys):
    with metered(card) as m:
        card.advance(10, 250)
    m.reasons.append("why")
    show_meter(m)
    shown = capsys.readouterr().out
    assert "2\u00a0000,0" in shown and "mesuré" in shown and shown.strip().endswith("why")


def test_labels_are_recognized_in_any_dress():
    assert as_label(" Measured ") == as_label("MESURÉE") == as_label("mesure") == MEASURED
    assert as_label("estimés") == ESTIMATED and as_label("supposé") == ASSUMED
    for wrong in ("", "sure", "measured or so"):
        with pytest.raises(ValueError):
            as_label(wrong)
    with pytest.raises(TypeError):
        as_label(3)
