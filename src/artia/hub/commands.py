"""`artia hub …`: the commands a person types; the work is done elsewhere in this folder."""

import os
from typing import IO

import click

from artia.hub import HubError
from artia.hub.addresses import DEFAULT_PORT
from artia.hub.state import State


class RefusalError(click.ClickException):
    """A refusal, shown as it is: click's own "Error:" would put English before the French."""

    def show(self, file: IO[str] | None = None) -> None:
        """Print the two sentences, on the error stream by default."""
        click.echo(self.format_message(), file=file, err=file is None)


class HubGroup(click.Group):
    """A group whose refusals are two sentences and a non-zero exit code, never a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command and turn a refusal into a sentence."""
        try:
            return super().invoke(ctx)
        except (HubError, OSError) as error:  # OSError says which file, and what is wrong with it
            raise RefusalError(str(error)) from error


@click.group(cls=HubGroup)
def hub() -> None:
    """Start, stop and look at the hub of this machine.

    Démarrer, arrêter et consulter le serveur du cours sur cette machine.
    """
    # Whatever these commands write holds passwords, solutions or marks.
    os.umask(0o077)


@hub.command()
@click.option(
    "--port",
    type=int,
    envvar="HUB_PORT",
    default=DEFAULT_PORT,
    show_default=True,
    help="Port to answer on (HUB_PORT does the same).",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on. Anything but this machine is refused.",
)
@click.option(
    "--i-know-this-isolates-nobody",
    "accepted",
    is_flag=True,
    help="Accept another address: everybody on it can read everybody's files.",
)
def start(port: int, host: str, accepted: bool) -> None:
    """Start the hub and stay until Ctrl-C. / Démarrer le serveur, jusqu'à Ctrl-C.

    The first start prepares the course and prints one-time passwords. Work, marks and accounts
    are kept in .hub (or ARTIA_HUB_STATE) and found again at the next start.
    """
    from artia.hub import launcher

    launcher.start(State.from_environment(), host, port, accepted)


@hub.command()
def stop() -> None:
    """Stop the hub and everything it started. / Arrêter le serveur et ce qu'il a lancé."""
    from artia.hub import launcher

    if launcher.stop(State.from_environment()):
        launcher.say("Arrêté.", "Stopped.")
    else:
        launcher.say("Aucun serveur ne tourne.", "No hub is running.")


@hub.command()
def status() -> None:
    """Say whether the hub runs and where. / Dire si le serveur tourne, et à quelle adresse.

    Exit code 0 when every address answers, 1 when one does not or nothing runs.
    """
    from artia.hub import launcher

    found = launcher.describe(State.from_environment())
    if found is None:
        launcher.say("Aucun serveur ne tourne.", "No hub is running.")
        raise SystemExit(1)
    run, processes = found
    launcher.say(
        f"En marche depuis {run.started}, {processes} processus.",
        f"Running since {run.started}, {processes} processes.",
    )
    silent = 0
    for fr, en, address in launcher.urls(run):
        good = launcher.answers(address)
        silent += not good
        click.echo(f"    {'oui / yes' if good else 'non / no ':<10} {address:<52} {fr} / {en}")
    raise SystemExit(1 if silent else 0)


@hub.command()
@click.argument("name")
def password(name: str) -> None:
    """Give NAME a new one-time password, with the hub stopped.

    Donner à NAME un nouveau mot de passe à usage unique, serveur arrêté.
    """
    from artia.hub import accounts, launcher
    from artia.hub.lock import only_one

    state = State.from_environment()
    state.create()
    with only_one(state):
        click.echo(accounts.renew_password(state, name))
    launcher.say(
        f"{name} choisira le sien à la prochaine ouverture de session.",
        f"{name} will choose their own at the next login.",
    )
