"""The dated tables: their figures, what is verified in them, and what the sheets say."""

import csv
from pathlib import Path

import pytest

from artia.labs.energy import tariffs
from artia.labs.errors import LabError

FOLDER = Path(__file__).parents[2] / "labs" / "tariffs"
# Environment and Climate Change Canada, v4.0, Table 5.4: data for 2024, g CO2e/kWh consumed.
YEAR_2024 = {
    "QC": 2.6,
    "MB": 3.0,
    "NL": 17,
    "BC": 18,
    "ON": 73,
    "YT": 134,
    "PE": 265,
    "AB": 346,
    "NB": 375,
    "NT": 490,
    "SK": 581,
    "NS": 628,
    "NU": 760,
}


def test_the_verified_year_and_no_other_is_used(language):
    found = tariffs.grids()
    assert {grid.place: grid.grams_per_kwh for grid in found} == YEAR_2024
    assert {grid.year for grid in found} == {2024}
    assert [grid.place for grid in found] == list(YEAR_2024)
    assert tariffs.grid(" qc ").grams_per_kwh == 2.6
    assert tariffs.grid("NS").name == ("Nouvelle-Écosse" if language == "fr" else "Nova Scotia")


def test_several_places_or_one(language):
    assert [grid.place for grid in tariffs.grids_of(["on", "QC"])] == ["ON", "QC"]
    assert [grid.place for grid in tariffs.grids_of("QC")] == ["QC"]
    for wrong in (None, 3, ["QC", None]):
        with pytest.raises(LabError):
            tariffs.grids_of(wrong)


def test_nothing_unverified_is_shipped():
    assert len(tariffs.grids(None)) == len(YEAR_2024)


@pytest.mark.parametrize("wrong", ["Québec", "", None, "XX", 3])
def test_a_place_that_is_not_in_the_table_is_refused(wrong):
    with pytest.raises(LabError, match="QC"):
        tariffs.grid(wrong)


def test_every_price_is_dated_and_sourced():
    found = {tariff.key: tariff for tariff in tariffs.tariffs()}
    assert found["hq-data-centres"].cents_per_kwh == 13
    assert found["hq-data-centres"].date == "2026-02-19"
    assert found["hq-flex-d-2"].cents_per_kwh == 10.652
    for tariff in found.values():
        assert tariff.status == tariffs.VERIFIED and tariff.citation
        assert len(tariff.date) == 10 and tariff.name


@pytest.mark.parametrize("wrong", [-1, "13", None, 5000])
def test_the_price_of_ones_own_bill_is_checked(wrong):
    with pytest.raises(LabError, match="cents_per_kwh"):
        tariffs.my_tariff(wrong)
    assert tariffs.my_tariff(10) == 10


def test_missing_tables_are_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tariffs, "IN_THE_REPOSITORY", tmp_path)
    with pytest.raises(LabError, match="grid-intensity"):
        tariffs.grids()


@pytest.mark.parametrize(
    "content",
    [
        b"place;name_fr;data_year\nQC;Qu\xe9bec;2024\n",  # saved by a French spreadsheet
        b"place,name_fr,data_year,g_co2e_per_kwh,status,citation\nQC,x,2024,deux,verified,y\n",
        b"place,name_fr,data_year,g_co2e_per_kwh,status,citation\nQC,x\n",
        b"",
    ],
)
def test_a_table_that_was_changed_is_said(tmp_path, monkeypatch, content):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tariffs").mkdir()
    (tmp_path / "tariffs" / "grid-intensity.csv").write_bytes(content)
    with pytest.raises(LabError, match="grid-intensity"):
        tariffs.grid("QC")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_sheets_give_the_prices_of_the_table(language):
    sheet = (FOLDER / f"datasheet.{language}.md").read_text(encoding="utf-8")
    with (FOLDER / "tariffs.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            price = row["cents_per_kwh"]
            assert (price.replace(".", ",") if language == "fr" else price) in sheet
