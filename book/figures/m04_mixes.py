"""Four vocabularies that differ by one thing, the share of French in the texts they counted.

They are lab 04's, learnt and measured by its own functions: as many pieces, as many characters of
the course's corpus, then texts set aside. Fertility: tokens per word, words being what spaces
separate. Nothing here is random.
"""

from __future__ import annotations

from functools import cache

from matplotlib.figure import Figure

from artia.book.figures import Table, Theme, Words, new_figure, number, percent
from artia.labs.tokens.training import LETTERS, OwnVocabulary, course_texts, fertility, mixed

PIECES = 600
SHARES = [1.0, 0.5, 0.1, 0.0]

TEXT = {
    "fr": {
        "mixes": ["français seul", "moitié-moitié", "anglais à {english}", "anglais seul"],
        "series": {"fr": "textes français", "en": "textes anglais"},
        "x": "fertilité\u00a0: jetons par mot, textes mis de côté",
        "alternative": (
            "Quatre paires de barres, une par mélange de textes comptés. Avec le français seul, "
            "le français paie {fr0} jetons par mot et l’anglais {en0}. Moitié-moitié\u00a0: {fr1} "
            "et {en1}. Avec {english} d’anglais\u00a0: {fr2} et {en2}. Avec l’anglais seul\u00a0: "
            "{fr3} et {en3}. Plus une langue a été comptée, moins elle paie."
        ),
        "caption": "La fertilité (jetons par mot) selon le mélange; {pieces} morceaux, "
                   "{size} caractères comptés",
        "heads": ["Textes comptés", "Part de français", "Français", "Anglais",
                  "Français divisé par anglais"],
    },
    "en": {
        "mixes": ["French only", "half and half", "English at {english}", "English only"],
        "series": {"fr": "French texts", "en": "English texts"},
        "x": "fertility: tokens per word, texts set aside",
        "alternative": (
            "Four pairs of bars, one for each mixture of texts counted. With French only, French "
            "pays {fr0} tokens per word and English {en0}. Half and half: {fr1} and {en1}. With "
            "{english} English: {fr2} and {en2}. With English only: {fr3} and {en3}. The more "
            "a language was counted, the less it pays."
        ),
        "caption": "Fertility (tokens per word) by mixture; {pieces} pieces, {size} characters "
                   "counted",
        "heads": ["Texts counted", "Share of French", "French", "English",
                  "French divided by English"],
    },
}  # fmt: skip


@cache
def fertilities() -> list[dict[str, float]]:
    """Tokens per word of each language on the texts set aside, for each of SHARES."""
    counted, aside = course_texts()
    own = [OwnVocabulary(str(share), mixed(counted, share), PIECES) for share in SHARES]
    return [{code: fertility(text, each) for code, text in aside.items()} for each in own]


def mixes(language: str) -> list[str]:
    """The name of each mixture."""
    english = percent(1 - SHARES[2], language)
    return [name.format(english=english) for name in TEXT[language]["mixes"]]


def draw(theme: Theme, language: str) -> Figure:
    """Two bars a mixture, their value at the end."""
    text = TEXT[language]
    figure = new_figure(4.6)
    axes = figure.subplots()
    for shift, (code, series, hatch) in enumerate(
        zip(("fr", "en"), theme.series, (None, "///"), strict=False)
    ):
        places = [-place - 0.38 * shift for place in range(len(SHARES))]
        values = [each[code] for each in fertilities()]
        axes.barh(
            places,
            values,
            0.34,
            facecolor=series.color if hatch is None else "none",
            edgecolor=series.color,
            hatch=hatch,
            label=text["series"][code],
        )
        for place, value in zip(places, values, strict=True):
            axes.text(value + 0.05, place, number(value, language, 2), va="center")
    axes.set_yticks([-place - 0.19 for place in range(len(SHARES))], mixes(language))
    axes.tick_params(axis="y", length=0)
    highest = max(max(each.values()) for each in fertilities())
    axes.set(xlim=(0, highest + 0.5), xlabel=text["x"])
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def words(language: str) -> Words:
    """Both fertilities for each mixture, in a sentence each and as a table."""
    text, found = TEXT[language], fertilities()
    # What the sentences say, checked.
    assert found[0]["fr"] < found[0]["en"] and found[3]["en"] < found[3]["fr"]
    assert found[2]["en"] < found[2]["fr"]
    assert [each["fr"] for each in found] == sorted(each["fr"] for each in found)
    assert [each["en"] for each in found] == sorted((each["en"] for each in found), reverse=True)
    values = {
        f"{code}{place}": number(each[code], language, 2)
        for place, each in enumerate(found)
        for code in each
    }
    values["english"] = percent(1 - SHARES[2], language)
    rows = [
        [
            name,
            percent(share, language),
            *(number(each[code], language, 2) for code in ("fr", "en")),
            number(each["fr"] / each["en"], language, 2),
        ]
        for name, share, each in zip(mixes(language), SHARES, found, strict=True)
    ]
    caption = text["caption"].format(
        pieces=number(PIECES, language), size=number(LETTERS, language)
    )
    return Words(text["alternative"].format(**values), Table(caption, text["heads"], rows))
