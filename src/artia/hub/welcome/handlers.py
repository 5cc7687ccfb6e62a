"""The welcome page and what its links and buttons do. No script: links, forms and redirections."""

import os
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from babel.dates import format_datetime
from babel.numbers import format_decimal
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from nbgrader.exchange import ExchangeError
from tornado import web

from artia.hub import LANGUAGES
from artia.hub.classwork.counting import Counts, count
from artia.hub.classwork.report import Report
from artia.hub.labs import CourseLab, describe, taught_labs
from artia.hub.language import choose_language, current_language
from artia.hub.pages import page_environment
from artia.hub.state import State
from artia.hub.texts import text
from artia.hub.welcome.desk import Desk, LabState

SAID = ("submitted", "language", "set_aside")
MOMENTS = {"fr": "d MMMM 'à' HH 'h' mm", "en": "MMMM d 'at' HH:mm"}
LOCALES = {"fr": "fr_CA", "en": "en_CA"}
# What the browser may load on these pages: nothing, save the style they carry.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; "


class CoursePage(JupyterHandler):
    """What the course's pages share."""

    def initialize(self, desk: Desk) -> None:
        """Keep what the person can do."""
        self.desk = desk

    @property
    def content_security_policy(self) -> str:
        """Return the policy of a page that loads nothing and posts only to its own server."""
        return POLICY + "form-action 'self'; base-uri 'none'"

    def course_url(self, *parts: str) -> str:
        """Return the address of one of the course's pages on this server."""
        return url_path_join(self.base_url, "artia", *parts)

    def lab_url(self, lab: str) -> str:
        """Return the address of a lab's notebook in JupyterLab's single-document mode."""
        return url_path_join(self.base_url, "doc", "tree", lab, f"{lab}.ipynb")

    def asked_language(self) -> str:
        """Return ``?lang=`` when it is one of the course's languages, else nothing."""
        language = self.get_argument("lang", "")
        return language if language in LANGUAGES else ""

    def show(self, template: str, **values: object) -> None:
        """Answer with a page in the person's language."""
        language = current_language()
        self.finish(
            page_environment()
            .get_template(template)
            .render(
                language=language,
                other="en" if language == "fr" else "fr",
                person=os.environ.get("JUPYTERHUB_USER", ""),
                xsrf=self.xsrf_form_html(),
                course_url=self.course_url,
                moment=lambda when: moment(when, language),
                number=lambda value: number(value, language),
                lab_title=lambda lab: lab_title(lab, language),
                about=describe,
                **values,
            )
        )

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """Say that something failed, in the person's language; the reason is in the log."""
        key = f"error_{status_code}" if status_code in (403, 404) else "error_other"
        self.show("welcome-problem.html", problem=text(current_language(), key))

    def back(self, **said: str) -> None:
        """Return to the welcome page, which will say what was done."""
        query = "&".join(f"{key}={quote(value)}" for key, value in said.items())
        self.redirect(self.course_url("?" + query if query else ""))


@dataclass(frozen=True)
class ClassState:
    """Where a whole class is with one lab."""

    lab: CourseLab
    counts: Counts
    report: Report | None

    @classmethod
    def of(cls, state: State, lab: str) -> "ClassState":
        """Read it from the folders and from the last pass's report."""
        return cls(describe(lab), count(state, lab), Report.load(state, lab))

    @property
    def running(self) -> bool:
        """Whether a pass is going on."""
        return self.report is not None and not self.report.phase.is_over


def suggested(states: list[LabState]) -> str:
    """Return the lab to go on with: the first one in progress, else the first not begun."""
    released = [state for state in states if state.released]
    open_ones = [s for s in released if s.fetched and (not s.submitted or s.changed_since)]
    new_ones = [s for s in released if not s.fetched and not s.submitted]
    return next((state.lab for state in [*open_ones, *new_ones]), "")


