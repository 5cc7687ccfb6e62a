"""What `artia hub start` refuses, keeps private, prints once and cleans up."""

import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from jupyterhub import orm
from nativeauthenticator.orm import UserInfo

from artia.hub import HubError
from artia.hub.accounts import (
    OneTimePassword,
    create_accounts,
    database,
    hash_password,
    new_password,
    renew_password,
)
from artia.hub.addresses import free_ports, require_free, require_private
from artia.hub.lock import holder_of, only_one
from artia.hub.node import require_node
from artia.hub.people import DEFAULT_PEOPLE, Person, course_people, load_people
from artia.hub.processes import children_of, end_children
from artia.hub.state import CHILD_MARK, Run, State
from artia.node import OLDEST_NODE, node_version

ANA = Person("ana", "learner", "fr")
PROF = Person("prof", "instructor", "fr")


@pytest.fixture
def state(tmp_path: Path) -> State:
    here = State(tmp_path / "state")
    here.create()
    return here


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "::", "hub.example.org"])
def test_another_address_is_refused_without_the_flag(host: str) -> None:
    with pytest.raises(HubError, match="n'isole personne"):
        require_private(host, accepted=False)
    require_private(host, accepted=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_this_machine_needs_no_flag(host: str) -> None:
    require_private(host, accepted=False)


def test_the_command_refuses_another_address_before_writing_anything(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "artia.cli", "hub", "start", "--host", "0.0.0.0"],
        env={**os.environ, "ARTIA_HUB_STATE": str(tmp_path / "state")},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "--i-know-this-isolates-nobody" in done.stderr
    assert "Error" not in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "state").exists()


def test_a_taken_port_is_refused_with_another_one_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(HubError, match=f"HUB_PORT={port + 1}") as refusal:
            require_free("127.0.0.1", port)
        french, _ = str(refusal.value).split("\n")
        assert "in use" not in french


def test_an_address_of_another_machine_is_not_called_a_taken_port() -> None:
    with pytest.raises(HubError, match="adresse de cette machine"):
        require_free("192.0.2.1", free_ports(1)[0])


@pytest.mark.parametrize("port", [0, 80, 70_000])
def test_a_port_that_will_not_do_is_refused(port: int) -> None:
    with pytest.raises(HubError, match="1024"):
        require_free("127.0.0.1", port)


def test_ports_found_free_differ() -> None:
    assert len(set(free_ports(6))) == 6


