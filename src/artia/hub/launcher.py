"""`artia hub start`: prepare, run JupyterHub, say when everything answers, stop cleanly."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from types import FrameType

import click

from artia.hub import COURSE, HubError
from artia.hub.accounts import create_accounts, follow_list
from artia.hub.addresses import free_ports, require_free, require_private
from artia.hub.course import prepare_course
from artia.hub.lock import holder_of, only_one
from artia.hub.node import require_node, require_proxy
from artia.hub.people import Person, course_people
from artia.hub.processes import children_of, end_children
from artia.hub.state import CHILD_MARK, REPO, Run, State

CONFIG = REPO / "hub" / "local" / "jupyterhub_config.py"
START_PATIENCE = 240.0
STOP_PATIENCE = 60.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequestedError(Exception):
    """The person asked to stop (Ctrl-C, or `artia hub stop`)."""


def say(fr: str, en: str) -> None:
    """Tell the person something, in both languages."""
    click.echo(f"{fr}\n  {en}")


def start(state: State, host: str, port: int, accepted: bool) -> None:
    """Run the hub until it is asked to stop. Raises HubError when it cannot."""
    require_private(host, accepted)
    state.create()
    with only_one(state), _stop_signals():
        began = time.monotonic()
        left = end_children(state)
        if left:
            say(
                f"{left} processus d'un démarrage interrompu arrêtés.",
                f"Stopped {left} processes left by an interrupted start.",
            )
        require_free(host, port)
        require_proxy()
        node = require_node()
        people = course_people(state)
        _warn()
        with _uninterrupted():
            prepare_course(state, people, say)
            follow_list(state, people)
            # Kept by nobody but their owner: a password made and not shown would be lost.
            _print_passwords(people, create_accounts(state, people))
        ports = free_ports(4)
        run = Run(
            host,
            port,
            *ports,
            node=node,
            launcher_pid=os.getpid(),
            started=datetime.now().astimezone().isoformat(timespec="seconds"),
        )
        run.save(state.run)
        try:
            _run_hub(state, run, began)
        finally:
            state.run.unlink(missing_ok=True)


def stop(state: State) -> bool:
    """Stop the hub of this state folder and wait until it is gone; False when none was running."""
    launcher = holder_of(state)
    if launcher is None:
        return end_children(state) > 0
    with suppress(ProcessLookupError):  # it ended in the meantime
        os.kill(launcher, signal.SIGTERM)
    deadline = time.monotonic() + STOP_PATIENCE
    while holder_of(state) is not None:
        if time.monotonic() > deadline:
            raise HubError(
                f"Le serveur (processus {launcher}) ne s'est pas arrêté en {STOP_PATIENCE:.0f} s. "
                f"Consultez {state.log}.",
                f"The hub (process {launcher}) did not stop within {STOP_PATIENCE:.0f} s. "
                f"See {state.log}.",
            )
        time.sleep(0.2)
    end_children(state)
    return True


def urls(run: Run) -> list[tuple[str, str, str]]:
    """Return what a person may open: (French name, English name, address)."""
    return [
        ("Ouvrir une session", "Log in", f"{run.url}/hub/login"),
        ("Le livre, en français", "The book, in French", f"{run.url}/services/book/fr/index.html"),
        ("Le livre, en anglais", "The book, in English", f"{run.url}/services/book/en/index.html"),
        ("Corriger", "Grade", f"{run.url}/services/{COURSE}/formgrader"),
    ]


def answers(url: str) -> bool:
    """Tell whether an address answers with something of ours: a page, a login, a clear message."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200
    except urllib.error.HTTPError as error:
        # The book service answers 503 with a page saying how to build the book.
        return error.code == 503 and b"make book" in error.read()
    except OSError:
        return False


def _warn() -> None:
    say(
        "Attention\u00a0: ce serveur n'isole personne. Tout le monde y travaille sous votre compte "
        "et peut lire vos fichiers. N'y invitez que des gens de confiance, sur cette machine.",
        "Warning: this hub isolates nobody. Everybody works under your account and can read your "
        "files. Invite only people you trust, on this machine.",
    )


def _print_passwords(people: list[Person], passwords: dict[str, str]) -> None:
    if not passwords:
        return
    say(
        "\nMots de passe à usage unique, affichés cette seule fois\u00a0:",
        "One-time passwords, shown this once:",
    )
    for person in people:
        if person.name in passwords:
            click.echo(
                f"    {person.name:<10} {passwords[person.name]}   "
                f"({person.role}, {person.language})"
            )
    say(
        "Un mot de passe perdu? Serveur arrêté, tapez .venv/bin/artia hub password NOM",
        "A lost password? With the hub stopped, type .venv/bin/artia hub password NAME\n",
    )


