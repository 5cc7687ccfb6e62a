"""`{course-glossary}`: the glossary page, made from book/glossary.yml.

It makes the native Sphinx glossary, so `{term}` resolves as it always did, in sections by letter:
put it last in its page, under the page's title.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.std import make_glossary_term
from sphinx.environment import BuildEnvironment
from sphinx.locale import _
from sphinx.util.docutils import SphinxDirective

from artia.book.folding import alphabetical
from artia.book.glossary.terms import FILE, Entry, Word, load, validate
from artia.book.languages import LANGUAGES, Language, find_root, strip_prefix


def glossary_file(srcdir: Path) -> Path | None:
    """Return book/glossary.yml of the book whose sources are at or under `srcdir`."""
    root = find_root(srcdir)
    return root / "book" / FILE if root else None


def status_in_words(status: str) -> str:
    """Say where a French term comes from."""
    return {
        "O": _("Québec usage, OQLF record not read yet"),
        "F": _("Journal officiel (France), September 6, 2024"),
        "D": _("common usage"),
        "L": _("wording of a Québec or Canadian law"),
        "official": _("official name"),
        "ArtIA": _("ArtIA's own"),
    }[status]


class CourseGlossary(SphinxDirective):
    """Every term of book/glossary.yml in the alphabetical order of the page's language."""

    def run(self) -> list[nodes.Node]:
        """Return one section a letter; Sphinx's error when the file is missing or wrong."""
        path = glossary_file(Path(self.env.srcdir))
        if path is None or not path.exists():
            raise self.error(f"course-glossary expects book/{FILE}, and did not find it.")
        self.env.note_dependency(str(path))
        for line, message in validate(path):
            raise self.error(f"{path.name}:{line}: {message}")
        self.language = LANGUAGES[self.config.language]
        entries = sorted(load(path), key=lambda entry: alphabetical(self.word(entry).term))
        # All the terms first: « see also » links to those that come later.
        self.terms = {entry.id: self.term(entry) for entry in entries}
        self.names = {entry.id: self.word(entry).term for entry in entries}
        letters = groupby(entries, key=lambda entry: initial(self.word(entry).term))
        return [self.section(letter, group) for letter, group in letters]

    def word(self, entry: Entry) -> Word:
        """Return the entry's word in the page's language."""
        return entry.words[self.language.code]

    def term(self, entry: Entry) -> nodes.term:
        """Return the term, registered under all its forms."""
        word, counterpart = self.word(entry), entry.words[self.language.other.code]
        source, line = self.get_source_info()
        document = self.state.document
        term = make_glossary_term(
            self.env, [nodes.Text(word.term)], None, source, line, None, document
        )
        (node_id,) = term["ids"]
        # Variants resolve too, but the domain's list, which search shows, keeps the term alone.
        domain = self.env.get_domain("std")
        for form in word.forms:
            domain._terms.setdefault(form.lower(), (self.env.docname, node_id))
        index = next(iter(term.findall(addnodes.index)))
        index["entries"] += [
            ("single", form, node_id, "", None)
            for form in (*word.also, counterpart.term, *counterpart.also)
        ]
        if word.abbreviations:
            term += nodes.Text(f" ({', '.join(word.abbreviations)})")
        return term

    def section(self, letter: str, entries: Iterable[Entry]) -> nodes.section:
        """Return a letter's section."""
        glossary = addnodes.glossary()
        glossary["sorted"] = False  # Sphinx would sort again, by code point
        items = nodes.definition_list("", classes=["glossary"])
        for entry in entries:
            items += nodes.definition_list_item("", self.terms[entry.id], self.definition(entry))
        glossary += items
        section = nodes.section("", nodes.title(letter, letter), glossary)
        section["ids"] = [nodes.make_id(f"glossary-letter-{letter}")]
        self.state.document.note_explicit_target(section)
        return section

    def definition(self, entry: Entry) -> nodes.definition:
        """Return the definition, the note, then what else is known of the term."""
        word = self.word(entry)
        definition = nodes.definition("", self.paragraph(word.definition, "glossary-definition"))
        if word.note:
            definition += self.paragraph(word.note, "glossary-note")
        definition += nodes.paragraph("", "", *self.facts(entry), classes=["glossary-facts"])
        return definition

    def paragraph(self, text: str, kind: str) -> nodes.paragraph:
        """Return a paragraph of inline Markdown."""
        content, messages = self.parse_inline(text, lineno=self.lineno)
        return nodes.paragraph(text, "", *content, *messages, classes=[kind])

    def facts(self, entry: Entry) -> Iterable[nodes.Node]:
        """Yield the counterpart, the status, the neighbours and the modules."""
        other = self.language.other
        counterpart = entry.words[other.code]
        name = ", ".join((counterpart.term, *counterpart.abbreviations))
        # docutils writes lang="en" for the class language-en.
        yield fact(_("In French:"), [nodes.emphasis("", name, classes=[f"language-{other.code}"])])
        status = str(status_in_words(entry.status))
        yield fact(_("Source of the French term:"), [nodes.Text(status)])
        if entry.see:
            yield fact(_("See also:"), listed(self.see(target) for target in entry.see))
        if entry.modules:
            yield fact(_("Needed in:"), listed(self.module(name) for name in entry.modules))

    def see(self, target: str) -> nodes.Node:
        """Return the link to another term of the page."""
        name = self.names[target]
        return nodes.reference("", name, internal=True, refid=self.terms[target]["ids"][0])

    def module(self, name: str) -> nodes.Node:
        """Return the module's number, with a link when its page exists."""
        text = str(_("module %(number)s")) % {"number": int(name[1:])}
        docname = module_page(self.env, name, self.language)
        if docname is None:
            return nodes.Text(text)
        return addnodes.pending_xref(
            "",
            nodes.inline("", text),
            refdomain="std",
            reftype="doc",
            reftarget=f"/{docname}",
            refdoc=self.env.docname,
            refexplicit=True,
            refwarn=True,
        )


def initial(term: str) -> str:
    """Return the letter under which a term is filed: É is filed under E."""
    first = alphabetical(term)[0][:1].upper()
    return first if first.isalpha() else "0–9"


def fact(label: str, content: list[nodes.Node]) -> nodes.inline:
    """Return “Label: content.” as one run of text."""
    return nodes.inline("", "", nodes.Text(f"{label} "), *content, nodes.Text(". "))


def listed(content: Iterable[nodes.Node]) -> list[nodes.Node]:
    """Return nodes with commas between them."""
    together: list[nodes.Node] = []
    for node in content:
        together += [nodes.Text(", "), node] if together else [node]
    return together


def module_page(env: BuildEnvironment, name: str, language: Language) -> str | None:
    """Return the docname of m02-learning for m02, when the site has that page."""
    for page in sorted(env.found_docs):
        if strip_prefix(page, language).startswith(f"{name}-"):
            return page
    return None


def reread_on_new_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> set[str]:
    """Read the glossary again when a page appears or goes: it may be a module's."""
    terms: dict[str, Any] = env.get_domain("std").data.get("terms", {})
    return {page for page, _id in terms.values()} & env.found_docs if added or removed else set()


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("course-glossary", CourseGlossary)
    app.connect("env-get-outdated", reread_on_new_pages)
