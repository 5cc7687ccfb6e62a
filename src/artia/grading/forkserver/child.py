"""From fork to kernel: the steps of the process that will run a learner's code."""

from __future__ import annotations

import os
import traceback

from artia.grading.forkserver import kernel
from artia.grading.jail import enter
from artia.grading.jail.request import JailError

_REPORT = 3  # the only file kept besides the standard ones
READY = b"ready"


class Report:
    """The pipe on which the supervisor learns that the kernel is ready, or why it is not.

    Written once, then closed: that file number belongs to the learner's code afterwards.
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def say(self, what: bytes) -> None:
        """Say the first thing; later ones are dropped."""
        if self.descriptor >= 0:
            os.write(self.descriptor, what)
            os.close(self.descriptor)
            self.descriptor = -1


def become_kernel(jail: enter.Jail, request: dict, waiting: int, reporting: int) -> None:
    """Wait for the supervisor, enter the jail and serve as a kernel; never returns.

    waiting: pipe on which the supervisor says to go; reporting: the pipe of the report.
    """
    report, status = Report(reporting), 1
    try:
        os.setsid()
        if os.read(waiting, 1):  # otherwise the supervisor is gone
            report = Report(_keep_only(reporting))
            places = enter.confine(jail)
            kernel.run(request, places, lambda: report.say(READY))
            status = 0
    except JailError as error:
        report.say(str(error).encode())
    except OSError as error:
        tier = jail.request.tier.label
        report.say(f"the jail of tier {tier!r} cannot be built here: {error}".encode())
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        report.say(traceback.format_exc().encode())
    finally:
        os._exit(status)


def _keep_only(reporting: int) -> int:
    """Close every file but the report; the standard ones lead nowhere. Returns its number."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.dup2(reporting, _REPORT)
    os.closerange(_REPORT + 1, os.sysconf("SC_OPEN_MAX"))
    return _REPORT
