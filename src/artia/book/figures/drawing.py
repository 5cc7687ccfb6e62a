"""Draw with matplotlib, the same bytes at every run.

Text is kept as outlines. An SVG shown by <img> cannot use the page's fonts, and another font's
widths would move or cut labels; nobody loses by it, since the alternative and the table carry the
words. The outlines are those of the page's own typeface.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from artia.book.figures.colours import Theme
from artia.book.figures.fonts import FAMILY
from artia.book.figures.formats import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Inches. On a telephone 375 px wide the figure keeps three quarters of its size: 12 points are
#: still 12 pixels there.
WIDTH = 4.6


def style(theme: Theme) -> dict[str, object]:
    """Return matplotlib's settings for `theme`, over its defaults and nobody's own file."""
    return {
        "font.family": [FAMILY, "DejaVu Sans"],
        "font.size": 13,
        "axes.titlesize": 13,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelsize": 13,
        "legend.fontsize": 13,
        "legend.labelspacing": 0.25,
        "xtick.labelsize": 12,
        "ytick.labelsize": 12,
        "ytick.alignment": "center",
        "legend.frameon": False,
        "lines.linewidth": 2,
        "lines.markersize": 6,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "text.color": theme.ink,
        "axes.labelcolor": theme.ink,
        "axes.titlecolor": theme.ink,
        "axes.edgecolor": theme.muted,
        "xtick.color": theme.muted,
        "ytick.color": theme.muted,
        "xtick.labelcolor": theme.ink,
        "ytick.labelcolor": theme.ink,
        "grid.color": theme.faint,
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "savefig.facecolor": "none",
        "svg.fonttype": "path",
        "svg.hashsalt": "artia",  # the same ids at every run
    }


def new_figure(height: float, width: float = WIDTH) -> Figure:
    """Return an empty figure of `width` by `height` inches whose labels never overlap."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def decimal_signs(axes: Axes, language: str, x: int | None = None, y: int | None = None) -> None:
    """Write the graduations of either axis with so many decimals, in the figure's language."""
    for axis, decimals in ((axes.xaxis, x), (axes.yaxis, y)):
        if decimals is not None:
            axis.set_major_formatter(lambda value, _, d=decimals: number(value, language, d))


def to_svg(figure: Figure) -> str:
    """Return the figure as SVG, undated and without what changes from machine to machine."""
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None})
    return slim(written.getvalue())


def slim(svg: str) -> str:
    """Return the SVG without metadata, comments and spare digits: half the size, the same picture.

    Hundredths of a point cannot be seen, and the last digits may depend on the processor.
    Identifiers are numbered in order, since matplotlib derives them from those digits.
    """
    svg = re.sub(r"(?s)<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", "", svg)
    svg = re.sub(
        r'\b(d|x|y|x1|y1|x2|y2)="([^"]*)"',
        lambda match: f'{match[1]}="{_rounded(" ".join(match[2].split()))}"',
        svg,
    )
    svg = re.sub(r"translate\(([^)]*)\)", lambda match: f"translate({_rounded(match[1])})", svg)
    used = dict.fromkeys(re.findall(r'(?:href="|url\()#([^")]+)', svg))
    short = {old: f"i{place}" for place, old in enumerate(used)}
    svg = re.sub(r' id="([^"]+)"', lambda m: f' id="{short[m[1]]}"' if m[1] in short else "", svg)
    svg = re.sub(r'(href="|url\()#([^")]+)', lambda m: f"{m[1]}#{short[m[2]]}", svg)
    return "\n".join(line.strip() for line in svg.splitlines() if line.strip()) + "\n"


def _rounded(values: str) -> str:
    """Round each number to hundredths: "1.234567 -0.001" is "1.23 0"."""

    def shorter(match: re.Match[str]) -> str:
        text = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text

    return re.sub(r"-?\d+\.\d+(?:e[-+]\d+)?", shorter, values)
