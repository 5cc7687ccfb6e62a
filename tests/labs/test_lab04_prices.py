"""Lab 04's prices: dated, sourced, labelled; an edited table is read or its line is named."""

import csv
import re
from pathlib import Path

import pytest

from artia.labs.errors import LabError
from artia.labs.tokens import prices
from artia.labs.tokens.vocabularies import PUBLISHED

FOLDER = Path(__file__).parents[2] / "labs" / "prices"
HEAD = "service,vocabulary,input,output,kind,date,source\n"


def test_every_price_of_the_course_says_what_it_is_when_and_whence():
    tariffs = prices.read_prices(FOLDER / "prices.csv")
    assert {t.kind for t in tariffs} == {"assumed", "reported"}
    for tariff in tariffs:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", tariff.date)
        assert tariff.source and tariff.vocabulary in PUBLISHED
        # A price we made up names no real product.
        assert tariff.service.startswith("Service ") == (tariff.kind == "assumed")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_sheets_give_the_reported_prices(language):
    sheet = (FOLDER / f"datasheet.{language}.md").read_text(encoding="utf-8")
    with (FOLDER / "prices.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["kind"] == "reported":
                assert row["service"] in sheet
                for price in (row["input"], row["output"]):
                    assert (price.replace(".", ",") if language == "fr" else price) in sheet


def test_without_a_table_beside_the_notebook_the_courses_serves(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert prices.read_prices() == prices.read_prices(FOLDER / "prices.csv")


def test_a_table_saved_by_a_french_spreadsheet_is_read(tmp_path):
    path = tmp_path / "prix.csv"
    line = "Mon service;o200k;1\u00a0000,50;2,25;reported;2026-11-23;facture\n"
    path.write_text("\ufeff" + HEAD.replace(",", ";") + line, encoding="utf-8")
    [tariff] = prices.read_prices(path)
    assert (tariff.input, tariff.output) == (1000.5, 2.25)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("service,vocabulary\nA,o200k\n", "input, output, kind, date, source"),
        (HEAD, "prix.csv"),
        (HEAD + "A,gpt9,1,2,assumed,2026-11-23,moi\n", "gpt9"),
        (HEAD + "A,o200k,1,2,guess,2026-11-23,moi\n", "guess"),
        (HEAD + "A,o200k,1,deux,assumed,2026-11-23,moi\n", "deux"),
        (HEAD + "A,o200k,-1,2,assumed,2026-11-23,moi\n", "-1"),
        (HEAD + "A,o200k,nan,2,assumed,2026-11-23,moi\n", "nan"),
        (HEAD + "A,o200k,,2,assumed,2026-11-23,moi\n", "input"),
        (HEAD + "A,o200k\n", "kind"),
        ("", "service"),
    ],
)
def test_a_table_that_cannot_do_is_refused_in_one_sentence(tmp_path, content, words, language):
    path = tmp_path / "prix.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LabError, match=re.escape(words)):
        prices.read_prices(path)


def test_a_missing_or_unreadable_table_is_said(tmp_path, language):
    with pytest.raises(LabError, match="absente"):
        prices.read_prices(tmp_path / "absente.csv")
    with pytest.raises(LabError, match="None"):
        prices.read_prices(None)
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LabError, match=r"x\.csv"):
        prices.read_prices(tmp_path / "x.csv")


def test_small_bills_are_not_written_as_nothing():
    _figure, alternative, (_headers, rows) = prices.bill_chart(
        {"A": {"eng": 0.0012968, "fra": 0.0471, "ike": 20.468}}
    )
    assert [row[1] for row in rows] == ["0,00130", "0,0471", "20,47"]
    assert "0,00130" in alternative and "20,47" in alternative
    nothing = prices.bill_chart({"A": {"eng": 0, "fra": 0}})
    assert [row[1] for row in nothing[2][1]] == ["0,00", "0,00"]


def test_a_bill_below_zero_is_refused(language):
    with pytest.raises(LabError, match="`documents`"):
        prices.bill_chart({"A": {"eng": 2, "fra": -1}})


def test_equal_bills_do_not_hide_one_another():
    figure, _alternative, _data = prices.bill_chart({s: {"eng": 1, "ike": 9} for s in "ABC"})
    heights = [tuple(line.get_ydata()) for line in figure.axes[0].get_lines()]
    assert len(set(heights)) == 3
    assert all(abs(height - row) < 0.5 for pair in heights for row, height in enumerate(pair))


def test_decimals_with_a_comma_between_commas_are_named(tmp_path, language):
    path = tmp_path / "prix.csv"
    path.write_text(HEAD + "A,o200k,0,50,1,50,assumed,2026-11-23,moi\n", encoding="utf-8")
    words = "points-virgules" if language == "fr" else "semicolons"
    with pytest.raises(LabError, match=words):
        prices.read_prices(path)
