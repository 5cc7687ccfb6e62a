"""What interruptions, hostile folders and edited lists must not break."""

import asyncio
import json
import os
import shutil
import signal
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyterhub import orm
from nbgrader.exchange import ExchangeError
from traitlets.config import Config

from artia.hub import COURSE, HubError, course, launcher
from artia.hub.accounts import create_accounts, database, follow_list
from artia.hub.authenticator import CourseAuthenticator, _PasswordForm
from artia.hub.config import _people
from artia.hub.delivery import RECORD, Delivery, read_notebook
from artia.hub.people import GRADER, Person, load_people
from artia.hub.state import State, write_private
from artia.hub.texts import text
from artia.hub.welcome.desk import Desk

from .test_exchange import Bench, notebook

ANA = Person("ana", "learner", "fr")
PROF = Person("prof", "instructor", "fr")


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setenv("JUPYTERLAB_SETTINGS_DIR", str(tmp_path / "settings"))
    monkeypatch.setenv("ARTIA_LANGUAGE", "fr")
    return Bench(tmp_path)


@pytest.fixture
def welcome(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return the welcome page's view of the bench, configured as the bench is."""
    desk = Desk(str(bench.home))
    monkeypatch.setattr(Desk, "_config", lambda self, lab: bench.config())
    return desk


@pytest.fixture
def state(tmp_path: Path) -> State:
    here = State(tmp_path / "state")
    here.create()
    return here


def inbound(bench: Bench) -> list[Path]:
    return list((bench.root / "exchange" / "artia" / "inbound").iterdir())


# --- Submitting


def test_links_and_special_files_are_not_submitted(bench: Bench) -> None:
    bench.fetch("fr")
    (bench.root / "private.txt").write_text("the work of somebody else")
    (bench.lab / "copied.txt").symlink_to(bench.root / "private.txt")
    (bench.lab / "nowhere").symlink_to(bench.root / "missing")
    (bench.lab / "corpus" / "loop").symlink_to(bench.lab)
    os.mkfifo(bench.lab / "pipe")
    bench.run("Submit")
    (submitted,) = inbound(bench)
    names = {path.relative_to(submitted).as_posix() for path in submitted.rglob("*")}
    assert names == {
        "lab02.ipynb", "corpus", "corpus/lettres.txt", "timestamp.txt", "submission_secret.txt",
    }  # fmt: skip


def test_a_notebook_that_is_a_link_is_not_submitted(bench: Bench) -> None:
    bench.fetch("fr")
    (bench.lab / "lab02.ipynb").rename(bench.root / "elsewhere.ipynb")
    (bench.lab / "lab02.ipynb").symlink_to(bench.root / "elsewhere.ipynb")
    with pytest.raises(ExchangeError, match="n'est pas dans le dossier"):
        bench.run("Submit")


def test_a_notebook_too_large_is_refused_rather_than_left_out(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.fetch("fr")
    os.truncate(bench.lab / "lab02.ipynb", 101_000_000)  # nbgrader's own limit: 100 MB
    with pytest.raises(ExchangeError) as refusal:
        bench.run("Submit")
    assert str(refusal.value) == text("fr", "submit_too_large", folder="lab02")
    assert inbound(bench) == []


def test_a_submission_cut_short_leaves_nothing_to_collect(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.fetch("fr")

    def full(source: str, destination: str, **_: object) -> None:
        Path(destination).mkdir()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("artia.hub.exchange.shutil.copytree", full)
    with pytest.raises(OSError, match="No space"):
        bench.run("Submit")
    assert inbound(bench) == []


def test_submitting_a_folder_that_is_gone_names_no_path(bench: Bench) -> None:
    with pytest.raises(ExchangeError) as refusal:
        bench.run("Submit")
    assert str(bench.root) not in str(refusal.value)
    assert "« lab02.ipynb »".replace(" ", "\u00a0") in str(refusal.value)


def test_a_lab_taken_back_is_not_submitted_and_stays_on_the_page(
    bench: Bench, welcome: Desk
) -> None:
    bench.fetch("fr")
    released = bench.root / "exchange" / "artia" / "outbound" / "lab02"
    released.rename(released.with_name("lab98"))
    with pytest.raises(ExchangeError) as refusal:
        bench.run("Submit")
    assert str(refusal.value) == text("fr", "submit_withdrawn", folder="lab02")
    assert inbound(bench) == []
    bench.assignment = ""  # what the page asks nbgrader: about every lab at once
    seen = {state.lab: state.released for state in welcome.states()}
    assert seen == {"lab02": False, "lab98": True}


# --- Delivering


def test_a_file_in_the_labs_place_is_kept(bench: Bench, welcome: Desk) -> None:
    bench.lab.write_text("mes notes")
    for fetch in (lambda: bench.fetch("fr"), lambda: welcome.deliver("lab02", "fr")):
        with pytest.raises(ExchangeError) as refusal:
            fetch()
        assert str(refusal.value) == text("fr", "fetch_work_there", folder="lab02")
    assert bench.lab.read_text() == "mes notes"
    assert not welcome.state("lab02").fetched


def test_a_lab_never_appears_without_its_record(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "rename", cut)
    with pytest.raises(KeyboardInterrupt):
        bench.fetch("fr")
    assert not bench.lab.exists()
    monkeypatch.undo()
    monkeypatch.setattr(Delivery, "write", cut)
    with pytest.raises(KeyboardInterrupt):
        bench.fetch("fr")
    assert not bench.lab.exists()


def test_a_lab_that_is_not_released_is_said_without_a_path(bench: Bench) -> None:
    released = bench.root / "exchange" / "artia" / "outbound" / "lab02"
    released.rename(released.with_name("lab03"))
    with pytest.raises(ExchangeError) as refusal:
        bench.fetch("fr")
    assert str(refusal.value) == text("fr", "state_unavailable", number="02")


# --- The welcome page


@pytest.mark.parametrize(
    "content",
    [
        '{"cells": ["x"]}',
        '{"cells": [{"cell_type": "code", "source": 3}]}',
        '{"cells": {"a": 1}}',
        "[]",
        "[" * 100_000,
        "\x00",
    ],
)
def test_a_damaged_notebook_is_work_and_breaks_no_page(
    bench: Bench, welcome: Desk, content: str
) -> None:
    bench.fetch("fr")
    bench.run("Submit")
    (bench.lab / "lab02.ipynb").write_text(content)
    seen = welcome.state("lab02")
    assert (seen.work_language, seen.changed_since) == ("fr", True)


def test_a_huge_notebook_is_not_read(bench: Bench) -> None:
    bench.fetch("fr")
    with (bench.lab / "lab02.ipynb").open("a") as file:
        file.write(" " * 50_000_001)
    assert read_notebook(bench.lab / "lab02.ipynb") is None


@pytest.mark.parametrize(
    "record", ['{"language": "de", "notebooks": {"a.ipynb": "?"}}', "[" * 100_000]
)
def test_a_record_nobody_wrote_counts_for_nothing(bench: Bench, welcome: Desk, record: str) -> None:
    bench.fetch("fr")
    (bench.lab / RECORD).write_text(record)
    assert welcome.state("lab02").work_language == ""


def test_feedback_is_found_beside_a_learners_own_notebook(bench: Bench, welcome: Desk) -> None:
    bench.fetch("fr")
    (bench.lab / "essai.ipynb").write_text(json.dumps(notebook("fr")))
    bench.run("Submit")
    (cached,) = (bench.root / "cache" / "artia").iterdir()
    returned = bench.lab / "feedback" / cached.name.split("+")[2]
    returned.mkdir(parents=True)
    (returned / "lab02.html").write_text("<!-- artia-score 6.5/10.0 -->")
    seen = welcome.state("lab02")
    assert (seen.score, seen.feedback) == (6.5, returned / "lab02.html")


def test_setting_aside_twice_moves_the_work_once(bench: Bench, welcome: Desk) -> None:
    bench.fetch("fr")
    bench.change(lambda nb: nb["cells"][1].update(source="1 + 2"))
    assert welcome.set_aside("lab02").startswith("lab02-fr-")
    assert welcome.set_aside("lab02") == ""
    bench.fetch("en")
    assert welcome.set_aside("lab02") == ""
    assert len(list(bench.home.iterdir())) == 2


def test_work_on_a_lab_taken_back_is_not_set_aside(bench: Bench, welcome: Desk) -> None:
    bench.fetch("fr")
    bench.change(lambda nb: nb["cells"][1].update(source="1 + 2"))
    released = bench.root / "exchange" / "artia" / "outbound" / "lab02"
    released.rename(released.with_name("lab98"))
    with pytest.raises(ExchangeError) as refusal:
        welcome.set_aside("lab02")
    assert str(refusal.value) == text("fr", "state_unavailable", number="02")
    assert [path.name for path in bench.home.iterdir()] == ["lab02"]


# --- The list of people


@pytest.mark.parametrize(
    "content",
    [b"- {name: \xe9va}", b"- {name: 2026-02-30}", b"[" * 5000, b"- {name: [\n\n"],
)
def test_a_people_file_nobody_can_read_is_one_line_a_language(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "people.yml"
    path.write_bytes(content)
    with pytest.raises(HubError) as refusal:
        load_people(path)
    assert len(str(refusal.value).splitlines()) == 2


def test_nobody_takes_the_grading_services_name(tmp_path: Path) -> None:
    path = tmp_path / "people.yml"
    path.write_text(
        f"- {{name: {GRADER}, role: learner, language: fr}}\n"
        "- {name: prof, role: instructor, language: fr}\n"
    )
    with pytest.raises(HubError, match="another name"):
        load_people(path)


def test_somebody_taken_out_of_the_list_loses_their_access(state: State) -> None:
    create_accounts(state, [ANA, PROF])
    with database(state) as session:
        session.add(orm.OAuthClient(identifier="jupyterhub"))  # tokens belong to the hub
        group = orm.Group(name=f"formgrade-{COURSE}")
        session.add(group)
        for name in ("ana", "prof", GRADER):
            user = orm.User(name=name)
            session.add(user)
            group.users.append(user)
            session.flush()
            user.new_api_token()
    follow_list(state, [PROF])
    with database(state) as session:
        assert {user.name for user in session.query(orm.User)} == {"prof", GRADER}
        assert session.query(orm.APIToken).count() == 2
        assert orm.Group.find(session, f"formgrade-{COURSE}").users == []


def test_only_the_list_lets_in() -> None:
    config = Config()
    _people(config, [ANA, PROF])
    assert config.Authenticator.allow_existing_users is False


# --- Passwords


def authenticator(state: State) -> CourseAuthenticator:
    session = orm.new_session_factory(state.database_url)()
    return CourseAuthenticator(db=session, minimum_password_length=10)


def test_a_password_longer_than_bcrypt_takes_is_wrong_and_no_failure(state: State) -> None:
    create_accounts(state, [ANA])
    for name in ("ana", "nobody"):
        data = {"username": name, "password": "é" * 60}
        assert asyncio.run(authenticator(state).authenticate(SimpleNamespace(), data)) is None
    form = _PasswordForm()
    form.authenticator = authenticator(state)
    form.get_body_argument = lambda name, strip: "é" * 60
    assert form.new_password_or_problem() == ("", "password_long")


def test_a_name_nobody_has_takes_as_long_as_another(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_accounts(state, [ANA])
    hashed: list[str] = []
    monkeypatch.setattr("artia.hub.authenticator.hash_password", hashed.append)
    data = {"username": "nobody", "password": "a guess"}
    asyncio.run(authenticator(state).authenticate(SimpleNamespace(), data))
    assert hashed == ["a guess"]


# --- Interruptions


def test_a_request_to_stop_waits_for_the_end_of_the_preparation() -> None:
    steps = []
    with launcher._stop_signals():
        with launcher._uninterrupted():
            signal.raise_signal(signal.SIGINT)
            steps.append("prepared")
        steps.append("went on")
    assert steps == ["prepared"]


def test_a_release_cut_short_is_done_again_and_a_withdrawn_one_stays_withdrawn(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One lab is enough here; the browser's journey begins with all of them.
    monkeypatch.setattr(course, "source_labs", lambda: ["lab02"])

    def silent(fr: str, en: str) -> None:
        pass

    lab = state.exchange / COURSE / "outbound" / "lab02"
    course.prepare_course(state, [], silent)
    whole = sorted(path.relative_to(lab) for path in lab.rglob("*"))
    assert Path("en/lab02.ipynb") in whole

    # As if the first start had been killed half-way through its copy.
    (state.root / "offered" / "lab02").unlink()
    (lab / "lab02.ipynb").unlink()
    course.prepare_course(state, [], silent)
    assert sorted(path.relative_to(lab) for path in lab.rglob("*")) == whole

    shutil.rmtree(lab)  # what formgrader does when the instructor withdraws a lab
    course.prepare_course(state, [], silent)
    assert not lab.exists()


def test_a_file_that_cannot_be_written_leaves_no_draft(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError):
        write_private(tmp_path / "taken", "secret")
    write_private(tmp_path / "free", "secret")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["free", "taken"]
    assert stat.S_IMODE((tmp_path / "free").stat().st_mode) == 0o600
