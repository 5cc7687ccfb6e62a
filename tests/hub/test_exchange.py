"""The exchange delivers a lab in the person's language and never replaces work."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.auth import Authenticator, NoAuthPlugin
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from traitlets.config import Config

from artia.hub.delivery import RECORD, Delivery, apply_language, content_hash
from artia.hub.exchange import LEFT_BEHIND, FetchAssignment, Submit
from artia.hub.language import choose_language, chosen_language, current_language
from artia.hub.texts import text
from artia.hub.welcome.desk import Desk


def notebook(language: str) -> dict:
    prose = {"fr": "Bonjour", "en": "Hello"}[language]
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"artia": {"lab": "lab02", "language": language}},
        "cells": [
            {"cell_type": "markdown", "id": "a", "metadata": {}, "source": [prose]},
            {
                "cell_type": "code",
                "id": "b",
                "metadata": {},
                "source": "1 + 1",
                "execution_count": None,
                "outputs": [],
            },
        ],
    }


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Bench":
    monkeypatch.setenv("JUPYTERLAB_SETTINGS_DIR", str(tmp_path / "settings"))
    monkeypatch.setenv("ARTIA_LANGUAGE", "fr")
    return Bench(tmp_path)


class Bench:
    """An exchange holding lab02, and a learner's home."""

    def __init__(self, root: Path) -> None:
        self.root, self.home = root, root / "home"
        self.assignment = "lab02"
        self.home.mkdir()
        released = root / "exchange" / "artia" / "outbound" / "lab02"
        (released / "en").mkdir(parents=True)
        (released / "corpus").mkdir()
        (released / "corpus" / "lettres.txt").write_text("Cher public,")
        (released / "lab02.ipynb").write_text(json.dumps(notebook("fr")))
        (released / "en" / "lab02.ipynb").write_text(json.dumps(notebook("en")))
        (root / "exchange" / "artia" / "inbound").mkdir()
        for path in released.rglob("*"):
            path.chmod(0o555 if path.is_dir() else 0o444)

    @property
    def lab(self) -> Path:
        return self.home / "lab02"

    def read(self) -> dict:
        return json.loads((self.lab / "lab02.ipynb").read_text())

    def language(self) -> str:
        return self.read()["metadata"]["artia"]["language"]

    def change(self, edit: Callable[[dict], None]) -> None:
        content = self.read()
        edit(content)
        (self.lab / "lab02.ipynb").write_text(json.dumps(content))

    def config(self) -> Config:
        config = Config()
        config.Exchange.root = str(self.root / "exchange")
        config.Exchange.assignment_dir = str(self.home)
        config.Exchange.cache = str(self.root / "cache")
        config.CourseDirectory.course_id = "artia"
        config.CourseDirectory.assignment_id = self.assignment
        config.CourseDirectory.student_id = "ana"
        config.CourseDirectory.ignore = LEFT_BEHIND
        config.Authenticator.plugin_class = NoAuthPlugin
        config.ExchangeFactory.fetch_assignment = FetchAssignment
        config.ExchangeFactory.submit = Submit
        return config

    def run(self, action: str, **options: object) -> None:
        config = self.config()
        config.FetchAssignment.update(options)
        getattr(ExchangeFactory(config=config), action)(
            coursedir=CourseDirectory(config=config),
            authenticator=Authenticator(config=config),
            config=config,
        ).start()

    def fetch(self, language: str = "", **options: object) -> None:
        self.run("FetchAssignment", language=language, **options)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_fetch_delivers_one_language_only(desk: Bench, language: str) -> None:
    desk.fetch(language)
    assert desk.language() == language
    assert sorted(path.name for path in desk.lab.iterdir()) == [RECORD, "corpus", "lab02.ipynb"]
    assert (desk.lab / "corpus" / "lettres.txt").read_text() == "Cher public,"
    assert [path.name for path in desk.home.iterdir()] == ["lab02"]


def test_a_fetched_lab_can_be_written_in(desk: Bench) -> None:
    desk.fetch()
    for path in [desk.lab, *desk.lab.rglob("*")]:
        assert path.stat().st_mode & 0o200, path


