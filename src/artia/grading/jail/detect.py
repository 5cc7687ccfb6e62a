"""Which tier this machine allows: found by entering each jail for real, then remembered.

Containers differ in too many ways (seccomp profiles, AppArmor, masked /proc) for a list of
conditions to be right; trying is.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from pathlib import Path

from artia.grading.errors import TierTooLowError
from artia.grading.jail.tier import Tier

SETTINGS = Path("/proc/sys")
_SECONDS = 60


@functools.cache
def best_tier() -> Tier:
    """Return the best tier that works here; the probes run once per process (about 0.3 s)."""
    for tier in sorted(Tier, reverse=True):
        if not why_not(tier):
            return tier
    return Tier.NONE


def diagnose() -> list[str]:
    """Say, for each tier above the best, what is missing and how to get there."""
    better = [tier for tier in sorted(Tier, reverse=True) if tier > best_tier()]
    return [f"{tier.label}: {why_not(tier)}; {remedy(tier)}" for tier in better]


def require(minimum: Tier) -> Tier:
    """Return the best tier. Raises TierTooLowError when it is below `minimum`."""
    best = best_tier()
    if best >= minimum:
        return best
    wanted = f"{minimum.label}: {why_not(minimum)}; {remedy(minimum)}"
    raise TierTooLowError(
        f"This machine confines learners' code by {best.label!r}, below {minimum.label!r} "
        f"that was asked for ({wanted}).",
        f"Cette machine n'isole le code des copies que par «\u00a0{best.label}\u00a0», en dessous "
        f"de «\u00a0{minimum.label}\u00a0» qui est exigé. Il manque, en anglais\u00a0: {wanted}.",
    )


@functools.cache
def why_not(tier: Tier) -> str:
    """Return why a tier does not work here, an empty string when it does."""
    if tier == Tier.NONE:
        return ""
    if not sys.platform.startswith("linux"):
        return "jails need Linux"
    command = [sys.executable, "-P", "-m", "artia.grading.jail.probe", str(int(tier))]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_SECONDS, stdin=subprocess.DEVNULL
        )
        found = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError, OSError) as error:
        return f"the probe failed ({error})"
    return "" if found["works"] else found["why"]


def remedy(tier: Tier) -> str:
    """Say what to do about a tier that does not work."""
    if "libseccomp" in why_not(tier):
        return "then try again"
    if tier == Tier.ROOT:
        if os.geteuid() != 0:
            return "run the grader as root (or in a systemd unit of root's)"
        return (
            "give the container the right to mount: docker run --cap-add SYS_ADMIN "
            "--security-opt seccomp=unconfined --security-opt apparmor=unconfined "
            "--security-opt systempaths=unconfined, or --privileged"
        )
    if tier == Tier.USER_NAMESPACES:
        return _namespaces_remedy()
    return "use Linux 5.13 or newer, started with landlock in lsm= (see /sys/kernel/security/lsm)"


def _namespaces_remedy() -> str:
    """Find which of the usual switches forbids user namespaces."""
    if _setting("kernel/apparmor_restrict_unprivileged_userns") == "1":
        return "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu 23.10 and later)"
    if _setting("kernel/unprivileged_userns_clone") == "0":
        return "sudo sysctl kernel.unprivileged_userns_clone=1 (Debian)"
    if _setting("user/max_user_namespaces") == "0":
        return "sudo sysctl user.max_user_namespaces=15000"
    return (
        "allow unprivileged user namespaces; in a container: docker run --security-opt "
        "seccomp=unconfined --security-opt apparmor=unconfined --security-opt "
        "systempaths=unconfined, and an installation of Python the user may read"
    )


def _setting(name: str) -> str:
    try:
        return (SETTINGS / name).read_text().strip()
    except OSError:
        return ""
