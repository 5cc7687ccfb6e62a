"""A quiz on a web page: a form a question, native controls, the answers folded.

Without JavaScript the answers are all there is; `artia-quiz.js` folds them away until a question
has been answered, and finds in them what to say.
"""

from html import escape

from sphinx.locale import _
from sphinx.util.docutils import SphinxTranslator

from artia.book.quiz import nodes

#: Arrows of the buttons that move a step; the buttons have words for names.
ARROW = (
    '<svg aria-hidden="true" focusable="false" viewBox="0 0 16 16" width="16" height="16">'
    '<path d="{}" fill="none" stroke="currentColor" stroke-width="2"/></svg>'
)
UP, DOWN = ARROW.format("M3 9l5-5 5 5M8 4v9"), ARROW.format("M3 7l5 5 5-5M8 12V3")


def sentences() -> dict[str, str]:
    """Return what the script says, by the name of its data- attribute."""
    return {
        "right": _("Yes, that is right."),
        "wrong": _("Not yet."),
        "keep": _("Keep it."),
        "drop": _("Drop it."),
        "missing": _("Right answers still to tick: {count}."),
        "choose": _("Choose an answer first."),
        "tick": _("Tick one or more answers first."),
        "write": _("Write a number first, such as 1.2 or 1,2."),
        "number": _("Expected a number alone, such as 1.2 or 1,2, and read “{given}”."),
        "another": _("{given} is not the answer. Redo the calculation step by step."),
        "moved": _("{step} Position {position} of {total}."),
        "placed": _("Steps in their place: {count} of {total}."),
        "place": _("In position {position}:"),
        "count": _("{done} of {total} answered"),
        "erased": _("Your answers to this quiz are erased."),
        "unkept": _("This browser will not keep your answers: they last as long as the page."),
    }


def visit_quiz(translator: SphinxTranslator, node: nodes.Quiz) -> None:
    """Open the quiz: its sentences, then how many questions are answered and how to erase."""
    data = "".join(f' data-{key}="{escape(str(text))}"' for key, text in sentences().items())
    kept, erase = _("Your answers stay in this browser."), _("Erase my answers")
    translator.body.append(
        f'<div class="artia-quiz" data-quiz="{escape(node["name"])}"{data}>\n'
        '<div class="artia-quiz-bar" hidden><p><strong class="artia-quiz-count"></strong> '
        f'<span class="artia-quiz-kept">{escape(str(kept))}</span></p>'
        f'<button type="button" class="artia-quiz-erase">{escape(str(erase))}</button>'
        '<p class="artia-quiz-erased" role="status"></p></div>\n'
    )


def depart_quiz(translator: SphinxTranslator, node: nodes.Quiz) -> None:
    """Close the quiz."""
    translator.body.append("</div>\n")


def visit_question(translator: SphinxTranslator, node: nodes.Question) -> None:
    """Open the form and its fieldset."""
    # Enter in the number's field sends nothing: a form's only button stops it when disabled.
    translator.body.append(
        f'<form class="artia-question" id="quiz-{node["quiz_id"]}" data-id="{node["quiz_id"]}" '
        f'data-type="{node["type"]}" autocomplete="off" novalidate>\n<fieldset>\n'
    )


def depart_question(translator: SphinxTranslator, node: nodes.Question) -> None:
    """Close the form."""
    translator.body.append("</form>\n")


def visit_ask(translator: SphinxTranslator, node: nodes.Ask) -> None:
    """Open the legend, and the list of steps to order."""
    number = _("Question %(number)s.") % {"number": node.parent["number"]}
    translator.body.append(f'<legend><span class="artia-quiz-number">{escape(str(number))}</span> ')


def depart_ask(translator: SphinxTranslator, node: nodes.Ask) -> None:
    """Close the legend; then what comes before the options of this type."""
    translator.body.append("</legend>\n")
    question = node.parent
    if question["type"] == "multiple":
        hint = _("Several answers may be right.")
        translator.body.append(f'<p class="artia-quiz-hint">{escape(str(hint))}</p>\n')
    if question["type"] == "order":
        translator.body.append('<ol class="artia-steps">\n')
    if question["type"] == "numeric":
        field, label = f"quiz-{question['quiz_id']}-number", _("Your answer, a number")
        translator.body.append(
            f'<p class="artia-number"><label for="{field}">{escape(str(label))}</label> '
            f'<input type="text" inputmode="decimal" id="{field}" maxlength="40"></p>\n'
        )


