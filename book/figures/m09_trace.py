"""An invented power trace: energy is the area under it, with or without what the card idles at.

Not a recording: four numbers chosen so that the area can be computed by hand in module 9.
"""

from __future__ import annotations

from matplotlib.figure import Figure

from artia.book.figures import Table, Theme, Words, new_figure, number

IDLE, BUSY = 40, 200  # watts
WAIT, WORK = 10, 20  # seconds before and after, seconds of computing
TIMES = [0, WAIT, WAIT, WAIT + WORK, WAIT + WORK, WAIT + WORK + WAIT]
POWER = [IDLE, IDLE, BUSY, BUSY, IDLE, IDLE]

TEXT = {
    "fr": {
        "x": "temps (s)", "y": "puissance (W)",
        "work": "le calcul\u00a0:\n{net}\u00a0J", "idle": "le repos\u00a0: {idle}\u00a0J",
        "alternative": (
            "Une puissance selon le temps, inventée. {low} watts pendant {wait} secondes, {high} "
            "watts pendant {work} secondes, puis de nouveau {low} watts pendant {wait} secondes. "
            "L’aire sous la courbe est coupée en deux\u00a0: un rectangle bas sur toute la durée, "
            "le repos, {idle} joules; un rectangle posé dessus pendant le calcul, {net} joules."
        ),
        "caption": "L’aire, morceau par morceau",
        "heads": ["Morceau", "Puissance (W)", "Durée (s)", "Énergie (J)"],
        "rows": ["Repos, toute la durée", "Calcul, repos retiré", "Total"],
    },
    "en": {
        "x": "time (s)", "y": "power (W)",
        "work": "the computation:\n{net}\u00a0J", "idle": "idling: {idle}\u00a0J",
        "alternative": (
            "Power over time, made up. {low} watts for {wait} seconds, {high} watts for {work} "
            "seconds, then {low} watts again for {wait} seconds. The area under the curve is cut "
            "in two: a low rectangle along the whole duration, idling, {idle} joules; a rectangle "
            "standing on it during the computation, {net} joules."
        ),
        "caption": "The area, piece by piece",
        "heads": ["Piece", "Power (W)", "Duration (s)", "Energy (J)"],
        "rows": ["Idling, whole duration", "Computation, idling removed", "Total"],
    },
}  # fmt: skip


def draw(theme: Theme, language: str) -> Figure:
    """The trace, its area cut where the idle power stands."""
    text, (line, area) = TEXT[language], theme.series[:2]
    idle, net = energies()
    figure = new_figure(3.4)
    axes = figure.subplots()
    axes.fill_between(TIMES, IDLE, color=line.color, alpha=0.25, hatch="..", linewidth=0)
    axes.fill_between(TIMES[1:5], IDLE, POWER[1:5], color=area.color, alpha=0.3, linewidth=0)
    axes.plot(TIMES, POWER, color=theme.ink, linewidth=1.6)
    middle = TIMES[-1] / 2
    axes.text(
        middle, (IDLE + BUSY) / 2, text["work"].format(net=number(net, language)), ha="center"
    )
    axes.text(
        middle, IDLE / 2, text["idle"].format(idle=number(idle, language)), ha="center", va="center"
    )
    axes.set(xlabel=text["x"], ylabel=text["y"], ylim=(0, 230), xlim=(0, TIMES[-1]))
    return figure


def energies() -> tuple[int, int]:
    """Joules of the idle power over the whole duration, and of what the computation adds."""
    return IDLE * TIMES[-1], (BUSY - IDLE) * WORK


def words(language: str) -> Words:
    """The shape of the trace and the two areas."""
    text = TEXT[language]
    idle, net = energies()
    said = text["alternative"].format(
        low=IDLE, high=BUSY, wait=WAIT, work=WORK,
        idle=number(idle, language), net=number(net, language),
    )  # fmt: skip
    rows = [
        [text["rows"][0], str(IDLE), str(TIMES[-1]), number(idle, language)],
        [text["rows"][1], str(BUSY - IDLE), str(WORK), number(net, language)],
        [text["rows"][2], "–", str(TIMES[-1]), number(idle + net, language)],
    ]
    return Words(said, Table(text["caption"], text["heads"], rows))