class WelcomeHandler(CoursePage):
    """The page a person lands on."""

    @web.authenticated
    def get(self) -> None:
        """Show their labs to a learner, the four doors to an instructor."""
        said = self.get_argument("said", "")
        about = {name: self.get_argument(name, "") for name in ("folder", "number")}
        told = text(current_language(), f"said_{said}", **about) if said in SAID else ""
        if os.environ.get("ARTIA_ROLE") == "instructor":
            state = State.from_environment()
            classes = [ClassState.of(state, lab) for lab in taught_labs(state)]
            self.show("welcome-instructor.html", classes=classes, said=told)
        else:
            states = self.desk.states()
            self.show("welcome.html", states=states, suggested=suggested(states), said=told)


class LanguageHandler(CoursePage):
    """The language switch: the choice is JupyterLab's own, so everything follows it."""

    @web.authenticated
    def post(self) -> None:
        """Record the language and return."""
        if language := self.asked_language():
            choose_language(language)
        self.back(said="language")


class OpenHandler(CoursePage):
    """Open a lab in one click, from the welcome page or from the book."""

    @web.authenticated
    def get(self, lab: str) -> None:
        """Deliver the lab if needed, then go to it; ask first when work would be at stake."""
        asked = self.asked_language()
        wanted = asked or current_language()
        try:
            in_place = self.desk.deliver(lab, wanted)
        except ExchangeError as error:
            self.log.warning("%s cannot be delivered: %s", lab, error)
            self.set_status(404)
            self.show("welcome-problem.html", problem=str(error))
            return
        if in_place or not asked:
            self.redirect(self.lab_url(lab))
        else:
            self.show(
                "welcome-work.html",
                lab=describe(lab),
                wanted=wanted,
                work_language=self.desk.delivery(lab).language,
                lab_url=self.lab_url(lab),
            )


class SetAsideHandler(CoursePage):
    """Start over without losing anything."""

    @web.authenticated
    def post(self, lab: str) -> None:
        """Rename the person's folder, deliver a fresh copy, return."""
        wanted = self.asked_language() or current_language()
        try:
            folder = self.desk.set_aside(lab)
            self.desk.deliver(lab, wanted)
        except ExchangeError as error:
            self.set_status(409)
            self.show("welcome-problem.html", problem=str(error))
            return
        if folder:
            self.back(said="set_aside", folder=folder)
        else:
            self.back()


class SubmitHandler(CoursePage):
    """Submit a lab."""

    @web.authenticated
    def post(self, lab: str) -> None:
        """Submit and return, or say in one sentence why it was not submitted."""
        try:
            self.desk.submit(lab)
        except ExchangeError as error:
            self.set_status(409)
            self.show("welcome-problem.html", problem=str(error))
            return
        self.back(said="submitted", number=describe(lab).number)


class FeedbackHandler(CoursePage):
    """The feedback page the instructor released: a document, whose scripts never run."""

    @property
    def content_security_policy(self) -> str:
        """Return the policy of a page that carries a learner's outputs: no script, no loading."""
        return POLICY + "form-action 'none'; base-uri 'none'; sandbox allow-top-navigation"

    @web.authenticated
    def get(self, lab: str) -> None:
        """Show the latest feedback, or go back when there is none."""
        page = self.desk.state(lab).feedback
        if page is None:
            self.back()
            return
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(page.read_bytes())


def moment(when: datetime, language: str) -> str:
    """Return a date and time as people of a language write it, in the machine's time zone."""
    return format_datetime(when.astimezone(), MOMENTS[language], locale=LOCALES[language])


def number(value: float, language: str) -> str:
    """Return a mark with at most two decimals: ``6,5`` in French, ``6.5`` in English."""
    return format_decimal(value, format="0.##", locale=LOCALES[language])


def lab_title(lab: CourseLab, language: str) -> str:
    """Return ``Labo 02. Un modèle en 15 minutes``, or the bare name of an instructor's own."""
    if not lab.titles:
        return lab.name
    return text(language, "lab_title", number=lab.number, title=lab.titles[language])
