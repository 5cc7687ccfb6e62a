"""Figures everyone can use: an image with its text alternative, and the data in a table."""

from __future__ import annotations

import base64
import html
import io
from typing import Any, Protocol

from artia.labs.messages import _
from artia.labs.show import in_notebook, table, wrap

# Okabe and Ito's colours, told apart with any colour vision; markers repeat what they say.
# The darker of their two oranges: the other one is too pale on white (2.3 to 1).
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#595959"

Table = tuple[list[str], list[list[str]]]  # headers, then rows of cells


class Drawn(Protocol):
    """A figure of matplotlib, or whatever else can be saved as an image."""

    def savefig(self, file: io.BytesIO, **how: Any) -> None:
        """Write the image."""


def new_figure(width: float = 7, height: float = 3.8) -> Any:
    """Return an empty matplotlib figure (inches) and its axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#d9d9d9", linewidth=0.6)
    return figure, axes


def figure_html(figure: Drawn, alt: str, data: Table | None = None) -> str:
    """Return `<figure>`: the image, its alternative, and its data folded in a table."""
    image = io.BytesIO()
    figure.savefig(image, format="png", dpi=110, facecolor="white")
    code = base64.b64encode(image.getvalue()).decode()
    picture = f'<img src="data:image/png;base64,{code}" alt="{html.escape(alt)}">'
    caption = f"<figcaption>{html.escape(alt, quote=False)}</figcaption>"
    details = ""
    if data:
        title = _("The data of this figure")
        details = f"<details><summary>{title}</summary>{table(*data)}</details>"
    return wrap(f"<figure>{picture}{caption}{details}</figure>")


def show_figure(figure: Drawn, alt: str, data: Table | None = None) -> None:
    """Show a figure; where nothing can be drawn, its alternative says what it shows."""
    if not in_notebook():
        print(alt)
        return
    from IPython.display import display

    display({"text/html": figure_html(figure, alt, data), "text/plain": alt}, raw=True)