def test_the_state_folder_is_private_even_if_it_was_open(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir(mode=0o755)
    state = State(tmp_path / "state")
    state.create()
    for folder in (state.root, state.homes, state.course, state.grader_home, state.log.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder


def test_a_state_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HubError, match="ARTIA_HUB_STATE"):
        State(tmp_path / "file" / "state").create()


def test_one_hub_at_a_time(state: State) -> None:
    with only_one(state):
        assert holder_of(state) == os.getpid()
        with pytest.raises(HubError, match=rf"process {os.getpid()}"), only_one(state):
            pass
    assert holder_of(state) is None
    with only_one(state):
        pass


def test_accounts_are_made_once_with_one_time_passwords(state: State) -> None:
    first = create_accounts(state, [ANA, PROF])
    assert set(first) == {"ana", "prof"}
    assert create_accounts(state, [ANA, PROF]) == {}
    added = create_accounts(state, [ANA, PROF, Person("ben", "learner", "en")])
    assert set(added) == {"ben"}
    with database(state) as session:
        for name, password in {**first, **added}.items():
            account = UserInfo.find(session, name)
            assert account.is_authorized and account.is_valid_password(password)
            assert session.get(OneTimePassword, name) is not None
    assert stat.S_IMODE(state.database.stat().st_mode) == 0o600


def test_a_lost_password_is_replaced_by_another_one_time_password(state: State) -> None:
    first = create_accounts(state, [ANA])["ana"]
    with database(state) as session:
        UserInfo.find(session, "ana").password = hash_password("a phrase of her own")
        session.delete(session.get(OneTimePassword, "ana"))
    second = renew_password(state, "ana")
    assert second != first
    with database(state) as session:
        assert UserInfo.find(session, "ana").is_valid_password(second)
        assert session.get(OneTimePassword, "ana") is not None
    with pytest.raises(HubError, match="zoe"):
        renew_password(state, "zoe")


def test_a_renewed_password_logs_out_who_was_in(state: State) -> None:
    create_accounts(state, [ANA])
    with database(state) as session:
        session.add(user := orm.User(name="ana"))
        session.flush()
        before = user.cookie_id
        session.add(orm.APIToken(user_id=user.id, hashed="none", prefix="none"))
    renew_password(state, "ana")
    with database(state) as session:
        user = orm.User.find(session, "ana")
        assert user.cookie_id != before
        assert list(user.api_tokens) == []


def test_printed_passwords_are_long_legible_and_differ() -> None:
    many = {new_password() for _ in range(200)}
    assert len(many) == 200
    assert all(re.fullmatch(r"[a-hj-km-np-z2-9]{4}(-[a-hj-km-np-z2-9]{4}){2}", p) for p in many)


def test_the_people_of_the_course(state: State) -> None:
    people = course_people(state)
    assert people == load_people(DEFAULT_PEOPLE)
    assert {(p.name, p.role, p.language) for p in people} == {
        ("prof", "instructor", "fr"),
        ("ana", "learner", "fr"),
        ("ben", "learner", "en"),
        ("chloe", "learner", "fr"),
    }
    assert stat.S_IMODE(state.people.stat().st_mode) == 0o600


def test_a_people_file_that_was_edited_is_kept(state: State) -> None:
    course_people(state)
    entries = [{"name": "maude", "role": "instructor", "language": "en"}]
    state.people.write_text(yaml.safe_dump(entries))
    assert course_people(state) == [Person("maude", "instructor", "en")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "a list of people"),
        ("name: ana", "a list of people"),
        ("- ana", "name, role and language"),
        ("- {name: ana, role: learner}", "name, role and language"),
        ("- {name: Ana+1, role: learner, language: fr}", "lower-case"),
        ("- {name: ../up, role: learner, language: fr}", "lower-case"),
        ("- {name: ana, role: admin, language: fr}", "instructor or learner"),
        ("- {name: ana, role: learner, language: de}", "fr or en"),
        ("- {name: ana, role: learner, language: fr}", "at least one instructor"),
        ("- {name: a, role: instructor, language: fr}\n" * 2, "only once"),
        ("- {name: [", "cannot be read"),
    ],
)
def test_a_people_file_is_refused_with_the_reason(
    tmp_path: Path, content: str, reason: str
) -> None:
    path = tmp_path / "people.yml"
    path.write_text(content)
    with pytest.raises(HubError, match=reason):
        load_people(path)


def test_the_run_is_private_and_read_back(state: State) -> None:
    run = Run("0.0.0.0", 8000, 1, 2, 3, 4, "node", 5, "2026-01-01T00:00:00-05:00")
    run.save(state.run)
    assert Run.load(state.run) == run
    assert run.url == "http://127.0.0.1:8000"
    assert stat.S_IMODE(state.run.stat().st_mode) == 0o600
    state.run.write_text("{}")
    with pytest.raises(HubError):
        Run.load(state.run)


def test_a_node_recent_enough_is_found() -> None:
    assert node_version(require_node()) >= OLDEST_NODE
    assert node_version("/nowhere/node") is None


def test_what_an_interrupted_start_left_is_ended(state: State) -> None:
    left = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import signal, time; signal.signal(15, signal.SIG_IGN); "
            "print('up', flush=True); time.sleep(60)",
        ],
        env={**os.environ, CHILD_MARK: str(state.root)},
        stdout=subprocess.PIPE,
    )
    bystander = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"],
        env={**os.environ, CHILD_MARK: str(state.root) + "-other"},
    )
    try:
        left.stdout.readline()
        assert [p.pid for p in children_of(state)] == [left.pid]
        assert end_children(state, patience=0.5) == 1
        assert list(children_of(state)) == []
        assert bystander.poll() is None
    finally:
        left.kill()
        bystander.kill()
        bystander.wait()


def test_stop_and_status_say_that_nothing_runs(state: State) -> None:
    for command, code in (("stop", 0), ("status", 1)):
        done = subprocess.run(
            [sys.executable, "-m", "artia.cli", "hub", command],
            env={**os.environ, "ARTIA_HUB_STATE": str(state.root)},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == code
        assert "Aucun serveur" in done.stdout
        assert "No hub" in done.stdout
