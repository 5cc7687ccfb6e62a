"""What a person can do with a lab from the welcome page, through nbgrader's own exchange."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dateutil.parser import parse as parse_date
from jupyter_core.paths import jupyter_config_path
from nbgrader.apps import NbGrader
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from traitlets.config import Config

from artia.hub import COURSE
from artia.hub.delivery import Delivery, content_hash, read_notebook
from artia.hub.labs import NAME, describe, source_labs
from artia.hub.language import current_language
from artia.hub.texts import text

# Written by our feedback template, so that the page can tell the mark.
SCORE = re.compile(rb"<!-- artia-score ([0-9.]+)/([0-9.]+) -->")


@dataclass(frozen=True)
class LabState:
    """Where a person is with a lab, as nbgrader's own listing tells it."""

    lab: str
    released: bool = False
    fetched: bool = False
    saved: datetime | None = None
    #: Whether the notebook is there, just as it was delivered.
    untouched: bool = False
    submitted: datetime | None = None
    feedback: Path | None = None
    #: Whether that feedback is about an earlier submission than the last one.
    feedback_is_older: bool = False
    score: float | None = None
    maximum: float | None = None
    #: The language delivered, when the person has worked in it; empty when nothing was done.
    work_language: str = ""
    #: Whether the notebook's text differs from the last submission's.
    changed_since: bool = False


class Desk:
    """The labs of one person, whose folder is ``home``."""

    def __init__(self, home: str) -> None:
        self.home = Path(home)

    def notebook(self, lab: str) -> Path:
        """Return where a lab's notebook is, or would be."""
        return self.home / lab / f"{lab}.ipynb"

    def delivery(self, lab: str) -> Delivery | None:
        """Return what was delivered, None when nothing was."""
        return Delivery.read(self.home / lab)

    def states(self) -> list[LabState]:
        """Return where this person is with every lab on offer or begun, in the labs' order."""
        released, submissions = self._released(), self._submissions()
        # A lab taken back by the instructor stays with whoever has begun it.
        begun = {lab for lab in source_labs() if self.notebook(lab).is_file()}
        names = filter(NAME.fullmatch, {*released, *submissions, *begun})
        return [self._state(lab, released, submissions.get(lab, [])) for lab in sorted(names)]

    def state(self, lab: str) -> LabState:
        """Ask nbgrader where this person is with one lab."""
        return self._state(lab, self._released(lab), self._submissions(lab).get(lab, []))

    def _state(self, lab: str, released: set[str], submissions: list[dict]) -> LabState:
        """Put together what nbgrader lists; feedback that is ready is fetched on the way."""
        if any(_feedback_waits(_about(s, lab)) for s in submissions):
            self._start("FetchFeedback", lab)
            submissions = self._submissions(lab).get(lab, [])
        notebook, delivery = self.notebook(lab), self.delivery(lab)
        # Asked once: it reads the whole notebook, figures included.
        untouched = delivery is not None and delivery.is_untouched(self.home / lab)
        returned = [s for s in submissions if _about(s, lab).get("has_local_feedback")]
        feedback = Path(_about(returned[-1], lab)["local_feedback_path"]) if returned else None
        score, maximum = _score(feedback) if feedback else (None, None)
        return LabState(
            lab,
            released=lab in released,
            fetched=notebook.is_file(),
            saved=_modified(notebook),
            untouched=untouched and notebook.is_file(),
            submitted=parse_date(submissions[-1]["timestamp"]) if submissions else None,
            feedback=feedback,
            feedback_is_older=bool(returned) and returned[-1] is not submissions[-1],
            score=score,
            maximum=maximum,
            work_language="" if delivery is None or untouched else delivery.language,
            changed_since=bool(submissions)
            and _text(notebook) != _text(Path(submissions[-1]["path"], notebook.name)),
        )

    def deliver(self, lab: str, language: str) -> bool:
        """Put a lab in place in a language, if that replaces no work.

        Returns False, having changed nothing, when the person has worked in another language.
        Raises ExchangeError when the lab is not released.
        """
        delivery, config = self.delivery(lab), self._config(lab)
        config.FetchAssignment.language = language
        if self.notebook(lab).is_file():
            if delivery is None or delivery.language == language:
                return True
            if not delivery.is_untouched(self.home / lab):
                return False
        # A notebook that was deleted or renamed comes back; the rest of the folder stays.
        config.FetchAssignment.replace_missing_files = not self.notebook(lab).is_file()
        self._start("FetchAssignment", lab, config)
        return True

    def submit(self, lab: str) -> None:
        """Submit a lab. Raises ExchangeError when its notebook is missing."""
        self._start("Submit", lab)

    def set_aside(self, lab: str) -> str:
        """Rename a lab's folder, so that a fresh copy can be fetched; return the new name.

        Returns "", having changed nothing, when there is no work in it: a button pressed twice.
        Raises ExchangeError, having changed nothing, when no fresh copy would be given.
        """
        if lab not in self._released(lab):
            number = describe(lab).number
            raise ExchangeError(text(current_language(), "state_unavailable", number=number))
        delivery = self.delivery(lab)
        if not (self.home / lab).is_dir() or (delivery and delivery.is_untouched(self.home / lab)):
            return ""
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
        name = f"{lab}-{delivery.language if delivery else 'copie'}-{stamp}"
        (self.home / lab).rename(self.home / name)
        return name

    def _config(self, lab: str) -> Config:
        app = NbGrader()
        app.config_file_paths.append(jupyter_config_path())
        app.load_config_file()
        app.config.CourseDirectory.course_id = COURSE
        app.config.CourseDirectory.assignment_id = lab  # "" stands for all of them
        app.config.Exchange.assignment_dir = str(self.home)
        return app.config

    def _start(self, action: str, lab: str, config: Config | None = None) -> object:
        config = config or self._config(lab)
        worker = getattr(ExchangeFactory(config=config), action)(
            coursedir=CourseDirectory(config=config),
            authenticator=Authenticator(config=config),
            config=config,
        )
        return worker.start()

    def _released(self, lab: str = "") -> set[str]:
        """Return the labs on offer; asked about one, nbgrader looks at that one only."""
        return {listed["assignment_id"] for listed in self._start("List", lab)}

    def _submissions(self, lab: str = "") -> dict[str, list[dict]]:
        """Return this person's submissions of each lab (of one, when named), the last one last."""
        config = self._config(lab)
        config.ExchangeList.cached = True
        listed = self._start("List", lab, config)
        return {
            one["assignment_id"]: sorted(one["submissions"], key=lambda sent: sent["timestamp"])
            for one in listed
        }


def _about(submission: dict, lab: str) -> dict:
    # The submission's own fields ask for feedback on every notebook of the folder: a learner who
    # keeps a draft beside the lab would never read theirs.
    return next((nb for nb in submission["notebooks"] if nb["notebook_id"] == lab), {})


def _feedback_waits(about: dict) -> bool:
    if not about.get("has_exchange_feedback"):
        return False
    return not about["has_local_feedback"] or about["feedback_updated"]


def _modified(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except OSError:
        return None


def _text(notebook: Path) -> str | None:
    # Not the date: JupyterLab saves by itself, sometimes just after a submission.
    content = read_notebook(notebook)
    return content_hash(content) if content else None


def _score(page: Path) -> tuple[float | None, float | None]:
    found = SCORE.search(page.read_bytes()[:4000])
    return (float(found[1]), float(found[2])) if found else (None, None)
