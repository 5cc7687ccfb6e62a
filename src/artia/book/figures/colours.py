"""The colours of the figures, in the book's two themes.

Okabe and Ito's palette stays distinct for people who confuse red and green. Each theme takes the
colours of it that reach 3:1 on the page (WCAG 2.2, 1.4.11), so yellow is never drawn on white; a
colour always comes with a marker and a line style, which say the same thing without it.
"""

from __future__ import annotations

from dataclasses import dataclass

OKABE_ITO = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "purple": "#CC79A7",
}


@dataclass(frozen=True)
class Series:
    """How one series is told from the others: `axes.plot(x, y, **series.style)`."""

    color: str
    marker: str
    linestyle: str | tuple = "-"

    @property
    def style(self) -> dict[str, object]:
        """The keyword arguments of matplotlib's `plot`."""
        return {"color": self.color, "marker": self.marker, "linestyle": self.linestyle}


@dataclass(frozen=True)
class Theme:
    """One theme: the page a figure is drawn over (its own background is transparent), its inks."""

    name: str
    background: str  # the page's
    surface: str  # what admonitions and tables are printed on
    ink: str  # text, arrows
    muted: str  # axes, graduations, what matters less
    faint: str  # grid lines: decoration, nothing is lost without them
    accent: str  # coloured text and outlines, at least 4.5:1
    series: tuple[Series, ...]


DASHED, DOT_DASHED, DOTTED = (0, (5, 1.5)), (0, (6, 1.5, 1.5, 1.5)), (0, (1.5, 1.5))


def _series(*names: str) -> tuple[Series, ...]:
    shapes = zip(names, "os^D", ("-", DASHED, DOT_DASHED, DOTTED), strict=True)
    return tuple(Series(OKABE_ITO[name], marker, line) for name, marker, line in shapes)


#: A test compares their contrasts with the colours of static/artia-book.css.
THEMES = {
    "light": Theme(
        name="light",
        background="#fffdf9",
        surface="#f6f0e6",
        ink="#2a2420",
        muted="#5f554d",
        faint="#d9cfc1",
        accent=OKABE_ITO["blue"],
        series=_series("blue", "vermilion", "green", "black"),
    ),
    "dark": Theme(
        name="dark",
        background="#1c1815",
        surface="#2b2520",
        ink="#efe7dc",
        muted="#c3b8aa",
        faint="#4d443b",
        accent=OKABE_ITO["sky"],
        series=_series("sky", "orange", "green", "yellow"),
    ),
}


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", from 0 to 1 (WCAG 2.2)."""
    digits = colour.removeprefix("#")
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two "#rrggbb" colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