@contextmanager
def _stop_signals() -> Iterator[None]:
    def ask(signum: int, frame: FrameType | None) -> None:
        # A second Ctrl-C must not interrupt the cleaning up that the first one started.
        for again in STOP_SIGNALS:
            signal.signal(again, signal.SIG_IGN)
        raise StopRequestedError

    before = {s: signal.signal(s, ask) for s in STOP_SIGNALS}
    try:
        yield
    except StopRequestedError:
        pass
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Put off a request to stop until the block is done.

    nbgrader turns any exception into a failure of its own, with a lab half released.
    """
    asked: list[int] = []
    before = {s: signal.signal(s, lambda signum, _: asked.append(signum)) for s in STOP_SIGNALS}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
    if asked:
        signal.raise_signal(asked[0])


def _default_signals() -> None:
    # A launcher started in the background inherits "ignore SIGINT", and would pass it on: every
    # server would then wait out its patience before dying.
    for signum in STOP_SIGNALS:
        signal.signal(signum, signal.SIG_DFL)


def _run_hub(state: State, run: Run, began: float) -> None:
    environment = {
        **os.environ,
        CHILD_MARK: str(state.root),
        "ARTIA_HUB_STATE": str(state.root),
        "PYTHONUNBUFFERED": "1",
    }
    environment.pop("JUPYTER_CONFIG_PATH", None)
    with state.log.open("ab") as log:
        hub = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "--config", str(CONFIG)],
            cwd=state.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Its own group: Ctrl-C reaches the launcher only, which stops the rest in order.
            start_new_session=True,
            preexec_fn=_default_signals,
        )
    try:
        _wait_until_ready(hub, state, run)
        _print_ready(run, time.monotonic() - began)
        code = hub.wait()
        raise _died(state, code)
    finally:
        _stop_hub(hub, state)


def _wait_until_ready(hub: subprocess.Popen, state: State, run: Run) -> None:
    waiting = urls(run)
    total = len(waiting)
    deadline = time.monotonic() + START_PATIENCE
    say("Démarrage…", "Starting…")
    while waiting:
        if hub.poll() is not None:
            raise _died(state, hub.returncode)
        if time.monotonic() > deadline:
            names = ", ".join(address for _, _, address in waiting)
            raise HubError(
                f"Rien ne répond à {names} après {START_PATIENCE:.0f} s. Consultez {state.log}.",
                f"Nothing answers at {names} after {START_PATIENCE:.0f} s. See {state.log}.",
            )
        for entry in [entry for entry in waiting if answers(entry[2])]:
            waiting.remove(entry)
            click.echo(f"  [{total - len(waiting)}/{total}] {entry[0]} / {entry[1]}")
        if waiting:
            time.sleep(0.5)


def _print_ready(run: Run, seconds: float) -> None:
    say(f"\nPrêt en {seconds:.0f} s.", f"Ready in {seconds:.0f} s.")
    for fr, en, address in urls(run):
        click.echo(f"    {address:<52} {fr} / {en}")
    say(
        "Ctrl-C arrête tout; le travail et les notes restent.",
        "Ctrl-C stops everything; work and marks stay.",
    )


def _died(state: State, code: int) -> HubError:
    lines = state.log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
    tail = "\n".join(f"    {line}" for line in lines)
    return HubError(
        f"JupyterHub s'est arrêté de lui-même (code {code}). La fin de {state.log}\u00a0:",
        f"JupyterHub stopped by itself (code {code}). The end of {state.log}:\n{tail}",
    )


def _stop_hub(hub: subprocess.Popen, state: State) -> None:
    if hub.poll() is None:
        say("\nArrêt…", "Stopping…")
        hub.terminate()
        try:
            hub.wait(timeout=STOP_PATIENCE - 15)
        except subprocess.TimeoutExpired:
            hub.kill()
            hub.wait()
    end_children(state)
    say("Arrêté.", "Stopped.")


def describe(state: State) -> tuple[Run, int] | None:
    """Return the run in progress and how many processes it has, None when nothing runs."""
    if holder_of(state) is None:
        return None
    return Run.load(state.run), sum(1 for _ in children_of(state))
