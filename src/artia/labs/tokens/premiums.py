"""The token premium: how many times more tokens than English, for the same text.

Petrov and colleagues (2023) measured it on 2,000 sentences and 17 tokenizers; the lab does, on
the Declaration, with the vocabularies it is given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from artia.labs.charts import Chart
from artia.labs.errors import LabError
from artia.labs.figures import BLUE, GREEN, GREY, ORANGE, new_figure
from artia.labs.limits import one_of
from artia.labs.messages import N_, _, number
from artia.labs.show import show, table
from artia.labs.tokens.declarations import ARTICLES, NAMES, REFERENCE, Declaration
from artia.labs.tokens.vocabularies import PUBLISHED, Vocabulary
from artia.labs.typed import typed

Counts = Mapping[str, int]  # language -> tokens
# One for each published vocabulary: no two series of a figure look alike.
STYLES = [(GREY, "o"), (ORANGE, "s"), (BLUE, "D"), (GREEN, "^"), ("#000000", "v")]
STYLES += [("#CC79A7", "P"), ("#56B4E9", "X")]
SYLLABIC_SIGNS = range(0x1400, 0x1680)  # Unified Canadian Aboriginal Syllabics


def premium(counts: Counts, reference: str) -> dict[str, float]:
    """Divide each count by that of the reference language, which then has 1."""
    return {language: count / counts[reference] for language, count in counts.items()}


@typed
def count_all(
    texts: Mapping[str, Declaration], vocabularies: Iterable[Vocabulary]
) -> dict[str, dict[str, int]]:
    """Count the tokens of every text with every vocabulary: [vocabulary][language]."""
    return {
        vocabulary.name: {
            code: len(vocabulary.encode(declaration.text)) for code, declaration in texts.items()
        }
        for vocabulary in vocabularies
    }


@typed
def chosen(premiums: Mapping[str, Counts], names: object) -> dict[str, Counts]:
    """Return the premiums of the vocabularies named, in that order. Raises LabError for another."""
    asked = names if isinstance(names, list | tuple) else [names]
    known = [one_of(name, premiums, N_("unknown vocabulary")) for name in asked]
    return {name: premiums[name] for name in known}


@typed
def show_counts(counts: Mapping[str, Counts], articles: int = ARTICLES) -> None:
    """Show the tokens themselves: a row a language, a column a vocabulary."""
    caption = _("Tokens of the Declaration as far as article {n}").format(n=articles)
    _show_table(counts, lambda value: number(value, 0), caption)


@typed
def show_premiums(premiums: Mapping[str, Mapping[str, float]], articles: int = ARTICLES) -> None:
    """Show the premiums, two decimals: a row a language, a column a vocabulary."""
    caption = _("Times the tokens of English, as far as article {n}").format(n=articles)
    _show_table(premiums, lambda value: "× " + number(value, 2), caption)


def alike(values: Mapping[str, Mapping[str, float]]) -> None:
    """Raise LabError unless each column has a number for the same languages, all in NAMES."""
    columns = list(values.values())
    codes = set(columns[0]) if columns else set()
    finite = all(math.isfinite(value) for column in columns for value in column.values())
    if not codes or codes - set(NAMES) or not finite or any(set(one) != codes for one in columns):
        raise LabError(N_("tokens: not prepared"))


def _show_table(
    values: Mapping[str, Mapping[str, float]], write: Callable[[float], str], caption: str
) -> None:
    alike(values)
    users = {name: f" ({published.used_by})" for name, published in PUBLISHED.items()}
    headers = [_("tokens:language"), *(name + users.get(name, "") for name in values)]
    languages = next(iter(values.values()))
    rows = [
        [_(NAMES[code]), *(write(column[code]) for column in values.values())] for code in languages
    ]
    plain = "\n".join([caption] + [" | ".join(row) for row in (headers, *rows)])
    show(plain, table(headers, rows, caption))


@typed
def premium_chart(premiums: Mapping[str, Mapping[str, float]]) -> Chart:
    """Draw each language's premium: a marker a vocabulary, on a scale that doubles.

    Raises LabError when there is no vocabulary to draw, or no language but the reference.
    """
    if not any(len(values) > 1 for values in premiums.values()):
        raise LabError(N_("no premium to draw"))
    alike(premiums)
    languages = [code for code in next(iter(premiums.values())) if code != REFERENCE]
    figure, axes = new_figure(7, 1.3 + 0.42 * len(languages))
    for place, ((name, values), (colour, marker)) in enumerate(
        zip(premiums.items(), STYLES * 2, strict=False)
    ):
        axes.plot(
            [values[code] for code in languages],
            rows_beside(len(languages), place, len(premiums)), linestyle="none",
            marker=marker, markersize=8, color=colour, markeredgecolor="white", label=name,
        )  # fmt: skip
    axes.set_xscale("log", base=2)
    axes.set_xticks([1, 2, 4, 8, 16], [f"× {n}" for n in (1, 2, 4, 8, 16)])
    axes.set_xlim(0.95, 20)
    axes.set_yticks(range(len(languages)), [_(NAMES[code]) for code in languages])
    axes.invert_yaxis()
    axes.grid(axis="both", color="#d9d9d9", linewidth=0.6)
    axes.set(xlabel=_("Times the tokens of English"))
    axes.legend(frameon=False, ncols=4, loc="lower center", bbox_to_anchor=(0.4, 1))
    last = list(premiums)[-1]
    said = "; ".join(f"{_(NAMES[c])} {number(premiums[last][c], 2)}" for c in languages)
    alt = _("Premium of each language with {name}: {said}.").format(name=last, said=said)
    rows = [
        [_(NAMES[code]), *(number(values[code], 2) for values in premiums.values())]
        for code in languages
    ]
    return figure, alt, ([_("tokens:language"), *premiums], rows)


def rows_beside(rows: int, place: int, of: int) -> list[float]:
    """Heights for one series of several: a little apart, so that equal values stay visible."""
    return [row + 0.5 * ((place + 0.5) / of - 0.5) for row in range(rows)]


@typed
def show_beside_published(premiums: Mapping[str, Mapping[str, float]]) -> None:
    """Show the largest premium measured beside the published ones, and say why they differ.

    Raises LabError when no language was compared.
    """
    found = {
        (name, code): value
        for name, values in premiums.items()
        for code, value in values.items()
        if code != REFERENCE
    }
    if not found:
        raise LabError(N_("no premium to draw"))
    alike(premiums)
    (name, code), largest = max(found.items(), key=lambda item: item[1])
    where = f"{_(NAMES[code])}, {name}"
    rows = [
        [_("tokens:yours"), "× " + number(largest, 1), where],
        ["Petrov et al., 2023", "× 15", _("published: vocabularies")],
        ["Petrov et al., 2023", "> × 4", _("published: characters and bytes")],
    ]
    headers = [_("tokens:who measured"), _("tokens:largest premium"), _("tokens:on what")]
    why = _("why yours may differ")
    plain = "\n".join([*(" | ".join(row) for row in (headers, *rows)), why])
    show(plain, table(headers, rows) + f"<p>{why}</p>")


@typed
def entries_with_syllabics(vocabulary: Vocabulary) -> int:
    """Count the pieces of a vocabulary that hold at least one whole sign of the syllabics."""
    texts = (entry.decode("utf-8", errors="ignore") for entry in vocabulary.entries())
    return sum(any(ord(sign) in SYLLABIC_SIGNS for sign in text) for text in texts)
