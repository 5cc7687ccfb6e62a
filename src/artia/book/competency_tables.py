"""`{competency-matrix}` and `{module-competencies}`: tables made from book/competencies.yml.

Docutils has no node for a row header or a caption inside a table, so the tables are built from
one node that stands for any HTML element. Readers of a screen hear words where eyes see ● and ○.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util.docutils import SphinxDirective, SphinxTranslator

from artia.book.competencies import FILE, Competencies, Entry, Module, load
from artia.book.languages import LANGUAGES, find_root, strip_prefix

ASSESSED, TOUCHED = "●", "○"
SCROLLING = "pst-scrollable-table-container"


class HtmlElement(nodes.General, nodes.TextElement):
    """An HTML element that docutils lacks: `tag`, and its attributes under `html`."""


def element(tag: str, *children: nodes.Node | str, **attributes: str) -> HtmlElement:
    """Return `<tag attributes>children</tag>`; `class_` and `aria_label` become HTML's names."""
    html = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    node = HtmlElement("", tag=tag, html=html)
    node += [nodes.Text(child) if isinstance(child, str) else child for child in children]
    return node


class CompetencyDirective(SphinxDirective):
    """What both directives need: the file's content and the language."""

    def competencies(self) -> Competencies:
        """Read the file, or end in Sphinx's error."""
        root = find_root(Path(self.env.srcdir))
        path = (root or Path(self.env.srcdir)) / FILE
        self.env.note_dependency(str(path))
        try:
            return load(path)
        except (OSError, ValueError) as error:
            raise self.error(f"{self.name} reads {FILE}, which cannot be used: {error}") from error

    @property
    def language(self) -> str:
        """The site's language: "fr" or "en"."""
        return self.config.language

    def title(self, entry: Entry | Module) -> str:
        """Return the title in the site's language."""
        return entry.titles[self.language]

    def coded(self, entry: Entry) -> str:
        """Return « 4.1.3 Fondements de l'IA »."""
        return f"{entry.code}\u00a0{self.title(entry)}"

    def page_link(self, docname: str, text: str) -> nodes.Node:
        """Return `text`, linked to a page of the same language when that page exists."""
        here = self.env.docname
        short = strip_prefix(here, LANGUAGES[self.language])
        prefix = here.removesuffix(short)
        if not docname or prefix + docname not in self.env.found_docs:
            return nodes.inline("", text)
        return addnodes.pending_xref(
            "",
            nodes.inline("", text),
            refdomain="std",
            reftype="doc",
            reftarget=f"/{prefix}{docname}",
            refdoc=here,
            refexplicit=True,
            refwarn=True,
        )

    def own_pages(self) -> set[str]:
        """Return the docnames of the site's language, without the root build's prefix."""
        language = LANGUAGES[self.language]
        return {strip_prefix(docname, language) for docname in self.env.found_docs}


