"""Which tier this machine has is found by trying, and what is missing is said."""

from __future__ import annotations

import sys

import pytest

from artia.grading.errors import TierTooLowError
from artia.grading.jail import Tier, best_tier, detect, diagnose, require
from tests.grading import unprivileged

NO_LIBRARY = """
import ctypes.util
ctypes.util.find_library = lambda name, real=ctypes.util.find_library: (
    None if name == "seccomp" else real(name))
from artia.grading.jail import JailError, seccomp_filter
try:
    seccomp_filter.library()
except JailError as error:
    print(error)
"""


def test_the_best_tier_is_required_and_no_more():
    best = best_tier()
    assert require(Tier.NONE) is require(best) is best
    assert len(diagnose()) == Tier.ROOT - best
    if best < Tier.ROOT:
        with pytest.raises(TierTooLowError, match="below 'root'"):
            require(Tier.ROOT)


def test_a_user_without_rights_is_told_what_to_do():
    code = (
        "from artia.grading.errors import TierTooLowError\n"
        "from artia.grading.jail import Tier, require\n"
        "try: require(Tier.ROOT)\n"
        "except TierTooLowError as error: print(error)"
    )
    done = unprivileged.run(*unprivileged.python(), "-c", code)
    assert "below 'root' that was asked for" in done.stdout, done
    assert "run the grader as root" in done.stdout or "give the container" in done.stdout


def test_a_missing_library_is_named():
    done = unprivileged.run(sys.executable, "-c", NO_LIBRARY)
    assert done.stdout.strip() == (
        "the jail needs libseccomp: install it (apt-get install libseccomp2) and pyseccomp"
    ), done


@pytest.mark.parametrize(
    ("setting", "value", "remedy"),
    [
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "sudo sysctl kernel.apparmor_"),
        ("user/max_user_namespaces", "0", "sudo sysctl user.max_user_namespaces="),
        ("kernel/unprivileged_userns_clone", "0", "sudo sysctl kernel.unprivileged_userns_clone"),
    ],
)
def test_the_switch_that_forbids_namespaces_is_named(setting, value, remedy, tmp_path, monkeypatch):
    """On copies of /proc/sys: only a virtual machine could turn these switches for a test."""
    (tmp_path / setting).parent.mkdir(parents=True)
    (tmp_path / setting).write_text(f"{value}\n")
    monkeypatch.setattr(detect, "SETTINGS", tmp_path)
    assert detect.remedy(Tier.USER_NAMESPACES).startswith(remedy)
