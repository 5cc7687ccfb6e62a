"""A graphics card that is not there: an object that stands for `pynvml`, at its own API.

Its clock moves only when `advance` is called, so that every joule is known exactly. Set `fails`
to have a function raise one of NVML's documented errors. Like the real one, it answers nothing
before `nvmlInit` or after as many `nvmlShutdown`.
"""

from types import SimpleNamespace

UNINITIALIZED, NOT_SUPPORTED, NO_PERMISSION, NOT_FOUND = 1, 3, 4, 6
DRIVER, LIBRARY, NO_FUNCTION, LOST, RESET, RENEWED, UNKNOWN = 9, 12, 13, 15, 16, 18, 999


class NVMLError(Exception):
    """Carries NVML's number, as the real one does."""

    def __init__(self, value):
        super().__init__(f"NVML error {value}")
        self.value = value


class FakeNvml:
    """One card, idle at `idle` watts; `advance(seconds, watts)` makes time and energy go by."""

    NVMLError = NVMLError

    def __init__(self, idle=50.0):
        self.watts = self.idle = idle
        self.time = 1000.0
        self.energy = 5_000_000  # mJ since the driver was loaded
        self.fails = {}
        self.mig = None  # None: a card that cannot be cut
        self.cards = 1
        self.opened = 0  # how many times more than closed
        self.processes = [SimpleNamespace(pid=1)]
        self.calls = []

    # What a test does.

    def clock(self):
        return self.time

    def sleep(self, seconds):
        self.advance(seconds, self.idle)

    def advance(self, seconds, watts):
        self.watts = watts
        self.time += seconds
        self.energy += round(1000 * seconds * watts)

    # What pynvml does.

    def _called(self, name):
        self.calls.append(name)
        if name in self.fails:
            raise NVMLError(self.fails[name])
        if not self.opened and name != "nvmlInit":
            raise NVMLError(UNINITIALIZED)

    def nvmlInit(self):  # noqa: N802 (pynvml's names)
        self._called("nvmlInit")
        self.opened += 1

    def nvmlShutdown(self):  # noqa: N802
        self._called("nvmlShutdown")
        self.opened -= 1

    def nvmlDeviceGetCount(self):  # noqa: N802
        self._called("nvmlDeviceGetCount")
        return self.cards

    def nvmlDeviceGetHandleByIndex(self, index):  # noqa: N802
        self._called("nvmlDeviceGetHandleByIndex")
        return f"card {index}"

    def nvmlDeviceGetHandleByUUID(self, uuid):  # noqa: N802
        self._called("nvmlDeviceGetHandleByUUID")
        return uuid

    def nvmlDeviceGetDeviceHandleFromMigDeviceHandle(self, handle):  # noqa: N802
        self._called("nvmlDeviceGetDeviceHandleFromMigDeviceHandle")
        return f"whole of {handle}"

    def nvmlDeviceGetName(self, handle):  # noqa: N802
        self._called("nvmlDeviceGetName")
        return b"Fake GPU"  # older versions of pynvml give bytes

    def nvmlSystemGetDriverVersion(self):  # noqa: N802
        self._called("nvmlSystemGetDriverVersion")
        return "999.1"

    def nvmlDeviceGetTotalEnergyConsumption(self, handle):  # noqa: N802
        self._called("nvmlDeviceGetTotalEnergyConsumption")
        return self.energy

    def nvmlDeviceGetPowerUsage(self, handle):  # noqa: N802
        self._called("nvmlDeviceGetPowerUsage")
        return round(1000 * self.watts)

    def nvmlDeviceGetMigMode(self, handle):  # noqa: N802
        self._called("nvmlDeviceGetMigMode")
        if self.mig is None:
            raise NVMLError(NOT_SUPPORTED)
        return self.mig, self.mig

    def nvmlDeviceGetComputeRunningProcesses(self, handle):  # noqa: N802
        self._called("nvmlDeviceGetComputeRunningProcesses")
        return self.processes