def visit_option(translator: SphinxTranslator, node: nodes.Option) -> None:
    """Open an option with its radio button or checkbox, or a step."""
    question, option = node.parent, node["option_id"]
    name = f"quiz-{question['quiz_id']}"
    if question["type"] == "order":
        translator.body.append(
            f'<li class="artia-step" data-option="{option}"><span id="{name}-{option}">'
        )
        return
    kind = "radio" if question["type"] == "single" else "checkbox"
    translator.body.append(
        f'<div class="artia-option"><input type="{kind}" id="{name}-{option}" name="{name}" '
        f'value="{option}"><label for="{name}-{option}">'
        f'<span class="artia-letter">{option.upper()}.</span> <span>'
    )


def depart_option(translator: SphinxTranslator, node: nodes.Option) -> None:
    """Close an option, or give a step its two buttons."""
    question, option = node.parent, node["option_id"]
    if question["type"] != "order":
        translator.body.append("</span></label></div>\n")
        return
    name = f"quiz-{question['quiz_id']}-{option}"
    buttons = "".join(
        f'<button type="button" class="artia-move" data-move="{move}" '
        f'aria-labelledby="{name}-{move} {name}">{arrow}'
        f'<span id="{name}-{move}" class="artia-unseen">{escape(str(label))}</span></button>'
        for move, arrow, label in (("up", UP, _("Move up:")), ("down", DOWN, _("Move down:")))
    )
    translator.body.append(f'</span><span class="artia-moves" hidden>{buttons}</span></li>\n')


def visit_answers(translator: SphinxTranslator, node: nodes.Answers) -> None:
    """Close the fieldset with its button; open the place of the result and the folded answers."""
    question = node.parent
    if question["type"] == "order":
        translator.body.append("</ol>\n")
    check = _("Check")
    title = _("Answers explained, question %(number)s") % {"number": question["number"]}
    said = ' class="artia-unseen artia-said" role="status"'
    translator.body.append(
        f'<button type="submit" class="artia-check" disabled hidden>{escape(str(check))}</button>\n'
        "</fieldset>\n"
        + (f"<p{said}></p>\n" if question["type"] == "order" else "")
        + '<div class="artia-result" role="status"></div>\n'
        f'<details class="artia-answers"><summary>{escape(str(title))}</summary>\n<ul>\n'
    )


def depart_answers(translator: SphinxTranslator, node: nodes.Answers) -> None:
    """Close the folded answers."""
    translator.body.append("</ul>\n</details>\n")


def verdict(reason: nodes.Reason) -> str:
    """Return in words whether an answer is right: "A: wrong.", "1.2: right."; or a step's place."""
    kind = reason["kind"]
    if kind == "whole":
        return str(_("In this order:"))
    if kind == "step":
        return f"{reason.parent.index(reason)}."
    right = kind == "number" or reason.get("right")
    sentence = _("{answer}: right.") if right else _("{answer}: wrong.")
    answer = reason["written"] if "written" in reason else reason["option_id"].upper()
    return str(sentence).format(answer=answer)


def visit_reason(translator: SphinxTranslator, node: nodes.Reason) -> None:
    """Open an answer; its last inline node is what the script shows."""
    data = {
        "kind": node["kind"],
        "option": node.get("option_id"),
        "right": str(bool(node.get("right"))).lower() if node["kind"] == "option" else None,
        "value": node.get("value"),
        "tolerance": node.parent.get("tolerance") if node["kind"] == "number" else None,
    }
    shown = {key: value for key, value in data.items() if value is not None}
    attributes = "".join(f' data-{key}="{value}"' for key, value in shown.items())
    head = escape(verdict(node))
    translator.body.append(f'<li class="artia-reason"{attributes}><strong>{head}</strong> ')


def depart_reason(translator: SphinxTranslator, node: nodes.Reason) -> None:
    """Close an answer."""
    translator.body.append("</li>\n")


VISITORS = {
    nodes.Quiz: (visit_quiz, depart_quiz),
    nodes.Question: (visit_question, depart_question),
    nodes.Ask: (visit_ask, depart_ask),
    nodes.Option: (visit_option, depart_option),
    nodes.Answers: (visit_answers, depart_answers),
    nodes.Reason: (visit_reason, depart_reason),
}
