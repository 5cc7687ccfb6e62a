"""Confine a kernel so that a learner's code reaches nothing but its own submission (Linux).

`enter` holds the order of things; `root` the file system, `credentials` the rights,
`landlock_rules` and `seccomp_filter` the two filters, `cgroups`, `slots`, `rlimits` and `tree` the
resources, `detect` what this machine allows, `syscalls` what Python does not offer.
"""

from __future__ import annotations

from artia.grading.jail.detect import best_tier, diagnose, require
from artia.grading.jail.request import JailError, JailRequest, Limits
from artia.grading.jail.tier import Tier
from artia.grading.jail.tree import Usage

__all__ = [
    "JailError",
    "JailRequest",
    "Limits",
    "Tier",
    "Usage",
    "best_tier",
    "diagnose",
    "require",
]
