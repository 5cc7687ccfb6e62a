"""Who runs the grader: root, or somebody without any of root's capabilities."""

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import artia
from artia.grading.jail import Tier

#: Every package the grader needs, as this Python finds them.
PACKAGES = os.pathsep.join(
    [str(Path(artia.__file__).parents[1])] + [p for p in sys.path if p.endswith("-packages")]
)


@dataclass(frozen=True)
class Account:
    """How to start a Python program as somebody."""

    name: str
    command: tuple[str, ...] = (sys.executable,)
    uid: int | None = None  # None: this process's own
    environment: Mapping[str, str] = field(default_factory=dict)

    def popen(self, arguments: list[str], **options) -> subprocess.Popen:
        """Start `python *arguments` in a session of its own."""
        if self.uid is not None:
            gid = pwd.getpwuid(self.uid).pw_gid
            options |= {"user": self.uid, "group": gid, "extra_groups": []}
        return subprocess.Popen([*self.command, *arguments], start_new_session=True, **options)

    def can_import(self, *modules: str) -> bool:
        """Tell whether this account can run Python and import these."""
        statement = f"import {', '.join(modules)}"
        environment = {"PATH": os.environ["PATH"], **self.environment}
        try:
            process = self.popen(["-c", statement], env=environment, stderr=subprocess.DEVNULL)
        except OSError:
            return False
        return process.wait() == 0

    def best_tier(self) -> Tier:
        """Return how well this account can confine, as it finds out by itself."""
        asked = "from artia.grading.jail import best_tier; print(int(best_tier()))"
        environment = {"PATH": os.environ["PATH"], **self.environment}
        with self.popen(["-c", asked], env=environment, stdout=subprocess.PIPE) as process:
            return Tier(int(process.stdout.read()))

    def own(self, folder: Path) -> None:
        """Give everything under `folder` to this account."""
        if self.uid is None:
            return
        # Not by paths: some attacks make one too long for any system call.
        owner = f"{self.uid}:{pwd.getpwuid(self.uid).pw_gid}"
        subprocess.run(["chown", "-hR", owner, folder], check=True)


def itself() -> Account:
    """Return the account that runs the tests."""
    return Account("this account")


def unprivileged() -> Account:
    """Return somebody without root's rights who can run the grader.

    A clone or a Python below /root cannot be read by anybody else: uid 0 without capabilities
    stands in. It keeps one, CAP_SETFCAP, which Linux 5.12 and later ask of whoever maps uid 0
    into a user namespace (user_namespaces(7)), and which no other user needs.
    """
    if os.geteuid() != 0:
        return itself()
    nobody = pwd.getpwnam("nobody").pw_uid
    system = shutil.which(
        f"python{sys.version_info.major}.{sys.version_info.minor}", path="/usr/bin"
    )
    for python in filter(None, (sys.executable, system)):
        account = Account("nobody", (python,), nobody, {"PYTHONPATH": PACKAGES})
        if account.can_import("artia.grading", "nbgrader", "numpy"):
            return account
    bare = ("setpriv", "--bounding-set=-all,+setfcap", "--inh-caps=-all", sys.executable)
    return Account("uid 0 without capabilities", bare)
