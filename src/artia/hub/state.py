"""Where the hub keeps everything: one private folder, every path named here and nowhere else."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from artia.hub import HubError

REPO = Path(__file__).resolve().parents[3]

#: Present in the environment of every process a hub starts: how `stop` finds what is left.
CHILD_MARK = "ARTIA_HUB_CHILD_OF"


@dataclass(frozen=True)
class State:
    """The private folder of one hub (``<repository>/.hub`` unless ``ARTIA_HUB_STATE`` says)."""

    root: Path

    @classmethod
    def from_environment(cls) -> "State":
        """Return the state folder this process works with; nothing is created."""
        return cls(Path(os.environ.get("ARTIA_HUB_STATE") or REPO / ".hub").resolve())

    @property
    def database(self) -> Path:
        """The hub's SQLite file: accounts, tokens."""
        return self.root / "jupyterhub.sqlite"

    @property
    def database_url(self) -> str:
        """The same, as SQLAlchemy wants it."""
        return f"sqlite:///{self.database}"

    @property
    def cookie_secret(self) -> Path:
        """The key that signs sessions."""
        return self.root / "cookie_secret"

    @property
    def lock(self) -> Path:
        """The file one launcher at a time holds."""
        return self.root / "lock"

    @property
    def run(self) -> Path:
        """The addresses of the run in progress."""
        return self.root / "run.json"

    @property
    def people(self) -> Path:
        """Who takes the course here."""
        return self.root / "people.yml"

    @property
    def log(self) -> Path:
        """What JupyterHub and its services say."""
        return self.root / "logs" / "hub.log"

    @property
    def homes(self) -> Path:
        """One folder a person."""
        return self.root / "homes"

    @property
    def grader_home(self) -> Path:
        """The grading service's home."""
        return self.root / "grader"

    @property
    def course(self) -> Path:
        """The nbgrader course: source, submissions, gradebook."""
        return self.root / "course"

    @property
    def exchange(self) -> Path:
        """Where labs are released and submitted."""
        return self.root / "exchange"

    def create(self) -> None:
        """Create the folders, readable by their owner only, and close a folder left open.

        Raises HubError when the folder belongs to somebody else or cannot be written.
        """
        try:
            for folder in (self.root, self.log.parent, self.homes, self.grader_home, self.course):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.root.chmod(0o700)
            # nbgrader wants the top of its exchange writable by all; the folder above is private.
            self.exchange.mkdir(exist_ok=True)
            self.exchange.chmod(0o777)
        except OSError as error:
            raise HubError(
                f"Le dossier d'état {self.root} n'est pas utilisable ({error.strerror}). "
                "Rendez-le accessible en écriture, ou choisissez-en un autre avec ARTIA_HUB_STATE.",
                f"The state folder {self.root} cannot be used ({error.strerror}). "
                "Make it writable, or choose another one with ARTIA_HUB_STATE.",
            ) from error

    def home(self, name: str) -> Path:
        """Return the folder of one person."""
        return self.homes / name


@dataclass(frozen=True)
class Run:
    """Addresses of one run of the hub, written by the launcher and read by everything else."""

    host: str
    port: int
    hub_port: int
    proxy_api_port: int
    grader_port: int
    book_port: int
    node: str
    launcher_pid: int
    started: str

    @property
    def url(self) -> str:
        """The address to type in a browser of this machine."""
        # 0.0.0.0 is where to listen, not an address to type.
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return f"http://{host}:{self.port}"

    def save(self, path: Path) -> None:
        """Write the run where `load` finds it."""
        write_private(path, json.dumps(asdict(self), indent=1) + "\n")

    @classmethod
    def load(cls, path: Path) -> "Run":
        """Read the run in progress. Raises HubError when there is none."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise HubError(
                f"Aucun démarrage n'est décrit dans {path}. Lancez « make hub ».",
                f"No start is described in {path}. Run “make hub”.",
            ) from error


def write_private(path: Path, text: str) -> None:
    """Write ``text`` at once, in a file only its owner reads: a reader never sees half of it."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
