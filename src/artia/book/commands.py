"""`artia book`: build the two sites, check their sources, accept a reviewed page."""

import re
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
def check() -> None:
    """Check the sources: parity, structure, typography, links, alternatives, freshness.

    Prints one finding a line (file:line: rule: message) and exits with 1 when there is any.
    """
    from artia.book.check import check_book

    root = repository()
    findings = check_book(root)
    for finding in findings:
        click.echo(finding.show(root))
    if findings:
        raise SystemExit(1)
    click.echo("The book's sources: nothing to change.")


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


def as_docname(page: str) -> str:
    """Return m02-learning for m02-learning.md, book/en/m02-learning.md or m02-learning."""
    return re.sub(r"^(?:.*?book/)?(?:(?:fr|en)/)?", "", page).removesuffix(".md")
