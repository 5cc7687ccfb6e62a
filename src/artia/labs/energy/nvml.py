"""The energy counter of an NVIDIA card, read through its driver (NVML).

The card counts its own millijoules since the driver was loaded, from the Volta generation on.
One reads it before, reads it after, and subtracts. Reference: NVML API,
`nvmlDeviceGetTotalEnergyConsumption` (mJ) and `nvmlDeviceGetPowerUsage` (mW).
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from typing import Any

from artia.labs.energy.instrument import UnavailableError
from artia.labs.messages import N_, _

# NVML's error numbers that call for different advice.
_REASONS = {
    3: N_("energy: NVML not supported"),
    4: N_("energy: NVML no permission"),
    6: N_("energy: NVML no such device"),
    9: N_("energy: NVML driver not loaded"),
    12: N_("energy: NVML library not found"),
    15: N_("energy: NVML GPU lost"),
}
NOT_SUPPORTED = 3


class Gpu:
    """One card, as its driver describes it. Every failure becomes UnavailableError."""

    def __init__(self, library: Any = None) -> None:
        self.library = library or _library()
        self._ask(self.library.nvmlInit)
        self.handle, self.partitioned = self._handle()
        self.name = _text(self._ask(self.library.nvmlDeviceGetName, self.handle))
        self.driver = _text(self._ask(self.library.nvmlSystemGetDriverVersion))

    def millijoules(self) -> int:
        """Energy since the driver was loaded."""
        return self._ask(self.library.nvmlDeviceGetTotalEnergyConsumption, self.handle)

    def watts(self) -> float:
        """Power now, or its recent mean on some cards."""
        return self._ask(self.library.nvmlDeviceGetPowerUsage, self.handle) / 1000

    def has_counter(self) -> bool:
        """Whether this card counts its joules; an older one only says its power."""
        try:
            self.millijoules()
        except UnavailableError as problem:
            if problem.values.get("code") != NOT_SUPPORTED:
                raise
            return False
        return True

    def notes(self) -> list[str]:
        """What the number counts besides this run."""
        sentences = [_("energy: board only")]
        if self.partitioned or self._mig():
            sentences.append(_("energy: MIG"))
        elif (others := self._neighbours()) > 0:
            sentences.append(_("energy: shared GPU").format(others=others))
        return sentences

    def _mig(self) -> bool:
        """Whether the card is cut into several (MIG): its counter then counts them all."""
        try:
            current, _pending = self._ask(self.library.nvmlDeviceGetMigMode, self.handle)
        except UnavailableError:  # most cards cannot be cut
            return False
        return current == 1

    def _neighbours(self) -> int:
        try:
            running = self._ask(self.library.nvmlDeviceGetComputeRunningProcesses, self.handle)
        except UnavailableError:
            return 0
        # One of them is us. Its number cannot tell: inside a container, ours is another.
        return max(0, len(running) - 1)

    def _handle(self) -> tuple[Any, bool]:
        """Find the card that PyTorch would use first; True when it is a slice of one (MIG)."""
        chosen = os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",")[0].strip()
        if chosen.startswith("MIG-"):
            slice_ = self._ask(self.library.nvmlDeviceGetHandleByUUID, chosen)
            whole = self._ask(self.library.nvmlDeviceGetDeviceHandleFromMigDeviceHandle, slice_)
            return whole, True
        if chosen.startswith("GPU-"):
            return self._ask(self.library.nvmlDeviceGetHandleByUUID, chosen), False
        if "CUDA_VISIBLE_DEVICES" in os.environ and not chosen.isdigit():
            # Empty, -1, NoDevFiles: every card is hidden, and the work runs on the processor.
            raise UnavailableError(_REASONS[6])
        index = int(chosen or 0)
        return self._ask(self.library.nvmlDeviceGetHandleByIndex, index), False

    def _ask(self, function: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except self.library.NVMLError as error:
            code = getattr(error, "value", None)
            text = _REASONS.get(code, N_("energy: NVML failed"))
            raise UnavailableError(text, code=code, error=str(error)) from None


class GpuCounter:
    """The card's own count of joules, between two readings."""

    shortest = 5.0

    def __init__(self, gpu: Gpu) -> None:
        self.gpu, self.device, self._before = gpu, gpu.name, 0

    @property
    def method(self) -> str:
        """How it counts, in the learner's language."""
        return _("energy: method NVML counter")

    def notes(self) -> list[str]:
        """What the number counts besides this run."""
        return self.gpu.notes()

    def start(self) -> None:
        """Note the counter."""
        self._before = self.gpu.millijoules()

    def joules(self) -> float:
        """Joules since `start()`. A counter that went down was reset: nothing can be said."""
        counted = self.gpu.millijoules() - self._before
        if counted < 0:
            raise UnavailableError(N_("energy: NVML counter went back"))
        return counted / 1000


def _library() -> Any:
    try:
        return importlib.import_module("pynvml")
    except ImportError:
        raise UnavailableError(N_("energy: NVML package missing")) from None


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
