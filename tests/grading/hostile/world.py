"""The machine around the class: what could be stolen, called, killed or written to."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .accounts import Account
from .lab import LAB, NOTEBOOK

#: What must never reach a hostile learner; each stands where its name says.
SECRETS = (
    "source checks gradebook neighbour comment environment exchange home root key process".split()
)


@dataclass
class World:
    """One machine; every path is below `root`, which nobody else uses."""

    root: Path
    account: Account
    canaries: dict[str, str] = field(
        default_factory=lambda: {name: f"canary-{name}-{secrets.token_hex(8)}" for name in SECRETS}
    )
    #: In the name of everything that attacks create, to find it wherever it would be.
    token: str = field(default_factory=lambda: f"hostile-{secrets.token_hex(6)}")
    ears: "Ears | None" = None
    decoy: subprocess.Popen | None = None

    @property
    def course(self) -> Path:
        """The nbgrader course."""
        return self.root / "course"

    @property
    def loot(self) -> Path:
        """A folder that anybody may write to, and that nobody in a jail can reach."""
        return self.root / "loot"

    @property
    def temporary(self) -> Path:
        """The grader's TMPDIR."""
        return self.root / "tmp"

    @property
    def home(self) -> Path:
        """The grader's HOME."""
        return self.root / "home"

    @property
    def root_secret(self) -> Path:
        """A file in root's own home, which exists when root runs the tests."""
        return Path("/root") / f".{self.token}"

    def secrets_in(self, content: bytes) -> list[str]:
        """Return the names of the secrets that stand in a file."""
        return [name for name, secret in self.canaries.items() if secret.encode() in content]

    def rouse_decoy(self) -> None:
        """Start a process of the grader's account for attackers to read and kill."""
        secret = self.canaries["process"]
        self.decoy = self.account.popen(
            ["-c", "import time; time.sleep(3600)", secret],
            env={"SECRET": secret, "PATH": os.environ["PATH"]},
        )

    def told(self) -> dict:
        """Return what attackers know: everything but the secrets themselves."""
        return {
            "marker": str(self.root / "marker"),
            "token": self.token,
            "course": str(self.course),
            "gradebook": str(self.course / "gradebook.db"),
            "source": str(self.course / "source" / LAB / NOTEBOOK),
            "checks": str(self.course / "checks" / f"{LAB}.py"),
            "neighbour": str(self.course / "submitted" / "right" / LAB / NOTEBOOK),
            "linked": str(self.course / "submitted" / "right" / "earlier" / NOTEBOOK),
            "graded": str(self.course / "autograded"),
            "exchange": str(self.root / "exchange"),
            "home": str(self.home),
            "key": str(self.home / ".ssh" / "id_ed25519"),
            "root_secret": str(self.root_secret),
            "temporary": str(self.temporary),
            "loot": str(self.loot),
            "repository": str(Path(__file__).parents[3]),
            "tcp": self.ears.tcp,
            "udp": self.ears.udp,
            "unix": self.ears.unix,
            "abstract": self.ears.abstract,
            "decoy": self.decoy.pid,
        }


class Ears:
    """Listeners that should hear nothing: TCP, UDP, a unix socket and an abstract one."""

    def __init__(self, folder: Path, token: str):
        self.heard: list[str] = []
        self.unix, self.abstract = str(folder / "ear.sock"), f"\0{token}"
        self._sockets = {
            "tcp": _bound(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            "udp": _bound(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            "unix": _bound(socket.AF_UNIX, socket.SOCK_STREAM, self.unix),
            "abstract": _bound(socket.AF_UNIX, socket.SOCK_STREAM, self.abstract),
        }
        os.chmod(self.unix, 0o777)
        self.tcp = self._sockets["tcp"].getsockname()[1]
        self.udp = self._sockets["udp"].getsockname()[1]
        for name in self._sockets:
            threading.Thread(target=self._listen, args=(name,), daemon=True).start()

    def _listen(self, name: str) -> None:
        ear = self._sockets[name]
        while True:
            try:
                if name == "udp":
                    ear.recv(100)
                else:
                    ear.accept()[0].close()
            except OSError:  # closed: nobody listens any more
                return
            self.heard.append(name)

    def close(self) -> None:
        """Stop listening."""
        for ear in self._sockets.values():
            ear.close()


def _bound(family: int, kind: int, address) -> socket.socket:
    ear = socket.socket(family, kind)
    ear.bind(address)
    if kind == socket.SOCK_STREAM:
        ear.listen(50)
    return ear


@contextmanager
def world(account: Account) -> Iterator[World]:
    """Make a machine, and clear everything away in the end.

    The folder is directly in /tmp: unix sockets want short paths, and another account must be
    able to walk to it, which pytest's own temporary folders forbid.
    """
    place = World(Path(tempfile.mkdtemp(prefix="hostile-", dir="/tmp")), account)
    try:
        os.chmod(place.root, 0o755)
        _furnish(place)
        place.ears = Ears(place.root, place.token)
        place.rouse_decoy()
        yield place
    finally:
        if place.ears:
            place.ears.close()
        if place.decoy:
            place.decoy.kill()
            place.decoy.wait()
        if os.geteuid() == 0:
            place.root_secret.unlink(missing_ok=True)
        shutil.rmtree(place.root, ignore_errors=True)


def _furnish(place: World) -> None:
    for folder in (place.course, place.loot, place.temporary, place.home / ".ssh"):
        folder.mkdir(parents=True)
    (place.root / "marker").write_text("The host machine.")
    inbound = place.root / "exchange" / "inbound"
    inbound.mkdir(parents=True)
    (inbound / f"right+{LAB}.txt").write_text(place.canaries["exchange"])
    (place.home / "notes.txt").write_text(place.canaries["home"])
    key = place.home / ".ssh" / "id_ed25519"
    key.write_text(f"-----BEGIN OPENSSH PRIVATE KEY-----\n{place.canaries['key']}\n")
    key.chmod(0o600)
    if os.geteuid() == 0:
        place.root_secret.write_text(place.canaries["root"])
    place.account.own(place.root)
    os.chmod(place.loot, 0o777)