def test_the_roster_decides_until_the_person_chooses(
    desk: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARTIA_LANGUAGE", "en")
    assert (chosen_language(), current_language()) == (None, "en")
    choose_language("fr")
    assert (chosen_language(), current_language()) == ("fr", "fr")
    desk.fetch()
    assert desk.language() == "fr"


@pytest.mark.parametrize(
    "settings", ["", "{", '{"locale": "de_DE"}', '{"locale": "default"}', "[]"]
)
def test_a_choice_that_cannot_be_read_is_no_choice(
    desk: Bench, tmp_path: Path, settings: str
) -> None:
    path = tmp_path / "settings" / "@jupyterlab" / "translation-extension"
    path.mkdir(parents=True)
    (path / "plugin.jupyterlab-settings").write_text(settings)
    assert current_language() == "fr"


def test_jupyterlabs_own_file_with_comments_is_read(desk: Bench, tmp_path: Path) -> None:
    path = tmp_path / "settings" / "@jupyterlab" / "translation-extension"
    path.mkdir(parents=True)
    (path / "plugin.jupyterlab-settings").write_text('{\n  // Language\n  "locale": "en"\n}')
    assert current_language() == "en"


def test_changing_language_before_any_work_changes_the_notebook(desk: Bench) -> None:
    desk.fetch("fr")
    (desk.lab / "mine.txt").write_text("mon texte")
    # What JupyterLab writes by itself when a notebook is opened is not work.
    desk.change(lambda nb: nb["metadata"].update(language_info={"name": "python"}))
    desk.fetch("en")
    assert desk.language() == "en"
    assert (desk.lab / "mine.txt").read_text() == "mon texte"
    desk.fetch("fr")
    assert desk.language() == "fr"


@pytest.mark.parametrize(
    "edit",
    [
        lambda nb: nb["cells"][1].update(source="1 + 2"),
        lambda nb: nb["cells"].reverse(),
        lambda nb: nb["cells"].pop(),
        lambda nb: nb["cells"][1].update(execution_count=1),
        lambda nb: nb["cells"][1].update(
            outputs=[{"output_type": "stream", "name": "stdout", "text": "2"}]
        ),
    ],
    ids=["text", "order", "deleted", "executed", "output"],
)
def test_changing_language_after_work_changes_nothing_and_says_so(
    desk: Bench, edit: Callable[[dict], None]
) -> None:
    desk.fetch("fr")
    desk.change(edit)
    before = (desk.lab / "lab02.ipynb").read_bytes()
    with pytest.raises(ExchangeError) as refusal:
        desk.fetch("en")
    assert str(refusal.value) == text("fr", "fetch_work_there", folder="lab02")
    assert (desk.lab / "lab02.ipynb").read_bytes() == before


def test_a_damaged_record_or_notebook_counts_as_work(desk: Bench) -> None:
    desk.fetch("fr")
    (desk.lab / "lab02.ipynb").write_text("{ half a note")
    with pytest.raises(ExchangeError):
        desk.fetch("en")
    (desk.lab / RECORD).write_text("?")
    with pytest.raises(ExchangeError):
        desk.fetch("en")
    assert (desk.lab / "lab02.ipynb").read_text() == "{ half a note"


def test_fetching_twice_says_it_is_there_already(desk: Bench) -> None:
    desk.fetch("fr")
    with pytest.raises(ExchangeError, match="déjà le labo"):
        desk.fetch("fr")


def test_a_deleted_notebook_comes_back_in_the_language_it_had(desk: Bench) -> None:
    desk.fetch("en")
    (desk.lab / "lab02.ipynb").unlink()
    desk.fetch("fr", replace_missing_files=True)
    assert desk.language() == "en"
    assert not (desk.lab / "en").exists()


def test_a_lab_without_a_translation_is_delivered_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "lab02.ipynb").write_text(json.dumps(notebook("fr")))
    assert apply_language(tmp_path, "en") == "fr"
    assert Delivery.of(tmp_path, "fr").notebooks == {"lab02.ipynb": content_hash(notebook("fr"))}


def test_submitting_leaves_the_record_and_feedback_behind(desk: Bench) -> None:
    desk.fetch("en")
    desk.run("Submit")
    (submitted,) = (desk.root / "exchange" / "artia" / "inbound").iterdir()
    assert (submitted / "lab02.ipynb").is_file()
    assert not (submitted / RECORD).exists()
    assert not (submitted / "en").exists()


def test_a_renamed_notebook_is_not_submitted(desk: Bench) -> None:
    desk.fetch("fr")
    (desk.lab / "lab02.ipynb").rename(desk.lab / "lab02-final.ipynb")
    with pytest.raises(ExchangeError, match="n'est pas dans le dossier"):
        desk.run("Submit")
    assert list((desk.root / "exchange" / "artia" / "inbound").iterdir()) == []


def test_the_page_tells_a_lab_opened_from_a_lab_worked_on(
    desk: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Desk, "_config", lambda self, lab: desk.config())
    page = Desk(str(desk.home))
    assert not page.state("lab02").untouched
    desk.fetch("fr")
    assert page.state("lab02").untouched
    desk.change(lambda content: content["cells"][0].update(source="Autre chose."))
    assert not page.state("lab02").untouched
