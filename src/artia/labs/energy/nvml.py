"""The energy counter of an NVIDIA card, read through its driver (NVML).

The card counts its own millijoules since the driver was loaded, from the Volta generation on.
One reads it before, reads it after, and subtracts. Reference: NVML API,
`nvmlDeviceGetTotalEnergyConsumption` (mJ) and `nvmlDeviceGetPowerUsage` (mW).
"""

from __future__ import annotations

import importlib
import math
import os
import sys
import weakref
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
    13: N_("energy: NVML too old"),
    15: N_("energy: NVML GPU lost"),
    16: N_("energy: NVML GPU lost"),
    18: N_("energy: NVML driver renewed"),
}
NOT_SUPPORTED, FUNCTION_NOT_FOUND = 3, 13  # by the card; by the driver or its Python package

Remark = tuple[str, dict[str, Any]]  # a message id and what fills it, to be said in any language


class Gpu:
    """One card, as its driver describes it. Every failure becomes UnavailableError."""

    def __init__(self, library: Any = None) -> None:
        self.library = library or _library()
        self._ask("nvmlInit")
        weakref.finalize(self, _shut_down, self.library)  # NVML counts who opened it
        self.handle, self.partitioned = self._handle()
        self.name = _text(self._ask("nvmlDeviceGetName", self.handle))
        self.driver = _text(self._ask("nvmlSystemGetDriverVersion"))

    def millijoules(self) -> int:
        """Energy since the driver was loaded."""
        return self._ask("nvmlDeviceGetTotalEnergyConsumption", self.handle)

    def watts(self) -> float:
        """Power now; on Ampere (GA100 aside) and later, its mean over the last second (NVML)."""
        return self._ask("nvmlDeviceGetPowerUsage", self.handle) / 1000

    def has_counter(self) -> bool:
        """Whether this card counts its joules; an older one only says its power."""
        try:
            self.millijoules()
        except UnavailableError as problem:
            if problem.values.get("code") not in (NOT_SUPPORTED, FUNCTION_NOT_FOUND):
                raise
            return False
        return True

    def notes(self) -> list[str]:
        """What the number counts besides this run, in sentences."""
        return [_(text).format(**values) for text, values in self.remarks()]

    def remarks(self) -> list[Remark]:
        """What the number counts besides this run."""
        found: list[Remark] = [(N_("energy: board only"), {})]
        if self.partitioned or self._mig():
            found.append((N_("energy: MIG"), {}))
        elif (others := self._neighbours()) is None:
            found.append((N_("energy: neighbours unknown"), {}))
        elif others > 0:
            found.append((N_("energy: shared GPU"), {"others": others}))
        if (cards := self._cards()) > 1:
            found.append((N_("energy: one card of several"), {"cards": cards}))
        return found

    def _mig(self) -> bool:
        """Whether the card is cut into several (MIG): its counter then counts them all."""
        try:
            current, _pending = self._ask("nvmlDeviceGetMigMode", self.handle)
        except UnavailableError:  # most cards cannot be cut
            return False
        return current == 1

    def _neighbours(self) -> int | None:
        """How many other programs compute on the card now; None when the driver hides them."""
        try:
            running = self._ask("nvmlDeviceGetComputeRunningProcesses", self.handle)
        except UnavailableError:
            return None
        if not in_use_here():
            return len(running)
        # One of them is us. Its number cannot tell: inside a container, ours is another. And a
        # list without even us is one that a container was not shown.
        return len(running) - 1 if running else None

    def _cards(self) -> int:
        try:
            return self._ask("nvmlDeviceGetCount")
        except UnavailableError:  # this one answers, at least
            return 1

    def _handle(self) -> tuple[Any, bool]:
        """Find the card that PyTorch would use first; True when it is a slice of one (MIG)."""
        chosen = os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",")[0].strip()
        if chosen.startswith("MIG-"):
            slice_ = self._ask("nvmlDeviceGetHandleByUUID", chosen)
            return self._ask("nvmlDeviceGetDeviceHandleFromMigDeviceHandle", slice_), True
        if chosen.startswith("GPU-"):
            return self._ask("nvmlDeviceGetHandleByUUID", chosen), False
        if "CUDA_VISIBLE_DEVICES" in os.environ and not chosen.isdecimal():
            # Empty, -1, NoDevFiles: every card is hidden, and the work runs on the processor.
            raise UnavailableError(_REASONS[6])
        return self._ask("nvmlDeviceGetHandleByIndex", int(chosen or 0)), False

    def _ask(self, name: str, *arguments: Any) -> Any:
        function = getattr(self.library, name, None)
        if function is None:  # an older version of the package
            raise UnavailableError(_REASONS[FUNCTION_NOT_FOUND], code=FUNCTION_NOT_FOUND)
        try:
            return function(*arguments)
        except self.library.NVMLError as error:
            code = getattr(error, "value", None)
            text = _REASONS.get(code, N_("energy: NVML failed"))
            raise UnavailableError(text, code=code, error=str(error)) from None


class GpuCounter:
    """The card's own count of joules, between two readings."""

    shortest, longest = 5.0, math.inf

    def __init__(self, gpu: Gpu) -> None:
        self.gpu, self.device = gpu, gpu.name

    @property
    def method(self) -> str:
        """How it counts, in the learner's language."""
        return _("energy: method NVML counter")

    def notes(self) -> list[str]:
        """What the number counts besides this run."""
        return self.gpu.notes()

    def start(self) -> int:
        """Note the counter (mJ)."""
        return self.gpu.millijoules()

    def joules(self, mark: int) -> float:
        """Joules since the mark. A counter that went down was reset: nothing can be said."""
        counted = self.gpu.millijoules() - mark
        if counted < 0:
            raise UnavailableError(N_("energy: NVML counter went back"))
        return counted / 1000


def in_use_here() -> bool:
    """Whether PyTorch has opened a card in this very program."""
    torch = sys.modules.get("torch")
    return torch is not None and torch.cuda.is_available() and torch.cuda.is_initialized()


def _library() -> Any:
    try:
        return importlib.import_module("pynvml")
    except ImportError:
        raise UnavailableError(N_("energy: NVML package missing")) from None


def _shut_down(library: Any) -> None:
    try:
        library.nvmlShutdown()
    except library.NVMLError:  # the driver is gone: nothing is left to close
        return


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
