"""The meter on a card that is not there: exact to the joule, and clear in each way it can fail."""

import sys
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
    # By the rule of the lab's own exercise: a measured number less one somebody wrote.
    assert m.reading.label == ASSUMED
    assert any("que vous avez donné" in note and "1 000,0" in note for note in m.reading.notes)
    with metered(card, idle_watts=0) as m:
        card.advance(10, 100)
    assert m.reading.joules == m.reading.total_joules == 1000
    assert m.reading.idle_joules is None
    assert m.reading.label == MEASURED
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
    mark = counter.start()
    card.energy -= 1
    with pytest.raises(UnavailableError, match="reculé"):
        counter.joules(mark)


def test_a_counter_that_stands_still_is_left_out(card):
    card.idle = 0
    with metered(card) as m:
        card.advance(6, 0)
    assert m.reading.label == ESTIMATED and "n'a pas bougé" in m.reasons[0]
    with metered(card, idle_watts=20) as m:  # no idle to measure: seen at the end
        card.advance(6, 0)
    assert m.reading.label == ESTIMATED and "n'a pas bougé" in m.reasons[0]
    with metered(card, idle_watts=0) as m:  # too short a time to tell: kept, and said
        card.advance(0, 0)
    assert m.reading.joules == m.reading.watts == 0 and m.reading.label == MEASURED
    assert any("cet instrument en demande" in note for note in m.reading.notes)


def test_below_zero_is_neither_hidden_nor_passed_over(card):
    with metered(card) as m:
        card.advance(10, 30)  # the card slowed its clocks under what it drew at rest
    assert m.reading.joules == 10 * (30 - 50) and m.reading.total_joules == 300
    assert any("zéro ou moins" in note for note in m.reading.notes)


def test_a_meter_inside_another_and_the_same_instrument(card):
    gpu = GpuCounter(Gpu(card))
    how = {"using": [gpu], "idle_watts": 0, "clock": card.clock}
    with Meter(**how) as outer:
        card.advance(5, 100)
        with Meter(**how) as inner:
            card.advance(7, 200)
        card.advance(5, 100)
    assert inner.reading.joules == 1400
    assert outer.reading.joules == 2400 and outer.seconds == 17


def test_a_meter_used_again_forgets_nothing_and_keeps_nothing(card, monkeypatch):
    monkeypatch.setattr(meter, "instruments", lambda: ([GpuCounter(Gpu(card))], ["why"]))
    m = Meter(clock=card.clock, sleep=card.sleep)
    with pytest.raises(LabError, match="encore rien pesé"):
        _ = m.reading
    for watts in (100, 200):
        with m:
            with pytest.raises(LabError, match="encore rien pesé"):
                _ = m.reading
            with pytest.raises(LabError, match="déjà en train"), m:
                pass
            card.advance(10, watts)
        assert m.reading.joules == 10 * (watts - 50) and m.reasons == ["why"]


def test_counters_are_read_before_any_sentence_is_written(card, monkeypatch):
    """Writing the suppositions takes time, the first time above all: none of it is weighed."""
    real = meter.suppose
    monkeypatch.setattr(meter, "suppose", lambda *given: card.advance(9, 500) or real(*given))
    with metered(card, idle_watts=0) as m:
        card.advance(10, 100)
    assert m.reading.joules == 1000


def test_stopping_the_idle_measurement_stops_what_reads_the_power(card):
    sampled = SampledGpu(Gpu(card), 0.001, card.clock)
    started = []
    start = sampled.start
    sampled.start = lambda: started.append(start()) or started[0]

    def stopped(_seconds):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        meter.measure_idle(sampled, clock=card.clock, sleep=stopped)
    assert not started[0]._thread.is_alive()


def test_whatever_stops_the_thread_is_not_lost(card):
    sampled = SampledGpu(Gpu(card), 0.001)
    sampler = sampled.start()
    card.watts = None  # nothing documented: the course's own mistake, say
    sampler._thread.join(5)
    with pytest.raises(TypeError):
        sampled.joules(sampler)


def test_a_sampled_card_lost_in_the_background_is_said(card):
    sampled = SampledGpu(Gpu(card), 0.001)
    sampler = sampled.start()
    card.fails["nvmlDeviceGetPowerUsage"] = fake_nvml.LOST
    sampler._thread.join(5)
    with pytest.raises(UnavailableError, match="cessé de répondre"):
        sampled.joules(sampler)


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
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda))
    with metered(card, idle_watts=50):
        began = card.time
        card.advance(7, 100)
    assert waited == [began, card.time]


def test_an_error_in_the_work_is_not_hidden(card):
    with pytest.raises(ZeroDivisionError), metered(card, idle_watts=0) as m:
        card.advance(7, 100)
        1 / 0  # noqa: B018
    assert m.reading.joules == 700


def _a_card_that_fails_at_last(monkeypatch):
    def fails():
        raise RuntimeError("CUDA error")

    cuda = SimpleNamespace(is_available=lambda: True, is_initialized=lambda: True)
    cuda.synchronize = lambda: None
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda))
    return lambda: setattr(cuda, "synchronize", fails)


def test_what_the_card_says_too_late_does_not_hide_the_works_own_error(card, monkeypatch):
    fail = _a_card_that_fails_at_last(monkeypatch)
    with pytest.raises(ZeroDivisionError), metered(card, idle_watts=0) as m:
        card.advance(7, 100)
        fail()
        1 / 0  # noqa: B018
    assert m.reading.joules == 700


def test_what_the_card_says_too_late_is_the_works_error(card, monkeypatch):
    fail = _a_card_that_fails_at_last(monkeypatch)
    with pytest.raises(RuntimeError, match="CUDA error"), metered(card, idle_watts=0) as m:
        card.advance(7, 100)
        fail()
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
