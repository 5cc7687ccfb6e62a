"""The feedback page: nbgrader's marks and comments, in the learner's language, in one file.

Configured in ``instructor/nbgrader_config.py``; the layout is ``instructor/templates``.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape

from babel.numbers import format_decimal
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import GetGrades

from artia.hub import LANGUAGES
from artia.hub.texts import TEXTS, text

LOCALES = {"fr": "fr_CA", "en": "en_CA"}
HEADING = re.compile(r"^#{1,4}\s+(.+?)\s*#*\s*$", re.MULTILINE)
# What nbgrader writes, in English and nowhere configurable, beside an untouched answer.
NO_RESPONSE = "No response."


@dataclass
class Part:
    """What was marked or commented under one heading of the notebook."""

    grade_id: str
    title: str
    #: (sentence about the points, comment): either may be empty.
    items: list[tuple[str, str]] = field(default_factory=list)


class CourseGrades(GetGrades):
    """Copy the marks into the notebook, and gather them by the headings a learner knows."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Add ``resources["artia"]``: language, title and parts, besides what nbgrader adds."""
        nb, resources = super().preprocess(nb, resources)
        said = nb.metadata.get("artia", {}).get("language")
        language = said if said in LANGUAGES else LANGUAGES[0]
        titles = [title for cell in nb.cells for title in _headings(cell)]
        resources["artia"] = {
            "language": language,
            "title": titles[0] if titles else self.notebook_id,
            "parts": _parts(nb, language),
        }
        return nb, resources

    def _get_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        super()._get_score(cell, resources)
        grade = self.gradebook.find_grade(
            cell.metadata["nbgrader"]["grade_id"],
            self.notebook_id,
            self.assignment_id,
            self.student_id,
        )
        cell.metadata.nbgrader["pending"] = bool(grade.needs_manual_grade)


class FeedbackExporter(HTMLExporter):
    """HTML exporter of `GenerateFeedback`, with a section of the configuration to itself.

    Formgrader sets `HTMLExporter.template_name` for its own grading page, so the feedback
    template is named under `FeedbackExporter`, where that setting does not reach.
    """

    def default_filters(self) -> Iterator[tuple[str, Callable]]:
        """Add the filters the template uses."""
        yield from super().default_filters()
        yield "t", lambda key, language, **values: text(language, key, **values)
        yield "mark", mark
        yield "under", fit_in
        yield "formulas", write_formulas
        yield "plain_text", lambda told: escape(strip_ansi(told))

    def _create_environment(self) -> object:
        environment = super()._create_environment()
        environment.globals["TEXTS"] = TEXTS
        return environment


def mark(value: float, language: str) -> str:
    """Return a mark as people of a language write it: ``3,5`` or ``3.5``."""
    return format_decimal(value, format="0.##", locale=LOCALES[language])


def write_formulas(source: str) -> str:
    """Write simple inline formulas without MathJax, which the page cannot run: ``$\\ln V$``.

    A formula with any other command stays as it was typed.
    """

    def written(found: re.Match) -> str:
        formula = found[1].replace(r"\ln", "ln\u00a0").replace("-", "\u2212")
        formula = formula.replace("ln\u00a0 ", "ln\u00a0").replace("ln\u00a0(", "ln(")
        return found[0] if "\\" in formula else formula

    return re.sub(r"\$([^$\n]+)\$", written, source)


def fit_in(html: str, levels: int) -> str:
    """Fit a notebook's HTML in the page: headings under the page's own, wide blocks reachable.

    The outline stays one tree, and a block that scrolls sideways can be scrolled by keyboard.
    """
    html = re.sub(r'<a class="anchor-link"[^>]*>.*?</a>', "", html)
    html = re.sub(r"<pre(?![^>]*tabindex)", '<pre tabindex="0"', html)
    return re.sub(
        r"<(/?)h([1-6])",
        lambda found: f"<{found[1]}h{min(6, int(found[2]) + levels)}",
        html,
    )


def _headings(cell: NotebookNode) -> list[str]:
    if cell.cell_type != "markdown":
        return []
    return [re.sub(r"[*_`]", "", title) for title in HEADING.findall(cell.source)]


def _parts(nb: NotebookNode, language: str) -> list[Part]:
    title, parts = "", []
    for cell in nb.cells:
        title = (_headings(cell) or [title])[-1]
        about = cell.metadata.get("nbgrader", {})
        comment = about.get("comment") or ""
        if not (utils.is_grade(cell) or comment):
            continue
        if not parts or parts[-1].title != title:
            parts.append(Part(about["grade_id"], title or about["grade_id"]))
        if comment == NO_RESPONSE:
            parts[-1].items.append((_empty(cell, language), ""))
        else:
            parts[-1].items.append((_sentence(cell, language), comment))
    return parts


def _empty(cell: NotebookNode, language: str) -> str:
    about = cell.metadata.nbgrader
    if not utils.is_grade(cell):
        return text(language, "feedback_no_answer")
    return text(
        language,
        "feedback_no_answer_marked",
        score=mark(about["score"] or 0, language),
        points=mark(about["points"], language),
    )


def _sentence(cell: NotebookNode, language: str) -> str:
    if not utils.is_grade(cell):
        return ""
    about = cell.metadata.nbgrader
    points = mark(about["points"], language)
    if about.get("pending"):
        return text(language, "feedback_pending", points=points)
    key = "feedback_manual" if utils.is_solution(cell) else "feedback_auto"
    return text(language, key, score=mark(about["score"] or 0, language), points=points)
