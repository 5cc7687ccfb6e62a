"""The `{quiz}` directive: questions a reader answers on the page, from book/quizzes/*.yml."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: "Sphinx") -> dict[str, Any]:
    """Register the directive, its nodes and what each builder makes of them."""
    # Here rather than above: the checks read quizzes without waiting for Sphinx.
    from artia.book.quiz import html, static
    from artia.book.quiz.directive import QuizDirective
    from artia.book.quiz.warnings import check_every_quiz

    for node, visitors in html.VISITORS.items():
        app.add_node(node, html=visitors)
    app.add_directive("quiz", QuizDirective)
    app.add_post_transform(static.StaticQuiz)
    app.connect("env-check-consistency", check_every_quiz)
    app.add_css_file("artia-quiz.css", priority=905)
    app.add_js_file("artia-quiz.js", priority=110, loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
