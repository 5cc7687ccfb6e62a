"""Grams of CO2 equivalent emitted by a kilowatt-hour consumed, by province and territory.

Data year 2024, direct emissions only: Environment and Climate Change Canada, Emission factors and
reference values, version 4.0 (2026), table 5.4. Key `eccc2026`.
"""

from __future__ import annotations

from matplotlib.figure import Figure

from artia.book.figures import Table, Theme, Words, new_figure, number

#: g CO2e/kWh, least first.
INTENSITY = {
    "QC": 2.6, "MB": 3.0, "NL": 17, "BC": 18, "ON": 73, "YT": 134, "PE": 265,
    "AB": 346, "NB": 375, "NT": 490, "SK": 581, "NS": 628, "NU": 760,
}  # fmt: skip
PLACES = {
    "fr": {
        "QC": "Québec", "MB": "Manitoba", "NL": "Terre-Neuve-et-Labrador",
        "BC": "Colombie-Britannique", "ON": "Ontario", "YT": "Yukon",
        "PE": "Île-du-Prince-Édouard", "AB": "Alberta", "NB": "Nouveau-Brunswick",
        "NT": "Territoires du Nord-Ouest", "SK": "Saskatchewan", "NS": "Nouvelle-Écosse",
        "NU": "Nunavut",
    },
    "en": {
        "QC": "Québec", "MB": "Manitoba", "NL": "Newfoundland and Labrador",
        "BC": "British Columbia", "ON": "Ontario", "YT": "Yukon",
        "PE": "Prince Edward Island", "AB": "Alberta", "NB": "New Brunswick",
        "NT": "Northwest Territories", "SK": "Saskatchewan", "NS": "Nova Scotia",
        "NU": "Nunavut",
    },
}  # fmt: skip
TEXT = {
    "fr": {
        "x": "g éq. CO₂ par kWh",
        "alternative": (
            "Treize barres, de la plus courte à la plus longue. Deux provinces sont à "
            "{low}\u00a0g par kilowattheure ou moins\u00a0: le Québec, {first}, et le Manitoba. "
            "Quatre sont entre 17 et 134\u00a0g, dont l’Ontario, {ontario}. Les sept autres "
            "dépassent 260\u00a0g; la dernière est le Nunavut, {last}, soit {ratio} fois le Québec."
        ),
        "caption": "Intensité de l’électricité consommée, année de données 2024",
        "heads": ["Province ou territoire", "g éq. CO₂/kWh"],
    },
    "en": {
        "x": "g CO₂e per kWh",
        "alternative": (
            "Thirteen bars, shortest first. Two provinces stand at {low}\u00a0g per kilowatt-hour "
            "or less: Québec, {first}, and Manitoba. Four lie between 17 and 134\u00a0g, Ontario "
            "among them with {ontario}. The other seven exceed 260\u00a0g; last comes Nunavut, "
            "{last}, which is {ratio} times Québec."
        ),
        "caption": "Intensity of the electricity consumed, data year 2024",
        "heads": ["Province or territory", "g CO₂e/kWh"],
    },
}


def grams(place: str, language: str) -> str:
    """One value as the source prints it: a decimal below ten only."""
    value = INTENSITY[place]
    return number(value, language, 1 if value < 10 else 0)


def draw(theme: Theme, language: str) -> Figure:
    """One horizontal bar a place, on a logarithmic scale, its value at its end."""
    bar = theme.series[0]
    figure = new_figure(4.6)
    axes = figure.subplots()
    rows = range(len(INTENSITY))
    axes.barh(rows, list(INTENSITY.values()), color=bar.color, height=0.62)
    for row, place in enumerate(INTENSITY):
        said = grams(place, language)
        axes.annotate(
            said, (INTENSITY[place], row), (4, 0), textcoords="offset points", va="center"
        )
    axes.set_yticks(rows, [PLACES[language][place] for place in INTENSITY])
    axes.invert_yaxis()
    axes.set(xscale="log", xlim=(1, 2000), xlabel=TEXT[language]["x"])
    axes.set_xticks([1, 10, 100, 1000], ["1", "10", "100", number(1000, language)])
    axes.minorticks_off()
    axes.grid(visible=False, axis="y")
    return figure


def words(language: str) -> Words:
    """The extremes, the groups, and the thirteen values."""
    values = list(INTENSITY.values())
    # What the sentences say, checked.
    assert values == sorted(values) and values[1] == 3.0
    assert sum(17 <= value <= 134 for value in values) == 4 and values[6] > 260
    text = TEXT[language]
    said = text["alternative"].format(
        low=number(values[1], language, 1),
        first=grams("QC", language),
        ontario=grams("ON", language),
        last=grams("NU", language),
        ratio=number(round(values[-1] / values[0]), language),
    )
    rows = [[PLACES[language][place], grams(place, language)] for place in INTENSITY]
    return Words(said, Table(text["caption"], text["heads"], rows))
