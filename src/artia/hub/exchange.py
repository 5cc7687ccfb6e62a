"""nbgrader's exchange with one thing more: a lab arrives in the person's language.

nbgrader chooses these classes through its own option, `ExchangeFactory`; nothing is patched.
"""

import os
import shutil
import tempfile
from pathlib import Path

from nbgrader.exchange.default import ExchangeFetchAssignment, ExchangeSubmit
from nbgrader.utils import ignore_patterns
from traitlets import Enum
from traitlets.config import Config

from artia.hub import COURSE, LANGUAGES
from artia.hub.delivery import LARGEST_FILE, RECORD, Delivery, apply_language
from artia.hub.labs import describe
from artia.hub.language import current_language
from artia.hub.state import State
from artia.hub.texts import text

#: What stays in the learner's folder when they submit.
LEFT_BEHIND = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", RECORD]
LARGEST_FOLDER = 200_000


class FetchAssignment(ExchangeFetchAssignment):
    """Deliver an assignment in one language, and change language while nothing was done.

    The language is `language` when given, else the person's own in JupyterLab.
    """

    language = Enum(
        ["", *LANGUAGES], default_value="", help="Language to deliver; empty: the person's own."
    ).tag(config=True)

    @property
    def wanted(self) -> str:
        """Return the language to deliver."""
        return self.language or current_language()

    def _assignment_not_found(self, src_path: str, other_path: str) -> None:
        number = describe(self.coursedir.assignment_id).number
        self.fail(text(current_language(), "state_unavailable", number=number))

    def init_dest(self) -> None:
        """Find where the lab goes. Fails, in the person's language, when their work is there."""
        if self.path_includes_course:
            root = os.path.join(self.coursedir.course_id, self.coursedir.assignment_id)
        else:
            root = self.coursedir.assignment_id
        self.dest_path = os.path.abspath(os.path.join(self.assignment_dir, root))
        destination = Path(self.dest_path)
        if not os.path.lexists(destination):
            return
        if destination.is_dir() and self.replace_missing_files:
            return
        delivery = Delivery.read(destination)
        if delivery and delivery.language == self.wanted:
            self.fail(text(current_language(), "fetch_already", folder=root))
        if not delivery or not delivery.is_untouched(destination):
            self.fail(text(current_language(), "fetch_work_there", folder=root))

    def do_copy(self, src: str, dest: str) -> None:
        """Prepare the folder aside in one language, then put it in place at once."""
        destination = Path(dest)
        destination.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".artia-", dir=destination.parent) as aside:
            draft = Path(aside) / "draft"
            shutil.copytree(src, draft, ignore=shutil.ignore_patterns(*self.coursedir.ignore))
            _make_writable(draft)
            previous = Delivery.read(destination)
            missing_only = destination.is_dir() and self.replace_missing_files
            wanted = previous.language if missing_only and previous else self.wanted
            delivery = Delivery.of(draft, apply_language(draft, wanted))
            # The record travels with the folder: one never stands without the other.
            delivery.write(draft)
            if missing_only:
                if previous is None:
                    (destination / RECORD).unlink(missing_ok=True)
                self.copy_if_missing(str(draft), dest)
            elif destination.is_dir():
                # Untouched, or init_dest would have refused: only the notebooks change.
                for name in [*delivery.notebooks, RECORD]:
                    (draft / name).replace(destination / name)
            else:
                draft.rename(destination)


class Submit(ExchangeSubmit):
    """Submit all of a folder or nothing, and say why when its notebook would earn nothing."""

    def _assignment_not_found(self, src_path: str, other_path: str) -> None:
        self._refuse("submit_missing", f"{Path(src_path).name}.ipynb")

    def init_release(self) -> None:
        """Find what was released. Fails, in the person's language, when it was taken back."""
        lab = self.coursedir.assignment_id
        if not Path(self.root, self.coursedir.course_id, "outbound", lab).is_dir():
            self._refuse("submit_withdrawn")
        super().init_release()

    def check_filename_diff(self) -> None:
        """Fail, in the person's language, when a released notebook is missing or too large."""
        for released in sorted(Path(self.release_path).glob("*.ipynb")):
            notebook = Path(self.src_path) / released.name
            if not notebook.is_file() or notebook.is_symlink():
                self._refuse("submit_missing", released.name)
            # nbgrader would leave it out and say nothing.
            if notebook.stat().st_size > 1000 * self.coursedir.max_file_size:
                self._refuse("submit_too_large")
        if self.get_size(self.src_path) > 1000 * self.coursedir.max_dir_size:
            self._refuse("submit_too_large")

    def do_copy(self, src: str, dest: str, log: object = None) -> None:
        """Copy aside, then put in place at once: the instructor never collects half a folder.

        Links stay behind: one may lead to another person's file, to itself, or nowhere.
        """
        chosen = ignore_patterns(
            exclude=self.coursedir.ignore,
            include=self.coursedir.include,
            max_file_size=self.coursedir.max_file_size,
            log=self.log,
        )

        def left_behind(folder: str, names: list[str]) -> list[str]:
            plain = [entry.name for entry in os.scandir(folder) if _is_plain(entry)]
            return [*(set(names) - set(plain)), *chosen(folder, plain)]

        # The name has no "+": neither nbgrader's list nor its collection takes it for a submission.
        with tempfile.TemporaryDirectory(prefix=".artia-", dir=Path(dest).parent) as aside:
            draft = Path(aside) / "draft"
            shutil.copytree(src, draft, ignore=left_behind)
            draft.rename(dest)

    def _refuse(self, key: str, notebook: str = "") -> None:
        folder = Path(self.src_path).name
        self.fail(text(current_language(), key, notebook=notebook, folder=folder))


def _is_plain(entry: os.DirEntry) -> bool:
    return entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)


def _make_writable(folder: Path) -> None:
    # nbgrader releases read-only files; the learner must be able to write in theirs.
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o700 if path.is_dir() else 0o600)


def use_personal_exchange(c: Config) -> None:
    """Configure nbgrader in a person's own server."""
    c.CourseDirectory.course_id = COURSE
    c.CourseDirectory.ignore = LEFT_BEHIND
    c.CourseDirectory.max_file_size = LARGEST_FILE
    c.CourseDirectory.max_dir_size = LARGEST_FOLDER
    # Everybody runs under one system account here: only the hub knows who is who.
    c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]
    c.Exchange.root = str(State.from_environment().exchange)
    c.Exchange.path_includes_course = False
    c.ExchangeFactory.fetch_assignment = FetchAssignment
    c.ExchangeFactory.submit = Submit
    c.Authenticator.plugin_class = "nbgrader.auth.JupyterHubAuthPlugin"
    # The Validate button runs the whole notebook: a lab that trains may take minutes when busy.
    c.Execute.timeout = 900
