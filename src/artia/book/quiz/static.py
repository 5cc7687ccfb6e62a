"""A quiz on paper (EPUB, the single page of the PDF, text): the questions, then the answers."""

from docutils import nodes as docutils_nodes
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform

from artia.book.quiz import nodes
from artia.book.quiz.html import verdict

#: The builders whose pages run scripts, and are published as a site.
LIVE = ("html", "dirhtml")


class StaticQuiz(SphinxPostTransform):
    """Turns each quiz into paragraphs and lists, once its references are resolved."""

    default_priority = 700

    def is_supported(self) -> bool:
        """Tell whether the builder makes something else than a site."""
        return self.app.builder.name not in LIVE

    def run(self, **kwargs: object) -> None:
        """Replace each quiz of the document."""
        for quiz in list(self.document.findall(nodes.Quiz)):
            questions = list(quiz.findall(nodes.Question))
            asked = [part for question in questions for part in written(question)]
            title = docutils_nodes.strong("", str(_("Answers explained")))
            answers = [part for question in questions for part in explained(question)]
            whole = docutils_nodes.container(
                "",
                *asked,
                docutils_nodes.paragraph("", "", title, classes=["artia-quiz-answers-title"]),
                *answers,
                classes=["artia-quiz-static"],
            )
            quiz.replace_self(whole)


def heading(question: nodes.Question) -> docutils_nodes.strong:
    """Return "Question 3."."""
    number = _("Question %(number)s.") % {"number": question["number"]}
    return docutils_nodes.strong("", str(number))


def written(question: nodes.Question) -> list[docutils_nodes.Node]:
    """Return what is asked, and the options under their letters."""
    (ask,) = question.findall(nodes.Ask)
    paragraph = docutils_nodes.paragraph(
        "", "", heading(question), docutils_nodes.Text(" "), *ask.children
    )
    if question["type"] == "multiple":
        paragraph += docutils_nodes.Text(f" {_('Several answers may be right.')}")
    options = [
        item(f"{option['option_id'].upper()}.", option.children)
        for option in question.findall(nodes.Option)
    ]
    return [paragraph, docutils_nodes.bullet_list("", *options)] if options else [paragraph]


def explained(question: nodes.Question) -> list[docutils_nodes.Node]:
    """Return the answers of a question."""
    reasons = question.findall(nodes.Reason)
    items = [item(head(reason), apart(reason.children)) for reason in reasons]
    paragraph = docutils_nodes.paragraph("", "", heading(question))
    return [paragraph, docutils_nodes.bullet_list("", *items)]


def head(reason: nodes.Reason) -> str:
    """Return what precedes an explanation; a step has the letter it was shown under."""
    letter = f" {reason['option_id'].upper()}." if reason["kind"] == "step" else ""
    return verdict(reason) + letter


def apart(parts: list[docutils_nodes.Node]) -> list[docutils_nodes.Node]:
    """Tell the option, when there is one, from its reason: the option is in italics."""
    *option, reason = parts
    if not option:
        return [reason]
    return [docutils_nodes.emphasis("", "", *option[0].children), *option[1:], reason]


def item(head: str, children: list[docutils_nodes.Node]) -> docutils_nodes.list_item:
    """Return a list item: a head in bold, then the rest."""
    strong = docutils_nodes.strong("", head)
    paragraph = docutils_nodes.paragraph("", "", strong, docutils_nodes.Text(" "), *children)
    return docutils_nodes.list_item("", paragraph)
