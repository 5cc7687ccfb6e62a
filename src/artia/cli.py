"""The `artia` command: one command or group of commands a room, loaded only when asked for.

A learner's environment has no Sphinx and a book builder's has no JupyterHub, so each group is
imported when its name is typed, and a missing extra is named instead of raising a traceback.
"""

import importlib
import sys

import click

from artia import __version__

#: command -> (where its click command lives, the extra of pyproject.toml it needs, its help)
ROOMS = {
    "labs": (
        "artia.authoring.commands:labs",
        "instructor,labs",
        "Build the learner's notebooks and answer keys from their bilingual source.",
    ),
    "book": (
        "artia.book.commands:book",
        "book",
        "Build and check the French and English sites.",
    ),
    "hub": (
        "artia.hub.commands:hub",
        "hub,instructor,labs",
        "Start, stop and look at the hub on this machine.",
    ),
    "grade": (
        "artia.grading.commands:grade",
        "grading",
        "Grade a class's notebooks, each in its own jail.",
    ),
}


class LazyRooms(click.Group):
    """A group whose sub-commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the rooms' names, in the order people meet them."""
        return list(ROOMS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import the group called `name`; None when there is no such room.

        Raises click.ClickException when a package of the room's extra is not installed.
        """
        if name not in ROOMS:
            return None
        location, extra, _ = ROOMS[name]
        module_name, attribute = location.split(":")
        try:
            return getattr(importlib.import_module(module_name), attribute)
        except ModuleNotFoundError as error:
            raise click.ClickException(
                f"`artia {name}` needs the package `{error.name}`, which is not installed here. "
                f"Install it with: pip install -e '.[{extra}]' -c constraints.txt"
            ) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the rooms without importing them: `artia --help` works with any extra missing."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, _, summary) in ROOMS.items()])


@click.command(cls=LazyRooms)
@click.version_option(__version__, prog_name="artia")
def main() -> None:
    """ArtIA's course in critical AI literacy: its labs, its book and its hub.

    Each command has its own help: artia labs build --help.
    """


if __name__ == "__main__":
    sys.exit(main())
