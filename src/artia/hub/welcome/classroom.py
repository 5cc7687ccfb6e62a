"""The instructor's page that collects and grades the whole class."""

import os
from datetime import datetime

from tornado import web

from artia.hub import COURSE
from artia.hub.classwork.report import Phase, Report
from artia.hub.classwork.starting import start
from artia.hub.labs import taught_labs
from artia.hub.language import current_language
from artia.hub.state import State
from artia.hub.texts import text
from artia.hub.welcome.handlers import ClassState, CoursePage

#: While copies are being graded, the page asks for itself again after so many seconds.
PACE = 4
FORMGRADER = f"/services/{COURSE}/formgrader"


class ClassHandler(CoursePage):
    """Progress and outcome of the last pass; a button to start one. Instructors only."""

    async def prepare(self) -> None:
        """Refuse learners, whatever page or form they came from, and labs that do not exist."""
        await super().prepare()
        if os.environ.get("ARTIA_ROLE") != "instructor":
            raise web.HTTPError(403)
        if self.path_args[0] not in taught_labs(State.from_environment()):
            raise web.HTTPError(404)

    @web.authenticated
    def get(self, lab: str) -> None:
        """Show where the class is."""
        state, language = State.from_environment(), current_language()
        here = ClassState.of(state, lab)
        report, running = here.report, here.running
        still = bool(self.get_argument("still", ""))
        if running and not still:
            # A header rather than a script. The page carries the link that stops it.
            self.set_header("Refresh", str(PACE))
        self.set_header("Cache-Control", "no-store")
        self.show(
            "welcome-class.html",
            lab=here.lab,
            counts=here.counts,
            report=report,
            running=running,
            still=still,
            interrupted=report is not None and report.phase is Phase.INTERRUPTED,
            ended=datetime.fromisoformat(report.ended) if report and report.ended else None,
            problem=_problem(report, language),
            formgrader=FORMGRADER,
            log=state.log.with_name("classwork.log"),
        )

    @web.authenticated
    def post(self, lab: str) -> None:
        """Start a pass, or join the one that is going on: a button pressed twice."""
        start(State.from_environment(), lab)
        self.redirect(self.course_url("class", lab))


def _problem(report: Report | None, language: str) -> str:
    if report is None or report.phase is not Phase.REFUSED:
        return ""
    return text(language, report.problem, reason=report.reason)
