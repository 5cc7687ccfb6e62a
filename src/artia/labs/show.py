"""Put a sentence, a text or a table on the page: HTML in a notebook, plain text elsewhere."""

from __future__ import annotations

import html
import re
import sys

from artia.labs.messages import language


def show(text: str, body: str | None = None) -> None:
    """Show a sentence; `body` is its HTML when the plain text is not enough."""
    if not in_notebook():
        print(text)
        return
    from IPython.display import display

    body = body or f"<p>{inline(text)}</p>"
    display({"text/html": wrap(body), "text/plain": text}, raw=True)


def wrap(body: str) -> str:
    """Say which language the HTML speaks, for screen readers."""
    return f'<div lang="{language()}-CA">{body}</div>'


def inline(text: str) -> str:
    """Escape a sentence for HTML; `code` between backticks, *stress* between asterisks."""
    parts = html.escape(text, quote=False).split("`")
    parts[::2] = [re.sub(r"\*([^*]+)\*", r"<em>\1</em>", part) for part in parts[::2]]
    parts[1::2] = [f"<code>{part}</code>" for part in parts[1::2]]
    return "".join(parts)


def table(headers: list[str], rows: list[list[str]], caption: str = "") -> str:
    """Return an HTML table with real headers; the first cell of a row heads it."""
    top = "".join(f'<th scope="col">{inline(name)}</th>' for name in headers)
    lines = [
        f'<tr><th scope="row">{inline(first)}</th>'
        + "".join(f"<td>{inline(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    ]
    title = f"<caption>{inline(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{top}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def in_notebook() -> bool:
    """Whether an IPython kernel is running this code."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and hasattr(shell, "kernel")
