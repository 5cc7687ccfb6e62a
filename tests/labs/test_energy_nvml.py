"""Which card is read, why one cannot be, and what its number counts besides the work."""

import importlib
from types import SimpleNamespace

import pytest

from artia.labs.energy import ASSUMED, ESTIMATED, Meter, UnavailableError, meter, nvml
from artia.labs.energy.nvml import Gpu
from artia.labs.energy.sampler import SampledGpu

from . import fake_nvml


@pytest.mark.parametrize(
    ("function", "code", "words"),
    [
        ("nvmlInit", fake_nvml.LIBRARY, "pilote NVIDIA est introuvable"),
        ("nvmlInit", fake_nvml.DRIVER, "pas chargé"),
        ("nvmlInit", fake_nvml.NO_PERMISSION, "refuse"),
        ("nvmlInit", fake_nvml.RENEWED, "mis à jour sans redémarrage"),
        ("nvmlDeviceGetHandleByIndex", fake_nvml.NOT_FOUND, "CUDA_VISIBLE_DEVICES"),
        ("nvmlDeviceGetTotalEnergyConsumption", fake_nvml.NO_PERMISSION, "refuse"),
        ("nvmlDeviceGetTotalEnergyConsumption", fake_nvml.LOST, "cessé de répondre"),
        ("nvmlDeviceGetTotalEnergyConsumption", fake_nvml.RESET, "réinitialisée"),
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


def test_a_driver_or_a_package_too_old_to_know_the_counter(card, tmp_path):
    card.fails["nvmlDeviceGetTotalEnergyConsumption"] = fake_nvml.NO_FUNCTION
    found, _reasons = meter.instruments(card, tmp_path)
    assert isinstance(found[0], SampledGpu)
    card.nvmlDeviceGetTotalEnergyConsumption = None  # what getattr finds of a missing function
    found, _reasons = meter.instruments(card, tmp_path)
    assert isinstance(found[0], SampledGpu)
    card.fails["nvmlDeviceGetPowerUsage"] = fake_nvml.NO_FUNCTION
    found, reasons = meter.instruments(card, tmp_path)
    assert found == [] and "trop ancien" in reasons[0]


def test_nvml_is_closed_as_many_times_as_opened(card, tmp_path):
    for _time in range(3):
        found, _reasons = meter.instruments(card, tmp_path)
        assert card.opened == 1
        del found
    card.fails["nvmlDeviceGetName"] = fake_nvml.UNKNOWN
    meter.instruments(card, tmp_path)
    assert card.opened == 0
    card.fails["nvmlShutdown"] = fake_nvml.UNKNOWN  # the driver went first
    del card.fails["nvmlDeviceGetName"]
    meter.instruments(card, tmp_path)


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


def test_other_programs_are_counted_with_or_without_ours_among_them(card, monkeypatch):
    assert any("au moins 1" in note for note in Gpu(card).notes())
    card.processes = []
    assert len(Gpu(card).notes()) == 1
    monkeypatch.setattr(nvml, "in_use_here", lambda: True)
    assert any("ne dit pas ici" in note for note in Gpu(card).notes())  # not even us: hidden
    card.processes = [SimpleNamespace(pid=1)]
    assert len(Gpu(card).notes()) == 1
    card.processes *= 3
    assert any("au moins 2" in note for note in Gpu(card).notes())
    card.fails["nvmlDeviceGetComputeRunningProcesses"] = fake_nvml.NO_PERMISSION
    assert any("ne dit pas ici" in note for note in Gpu(card).notes())


def test_one_card_of_several_is_said(card):
    assert not any("une seule a été lue" in note for note in Gpu(card).notes())
    card.cards = 2
    assert any("2 cartes graphiques" in note for note in Gpu(card).notes())
    card.fails["nvmlDeviceGetCount"] = fake_nvml.NO_PERMISSION
    assert not any("une seule a été lue" in note for note in Gpu(card).notes())


def test_a_partitioned_card_is_said(card, monkeypatch):
    assert any("que la carte" in note for note in Gpu(card).notes())
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


@pytest.mark.parametrize("hidden", ["", "-1", "NoDevFiles", "²"])
def test_a_card_hidden_from_the_work_is_not_weighed_in_its_place(card, monkeypatch, hidden):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", hidden)
    with pytest.raises(UnavailableError, match="CUDA_VISIBLE_DEVICES"):
        Gpu(card)
