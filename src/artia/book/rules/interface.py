"""Rule family: no English interface string on French pages, and none the other way.

Three sources are read: what the book's own code and templates give to gettext, which must have its
French in locale/fr.po; words for readers written in JavaScript, which gets its words from the page;
and the titles of directives.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.util import find_spec
from pathlib import Path

from artia.book.findings import Finding
from artia.book.pages import Page

PACKAGE = Path(__file__).parents[1]
GETTEXT = {"_", "__", "gettext", "_l"}
TEMPLATE = re.compile(r"""\b_\(\s*(?:"([^"]+)"|'([^']+)')\s*\)|{%\s*trans\s*%}(.*?){%""", re.S)
#: Words written alike in both languages; a string made of them alone needs no other French.
ALIKE = {"code", "introduction", "module", "note", "page", "question", "solution", "source",
         "version"}  # fmt: skip
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w*}")
#: A sentence, or a capitalised word, given to the page by a script.
SCRIPTED = re.compile(
    r"(?:textContent|innerText|title|placeholder|ariaLabel)\s*=\s*([\"'`])(?=[^\"'`]*[A-Za-z]{3})"
    r"(?P<said>[^\"'`]+)\1"
    r"|(?:setAttribute\(\s*[\"'](?:aria-label|title|placeholder|alt)[\"']\s*,|alert\(|confirm\()"
    r"\s*([\"'`])(?P<given>[^\"'`]*[A-Za-z]{3}[^\"'`]*)\3"
)
TITLES = {
    "fr": {"answer", "answers", "caution", "exercise", "example", "hint", "important note",
           "in short", "reminder", "see also", "summary", "tip", "to go further", "warning"},
    "en": {"à retenir", "astuce", "avertissement", "conseil", "en bref", "exemple", "exercice",
           "indice", "mise en garde", "pour aller plus loin", "remarque", "réponse", "réponses",
           "résumé", "voir aussi"},
}  # fmt: skip


def check_titles(page: Page) -> Iterator[Finding]:
    """Yield the directives whose title is in the other language."""
    for each in page.directives:
        words = re.split(r"[.:,;!?(\d\u00a0]", each.argument)[0].strip(" *_").casefold()
        if page.titles.get(each.line) == "title" and words in TITLES[page.language]:
            other = "an English" if page.language == "fr" else "a French"
            message = f"“{each.argument}” is {other} title"
            yield Finding(page.path, each.line, "interface", message)


@cache
def check_code(package: Path = PACKAGE) -> tuple[Finding, ...]:
    """Return the strings of the book's code that French readers would read in English."""
    return tuple(_code(package))


def _code(package: Path) -> Iterator[Finding]:
    french = translations(package / "locale" / "fr.po")
    sphinx = sphinx_french()
    for path, line, said in [*strings(package), *template_strings(package)]:
        if set(re.findall(r"[a-z]+", PLACES.sub("", said).casefold())) <= ALIKE:
            continue
        if not french.get(said):
            if sphinx.gettext(said) != said:
                continue
            yield Finding(path, line, "interface", f"no French for “{said}” in locale/fr.po")
        elif french[said] == said:
            message = f"locale/fr.po leaves “{said}” in English; translate it"
            yield Finding(path, line, "interface", message)
    for path in sorted(package.rglob("*.js")):
        source = path.read_text(encoding="utf-8")
        for match in SCRIPTED.finditer(source):
            line = source.count("\n", 0, match.start()) + 1
            said = match["said"] or match["given"]
            message = f"“{said}” is written in a script; give it by a data- attribute, translated"
            yield Finding(path, line, "interface", message)


def sphinx_french() -> NullTranslations:
    """Return Sphinx's own French, which ours falls back on, without importing Sphinx."""
    for folder in find_spec("sphinx").submodule_search_locations:
        compiled = Path(folder) / "locale" / "fr" / "LC_MESSAGES" / "sphinx.mo"
        if compiled.exists():
            with compiled.open("rb") as file:
                return GNUTranslations(file)
    return NullTranslations()


def strings(package: Path) -> Iterator[tuple[Path, int, str]]:
    """Yield what Python modules give to gettext: path, line and text."""
    for path in sorted(package.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if not any(f"{name}(" in source for name in GETTEXT):
            continue
        for node in ast.walk(ast.parse(source)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in GETTEXT
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                yield path, node.lineno, node.args[0].value


def template_strings(package: Path) -> Iterator[tuple[Path, int, str]]:
    """Yield what templates give to gettext: path, line and text."""
    for path in sorted([*package.rglob("*.html"), *package.rglob("*.jinja")]):
        source = path.read_text(encoding="utf-8")
        for match in TEMPLATE.finditer(source):
            said = next(group for group in match.groups() if group is not None)
            yield path, source.count("\n", 0, match.start()) + 1, said.strip()


def translations(path: Path) -> dict[str, str]:
    """Return what a .po file translates; a fuzzy or empty entry translates nothing."""
    found: dict[str, str] = {}
    for entry in re.split(r"\n[ \t]*\n", path.read_text(encoding="utf-8")):
        if re.search(r"^#,.*\bfuzzy\b", entry, re.M):
            continue
        said = {
            key: "".join(ast.literal_eval(part) for part in re.findall(r'^\s*(".*")$', lines, re.M))
            for key, lines in _fields(entry)
        }
        if said.get("msgid"):
            found[said["msgid"]] = said.get("msgstr") or said.get("msgstr[0]", "")
    return found


def _fields(entry: str) -> Iterator[tuple[str, str]]:
    for match in re.finditer(r'^(msg\w+(?:\[\d\])?)[ \t]+(".*"(?:\s*\n".*")*)', entry, re.M):
        yield match[1], match[2]
