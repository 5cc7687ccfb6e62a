"""`artia book`: build the two sites, check their sources, accept a reviewed page."""

import re
from collections.abc import Callable
from pathlib import Path

import click
import yaml

from artia.book.languages import LANGUAGES, find_root


def repository() -> Path:
    """Return the root of the repository around the current folder."""
    root = find_root(Path.cwd())
    if root is None:
        raise click.ClickException(
            "Expected a folder with book/fr and book/en here or above, and found none. "
            "Go to the repository, then run the command again."
        )
    return root


class NoNetwork(click.ClickException):
    """Nothing answered: a failure of its own, with its own exit status."""

    exit_code = 2


@click.group()
def book() -> None:
    """Build and check the course's book, in French and in English."""


@book.command()
@click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    help="Build this site only; the switcher needs both.",
)
def build(language: str | None) -> None:
    """Build the sites into book/_build/fr and book/_build/en.

    Sphinx's warnings count as errors, and a failed build leaves the sites as they were.
    """
    from artia.book.build import BuildError
    from artia.book.build import build as build_sites

    try:
        sites = build_sites(repository(), [language] if language else list(LANGUAGES))
    except BuildError as error:
        raise click.ClickException(str(error)) from error
    for site in sites:
        click.echo(f"{site / 'index.html'}")


@book.command()
@click.option("--fix", is_flag=True, help="First write the typography that has one answer.")
def check(fix: bool) -> None:
    """Check the sources: parity, structure, typography, spelling, citations, links, and more.

    Prints one finding a line (file:line: rule: message) and exits with 1 when there is any.
    A rule is left out of a block by `% check: ignore RULE — reason` before it. No network: the
    outside addresses are a command of their own, `artia book links`.
    """
    from artia.book.check import check_book
    from artia.book.fix import fix_book

    root = repository()
    if fix:
        try:
            changes = fix_book(root / "book")
        except (OSError, ValueError, yaml.YAMLError) as error:
            reason = " ".join(str(error).split())
            raise click.ClickException(f"Nothing was changed: {reason}") from error
        for change in changes:
            click.echo(change.show(root))
        click.echo(f"Lines changed: {len(changes)}.")
    findings = check_book(root)
    for finding in findings:
        click.echo(finding.show(root))
    if findings:
        raise SystemExit(1)
    click.echo("The book's sources: nothing to change.")


@book.command()
@click.option(
    "--timeout", default=20.0, show_default=True, help="Seconds to wait for each address."
)
@click.option("--local", is_flag=True, hidden=True, help="Also ask this machine's addresses.")
def links(timeout: float, local: bool) -> None:
    """Ask for every outside address that the book gives, and print its state, one a line.

    alive, moved (to another address), refused (there, but not for programs), silent (try again)
    or dead. Exits with 1 when one is dead, with 2 when nothing answered at all.
    """
    from artia.book.external import addresses, ask_all, unreachable

    found = addresses(repository(), local=local)
    states, waiting = [], []
    for state in ask_all(sorted(found), timeout):
        states.append(state)
        waiting.append(state.show(found[state.address]))
        if not unreachable(states):  # without a network, every address would be called dead
            click.echo("\n".join(waiting))
            waiting.clear()
    if waiting:
        raise NoNetwork(
            f"None of the {len(states)} addresses answered: this machine seems to have no network. "
            "Nothing was learned about them; try again with a connection."
        )
    dead = sum(state.word == "dead" for state in states)
    click.echo(f"{len(states)} addresses, {dead} dead.")
    if dead:
        raise SystemExit(1)


@book.command()
@click.argument("pages", nargs=-1, required=True, metavar="PAGE…")
@click.option(
    "--original",
    type=click.Choice(list(LANGUAGES)),
    help="The language written first; by default what the pair says, else French.",
)
def accept(pages: tuple[str, ...], original: str | None) -> None:
    """Record that each PAGE (m02-learning, or its path) was reviewed against its counterpart."""
    from artia.book.freshness import accept as accept_page

    folder = repository() / "book"
    docnames = [as_docname(page) for page in pages]
    for docname in docnames:
        for code in LANGUAGES:
            page = folder / code / f"{docname}.md"
            if not page.exists() or not page.resolve().is_relative_to((folder / code).resolve()):
                raise click.ClickException(
                    f"Expected book/{code}/{docname}.md and found no such page. "
                    "Nothing was changed."
                )
    for docname in docnames:
        try:
            accepted = accept_page(docname, folder, original)
        except (OSError, ValueError, yaml.YAMLError) as error:
            reason = " ".join(str(error).split())
            raise click.ClickException(f"{docname}: cannot be read or written: {reason}") from error
        click.echo(f"{accepted.relative_to(folder.parent)}: accepted")


@book.command()
@click.argument("names", nargs=-1, metavar="[NAME]…")
@click.option("--check", is_flag=True, help="Write nothing; say which committed file differs.")
def figures(names: tuple[str, ...], check: bool) -> None:
    """Redraw the figures of book/figures (m02-curves …), or all of them, with their words.

    Each script is drawn in both languages and both themes, with its alternative and its data
    table. With --check, exits with 1 when a file is missing or differs from what is drawn.
    """
    from artia.book.figures.redraw import FigureError, differing, redraw

    folder = repository() / "book"
    try:
        changed = differing(folder, names) if check else redraw(folder, names)
    except FigureError as error:
        raise click.ClickException(str(error)) from error
    for path in changed:
        said = "differs from what its script draws" if check else "written"
        click.echo(f"{path.relative_to(folder.parent)}: {said}")
    if check and changed:
        raise click.ClickException("Run `artia book figures` to draw them again, then commit.")
    if not changed:
        click.echo("The figures: nothing to change.")


@book.command()
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="This edition only.")
def epub(language: str | None) -> None:
    """Write the EPUB of each edition into book/_build/epub.

    It opens on a phone, a computer or a reading device, with no script and no network. Needs
    Node (formulas); a failed build leaves the files as they were.
    """
    from artia.book.epub import build_epubs

    write(build_epubs, language)


@book.command()
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="This edition only.")
def pdf(language: str | None) -> None:
    """Write the PDF of each edition into book/_build/pdf, in Letter size.

    Chromium prints it, tagged for screen readers. Needs Node (formulas), Chromium
    (ARTIA_CHROMIUM says where) and `pip install -e '.[book,print]'`; a failed build leaves the
    files as they were.
    """
    from artia.book.pdf import build_pdfs

    write(build_pdfs, language)


def write(make: Callable[..., list[Path]], language: str | None) -> None:
    """Call `make` for one language or for all, and say which files it wrote."""
    from artia.book.build import BuildError

    try:
        files = make(repository(), [language] if language else list(LANGUAGES))
    except BuildError as error:
        raise click.ClickException(str(error)) from error
    for file in files:
        click.echo(str(file))


def as_docname(page: str) -> str:
    """Return m02-learning for m02-learning.md, book/en/m02-learning.md or m02-learning."""
    return re.sub(r"^(?:.*?book/)?(?:(?:fr|en)/)?", "", page).removesuffix(".md")
