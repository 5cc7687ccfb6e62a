"""What the figures of module 2 share: colours, languages, files identical at every run."""

from __future__ import annotations

import csv
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.figure import Figure

HERE = Path(__file__).resolve().parent
LANGUAGES = ("fr", "en")

# Okabe-Ito, without the yellow that vanishes on white.
BLACK, ORANGE, GREEN, BLUE, VERMILION = "#000000", "#E69F00", "#009E73", "#0072B2", "#D55E00"

plt.rcParams.update(
    {
        "font.size": 12,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "savefig.facecolor": "white",  # readable on the book's dark theme too
        "svg.hashsalt": "artia-m02",  # the same ids, so the same bytes, at every run
    }
)


def number(value: float, language: str, decimals: int = 2) -> str:
    """Write a number the way the page does: 1,39 in French, 1.39 in English."""
    text = f"{value:.{decimals}f}"
    return text.replace(".", ",") if language == "fr" else text


def localise_axes(figure: Figure, language: str, decimals: int = 1) -> None:
    """Give every y axis the decimal sign of the page."""
    for axes in figure.axes:
        axes.yaxis.set_major_formatter(lambda value, _: number(value, language, decimals))


def save(figure: Figure, name: str, language: str) -> None:
    """Write `m02-NAME-LANGUAGE.svg`, undated so that an unchanged figure is an unchanged file."""
    figure.savefig(HERE / f"m02-{name}-{language}.svg", metadata={"Date": None})
    plt.close(figure)


def save_table(rows: list[list[str]], name: str, language: str) -> None:
    """Write the plotted values, first row headings, for the page's data table."""
    path = HERE / f"m02-{name}-{language}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\n").writerows(rows)
