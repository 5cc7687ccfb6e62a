"""A quiz in the document tree; its texts are ordinary inline nodes, so that references resolve.

Quiz(name)
  Question(id, type, number, letters…)
    Ask            the question
    Option(id)…    in the order displayed; none for a number
    Answers        what is folded
      Reason(id, right, value)…   [the option's text, then] why, each in an inline node
"""

from docutils import nodes


class Quiz(nodes.General, nodes.Element):
    """A quiz; `name` is that of its file."""


class Question(nodes.General, nodes.Element):
    """A question: `quiz_id`, `type`, `number` and, for a number, `answer` and `tolerance`."""


class Ask(nodes.General, nodes.TextElement):
    """What is asked."""


class Option(nodes.General, nodes.TextElement):
    """An option to choose or a step to place: `option_id`."""


class Answers(nodes.General, nodes.Element):
    """The answers of a question, explained."""


class Reason(nodes.General, nodes.Element):
    """Why an answer is right or tempts.

    `kind`: "option", "step", "number" (the right one), "tempting" or "whole" (of an order).
    """
