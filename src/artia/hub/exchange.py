"""nbgrader's exchange with one thing more: a lab arrives in the person's language.

nbgrader chooses these classes through its own option, `ExchangeFactory`; nothing is patched.
"""

import os
import shutil
import tempfile
from pathlib import Path

from nbgrader.exchange.default import ExchangeFetchAssignment, ExchangeSubmit
from traitlets import Enum
from traitlets.config import Config

from artia.hub import COURSE, LANGUAGES
from artia.hub.delivery import RECORD, Delivery, apply_language
from artia.hub.language import current_language
from artia.hub.state import State
from artia.hub.texts import text

#: What stays in the learner's folder when they submit.
LEFT_BEHIND = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", RECORD]


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

    def init_dest(self) -> None:
        """Find where the lab goes. Fails, in the person's language, when their work is there."""
        if self.path_includes_course:
            root = os.path.join(self.coursedir.course_id, self.coursedir.assignment_id)
        else:
            root = self.coursedir.assignment_id
        self.dest_path = os.path.abspath(os.path.join(self.assignment_dir, root))
        destination = Path(self.dest_path)
        if not destination.is_dir() or self.replace_missing_files:
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
            if missing_only:
                self.copy_if_missing(str(draft), dest)
            elif destination.is_dir():
                # Untouched, or init_dest would have refused: only the notebooks change.
                for name in delivery.notebooks:
                    (draft / name).replace(destination / name)
            else:
                draft.rename(destination)
            if not (missing_only and previous):
                delivery.write(destination)


class Submit(ExchangeSubmit):
    """Submit, unless the lab's notebook was renamed or deleted: that would earn nothing."""

    def check_filename_diff(self) -> None:
        """Fail, in the person's language, when a released notebook is not in their folder."""
        for released in sorted(Path(self.release_path).glob("*.ipynb")):
            if not (Path(self.src_path) / released.name).is_file():
                self.fail(
                    text(
                        current_language(),
                        "submit_missing",
                        notebook=released.name,
                        folder=Path(self.src_path).name,
                    )
                )


def _make_writable(folder: Path) -> None:
    # nbgrader releases read-only files; the learner must be able to write in theirs.
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o700 if path.is_dir() else 0o600)


def use_personal_exchange(c: Config) -> None:
    """Configure nbgrader in a person's own server."""
    c.CourseDirectory.course_id = COURSE
    c.CourseDirectory.ignore = LEFT_BEHIND
    c.CourseDirectory.max_file_size = 50_000
    c.CourseDirectory.max_dir_size = 200_000
    # Everybody runs under one system account here: only the hub knows who is who.
    c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]
    c.Exchange.root = str(State.from_environment().exchange)
    c.Exchange.path_includes_course = False
    c.ExchangeFactory.fetch_assignment = FetchAssignment
    c.ExchangeFactory.submit = Submit
    c.Authenticator.plugin_class = "nbgrader.auth.JupyterHubAuthPlugin"
    # The Validate button runs the whole notebook: a lab that trains may take minutes when busy.
    c.Execute.timeout = 900