class CompetencyMatrix(CompetencyDirective):
    """`{competency-matrix}`: modules by UNESCO's blocks; or one of the other views, by its name."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table, in a box that scrolls by keyboard where it does not fit."""
        views: dict[str, Callable[[Competencies], tuple[str, list[HtmlElement]]]] = {
            "modules": self.modules,
            "titles": self.titles,
            "crosswalk": self.crosswalk,
            **{name: self.listed for name in ("quebec", "artia", "ailit", "longmagerko")},
        }
        self.view = self.arguments[0].strip() if self.arguments else "modules"
        if self.view not in views:
            raise self.error(
                f"competency-matrix expects one of {', '.join(views)}, and found {self.view!r}."
            )
        caption, parts = views[self.view](self.competencies())
        name = f"competency-{self.view}"
        table = element("table", element("caption", caption), *parts, class_=f"table {name}")
        # The theme's own box: scrolling.py names it after the caption.
        return [element("div", element("div", table, class_=SCROLLING), class_="competency-table")]

    def modules(self, data: Competencies) -> tuple[str, list[HtmlElement]]:
        """Build the matrix: one row a module, UNESCO's blocks grouped by aspect."""
        levels = str(len(data.levels))
        groups = [element("th", str(_("Module")), scope="col", rowspan="2")] + [
            element("th", self.title(aspect), scope="colgroup", colspan=levels)
            for aspect in data.aspects
        ]
        blocks = [data.block(level, aspect) for aspect in data.aspects for level in data.levels]
        heads = [element("th", block.code, scope="col") for block in blocks]
        pages = self.own_pages()
        rows = []
        for module in data.modules.values():
            cells = [self.mark(module, block.code) for block in blocks]
            rows.append(element("tr", self.module_header(module, pages), *cells))
        caption = _("Modules and UNESCO's twelve blocks: ● assessed, ○ touched")
        columns = [element("colgroup", span=levels) for _aspect in data.aspects]
        head = element("thead", element("tr", *groups), element("tr", *heads))
        return str(caption), [element("colgroup"), *columns, head, element("tbody", *rows)]

    def mark(self, module: Module, code: str) -> HtmlElement:
        """Return the cell: a symbol for the eye, a word for the ear, nothing when not met."""
        if code in module.codes["assessed"]:
            symbol, word = ASSESSED, _("assessed")
        elif code in module.codes["touched"]:
            symbol, word = TOUCHED, _("touched")
        else:
            return element("td")
        return element(
            "td",
            element("span", symbol, aria_hidden="true"),
            element("span", f" {word}", class_="competency-word"),
        )

    def module_header(self, module: Module, pages: set[str]) -> HtmlElement:
        """Return the row's header: number and title, linked or said to be planned."""
        page = module.page(pages)
        text = f"{module.number}.\u00a0{self.title(module)}"
        if page:
            return element("th", self.page_link(page, text), scope="row")
        planned = element("span", f" ({_('planned')})", class_="competency-planned")
        return element("th", text, planned, scope="row")

    def titles(self, data: Competencies) -> tuple[str, list[HtmlElement]]:
        """Build the table of the twelve blocks: aspects across, levels down."""
        heads = [element("th", str(_("Level")), scope="col")]
        heads += [element("th", self.title(aspect), scope="col") for aspect in data.aspects]
        rows = [
            element(
                "tr",
                element("th", self.title(level), scope="row"),
                *(element("td", self.coded(data.block(level, a))) for a in data.aspects),
            )
            for level in data.levels
        ]
        caption = _("UNESCO's twelve blocks: four aspects, three levels")
        return str(caption), [
            element("thead", element("tr", *heads)),
            element("tbody", *rows),
        ]

    def crosswalk(self, data: Competencies) -> tuple[str, list[HtmlElement]]:
        """Build the table of the other frameworks' codes, module by module."""
        names = ("quebec", "artia", "ailit", "longmagerko")
        heads = [element("th", str(_("Module")), scope="col")]
        heads += [element("th", framework_name(name), scope="col") for name in names]
        pages = self.own_pages()
        rows = []
        for module in data.modules.values():
            cells = []
            for name in names:
                entries = [data.frameworks[name][code] for code in module.codes[name]]
                shown = [self.title(e) if name == "ailit" else e.code for e in entries]
                cells.append(element("td", ", ".join(shown)))
            rows.append(element("tr", self.module_header(module, pages), *cells))
        caption = _("The same modules in the other frameworks")
        return str(caption), [
            element("thead", element("tr", *heads)),
            element("tbody", *rows),
        ]

    def listed(self, data: Competencies) -> tuple[str, list[HtmlElement]]:
        """Build a list of one framework's codes and titles."""
        heads = [element("th", text, scope="col") for text in ("Code", str(_("Competency")))]
        rows = [
            element("tr", element("th", entry.code, scope="row"), element("td", self.title(entry)))
            for entry in data.frameworks[self.view].values()
        ]
        return framework_name(self.view), [
            element("thead", element("tr", *heads)),
            element("tbody", *rows),
        ]


class ModuleCompetencies(CompetencyDirective):
    """`{module-competencies} m02`: what a module assesses and touches, with titles."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a definition list, and a link to the whole matrix when its page exists."""
        data = self.competencies()
        name = self.arguments[0].strip()
        if name not in data.modules:
            raise self.error(f"module-competencies expects a module of {FILE}, and found {name!r}.")
        module = data.modules[name]
        listing = nodes.definition_list()
        parts = [("assessed", _("Assessed (UNESCO)")), ("touched", _("Touched (UNESCO)"))]
        parts += [(each, framework_name(each)) for each in ("quebec", "artia", "longmagerko")]
        for each, heading in parts:
            framework = data.frameworks["unesco" if each in ("assessed", "touched") else each]
            if entries := [framework[code] for code in module.codes[each]]:
                listing += self.definition(str(heading), entries)
        found: list[nodes.Node] = [listing]
        if "competencies" in self.own_pages():
            link = self.page_link("competencies", str(_("The whole competency matrix")))
            found.append(nodes.paragraph("", "", link))
        return [nodes.container("", *found, classes=["module-competencies"])]

    def definition(self, heading: str, entries: Iterable[Entry]) -> nodes.definition_list_item:
        """Return one term and its codes, each on its line."""
        items = nodes.bullet_list()
        for entry in entries:
            items += nodes.list_item("", nodes.paragraph("", self.coded(entry)))
        return nodes.definition_list_item("", nodes.term("", heading), nodes.definition("", items))


def framework_name(name: str) -> str:
    """Return the framework's name in the site's language."""
    return str(
        {
            "quebec": _("Québec framework (2019 wording)"),
            "artia": _("This course's own competencies"),
            "ailit": "AILit (2026)",
            "longmagerko": _("Long and Magerko (2020)"),
        }[name]
    )


def visit_html(translator: SphinxTranslator, node: HtmlElement) -> None:
    """Write the opening tag."""
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node["html"].items())
    translator.body.append(f"<{node['tag']}{attributes}>")


def depart_html(translator: SphinxTranslator, node: HtmlElement) -> None:
    """Write the closing tag."""
    translator.body.append(f"</{node['tag']}>\n")


def skip(translator: SphinxTranslator, node: HtmlElement) -> None:
    """Leave the tables out of builders other than HTML."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the node, the directives and the style sheet."""
    others = {name: (skip, None) for name in ("latex", "text", "man", "texinfo")}
    app.add_node(HtmlElement, html=(visit_html, depart_html), **others)
    app.add_directive("competency-matrix", CompetencyMatrix)
    app.add_directive("module-competencies", ModuleCompetencies)
    app.add_css_file("artia-competencies.css", priority=910)
