"""The `{drawn}` directive: a figure of book/figures/ in both themes, its alternative, its data.

The page gets a numbered figure, then its data table, folded. Both themes' images are in the page
and the style sheet displays one: what is not displayed is not announced, so the alternative is
heard once. No script is needed. A builder that makes no site (EPUB, one page to print) gets the
light image and the table unfolded.
"""

import os
import posixpath
import re
from html import escape
from pathlib import Path
from urllib.parse import quote

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxTranslator

from artia.book.figures.colours import THEMES
from artia.book.figures.words import Words, drawing_path, read_words, words_path
from artia.book.languages import find_root

logger = logging.getLogger(__name__)

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SIZE = re.compile(r'<svg[^>]* width="([\d.]+)pt" height="([\d.]+)pt"')
#: Builders that have a light and a dark page.
THEMED = ("html", "dirhtml")


class DrawnPicture(nodes.General, nodes.Element):
    """One image a theme (nodes.image, its theme in `theme`) and their one `alternative`."""


class DrawnData(nodes.General, nodes.Element):
    """What is folded under the figure whose id is `figure`: `words` (a Words)."""


class Drawn(SphinxDirective):
    """`{drawn} m02-curves`: the caption is the content; `:name:` is the label."""

    required_arguments = 1
    has_content = True
    option_spec = {"name": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Return the figure and its data; the caption alone when a file is missing."""
        name = self.arguments[0].strip()
        if not NAME.fullmatch(name):
            raise self.error(f"drawn expects a figure's name such as m02-curves, found {name!r}.")
        figure = nodes.figure(classes=["drawn"])
        self.set_source_info(figure)
        picture = DrawnPicture("", alternative="")
        words = self._read(name, picture)
        figure += [picture, *self._caption(name)]
        self.add_name(figure)
        if words is None:
            return [figure]
        data = DrawnData("", words=words, figure="")
        if not figure["ids"]:  # the table's caption needs an id of its own
            figure["ids"].append(f"drawn-{name}-{self.env.new_serialno('drawn')}")
        data["figure"] = figure["ids"][0]
        return [figure, data]

    def _read(self, name: str, picture: DrawnPicture) -> Words | None:
        """Put the images into `picture`; return the words, or None after a warning."""
        language = self.config.language
        root = find_root(Path(self.env.srcdir))
        book = (root or Path(self.env.srcdir)) / "book"
        source = words_path(book, name, language)
        drawings = {theme: drawing_path(book, name, language, theme) for theme in THEMES}
        for path in (source, *drawings.values()):
            self.env.note_dependency(str(path))
        missing = [path.name for path in (source, *drawings.values()) if not path.exists()]
        if missing:
            self._warn(f"no {', '.join(missing)} in book/figures", name)
            return None
        try:
            words = read_words(source)
        except ValueError as error:
            self._warn(str(error), name)
            return None
        picture["alternative"] = words.alternative
        folder = os.path.dirname(self.env.doc2path(self.env.docname))
        for theme, path in drawings.items():
            uri = Path(os.path.relpath(path, folder)).as_posix()
            # Not `width` and `height`: Sphinx makes a link of any image that has them.
            size = size_of(path)
            picture += nodes.image("", uri=uri, alt=words.alternative, theme=theme, size=size)
        return words

    def _caption(self, name: str) -> list[nodes.Node]:
        """Parse the content: a caption, then nothing (a legend would not be read as one)."""
        parsed = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, parsed)
        first, *others = parsed.children or [None]
        if not isinstance(first, nodes.paragraph) or others:
            self._warn("expected one paragraph, the caption", name, "write it in the directive")
        if not isinstance(first, nodes.paragraph):
            return []
        caption = nodes.caption(first.rawsource, "", *first.children)
        caption.source, caption.line = first.source, first.line
        return [caption]

    def _warn(self, problem: str, name: str, remedy: str = "") -> None:
        logger.warning(
            "drawn: %s; %s",
            problem,
            remedy or f"run `artia book figures {name}`",
            location=self.get_location(),
            type="artia",
            subtype="drawn",
        )


def size_of(drawing: Path) -> tuple[str, str] | str:
    """Return an SVG's width and height in pixels, "" when it does not say them in points."""
    found = SIZE.search(drawing.read_text(encoding="utf-8")[:1000])
    return tuple(str(round(float(points) * 4 / 3)) for points in found.groups()) if found else ""


class LightOnly(SphinxPostTransform):
    """Take the dark image out for builders without a dark page: it would travel unseen."""

    default_priority = 5

    def run(self, **kwargs: object) -> None:
        """Remove it."""
        if self.app.builder.name in THEMED:
            return
        for picture in list(self.document.findall(DrawnPicture)):
            for image in list(picture.children):
                if image["theme"] != "light":
                    picture.remove(image)


def visit_picture(translator: SphinxTranslator, node: DrawnPicture) -> None:
    """Write one <img> a theme, all with the alternative; the style sheet displays one."""
    builder = translator.builder
    for image in node.children:
        uri = image["uri"]
        if uri in builder.images:
            uri = posixpath.join(builder.imgpath, quote(builder.images[uri]))
        # dark-light: pydata-sphinx-theme dims and whitens any other image of a dark page.
        classes = f"drawn-{image['theme']} dark-light" if len(node.children) > 1 else "drawn-only"
        size = image["size"] and ' width="{}" height="{}"'.format(*image["size"])
        # The one that is not displayed is not fetched either.
        lazy = ' loading="lazy"' if len(node.children) > 1 else ""
        translator.body.append(
            f'<img class="{classes}" src="{escape(uri)}" alt="{escape(node["alternative"])}"'
            f"{size}{lazy} />\n"
        )
    raise nodes.SkipNode


def visit_data(translator: SphinxTranslator, node: DrawnData) -> None:
    """Write the description and the table, folded when the page is part of a site."""
    folded = translator.builder.name in THEMED
    figure, words = node["figure"], node["words"]
    number = figure_number(translator, figure)
    summary = _("The data in figure %(number)s") if number else _("The data in the figure")
    summary = escape(str(summary) % {"number": number} if number else str(summary))
    caption_id = f"{figure}-table"
    body = translator.body
    if folded:
        body.append(f'<details class="drawn-data"><summary>{summary}</summary>\n')
    else:
        body.append('<div class="drawn-data">\n')
    if words.description:
        body.append(f'<p class="drawn-description">{escape(words.description)}</p>\n')
    # A wide table scrolls in a region of its own, which the keyboard can reach and scroll.
    region = f' role="region" aria-labelledby="{caption_id}" tabindex="0"' if folded else ""
    body.append(f'<div class="drawn-table"{region}>\n{table(words, caption_id)}</div>\n')
    body.append("</details>\n" if folded else "</div>\n")
    raise nodes.SkipNode


def figure_number(translator: SphinxTranslator, figure: str) -> str:
    """Return the number that Sphinx printed in the caption of the figure with this id, or ""."""
    key = "figure"
    if translator.builder.name == "singlehtml":
        key = f"{translator.docnames[-1]}/{key}"
    number = translator.builder.fignumbers.get(key, {}).get(figure, ())
    return ".".join(map(str, number))


def table(words: Words, caption_id: str) -> str:
    """Return the HTML of the data table, each row named by its first cell."""
    data = words.table
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in data.columns)
    lines = []
    for first, *others in data.rows:
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in others)
        lines.append(f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>')
    return (
        f'<table class="table"><caption id="{caption_id}"><span>{escape(data.caption)}</span>'
        "</caption>\n"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n" + "\n".join(lines) + "\n</tbody></table>\n"
    )


def visit_text(translator: SphinxTranslator, node: DrawnPicture) -> None:
    """Write the alternative in the place of the picture."""
    translator.add_text(f"[{node['alternative']}]")
    raise nodes.SkipNode


def skip(translator: SphinxTranslator, node: nodes.Element) -> None:
    """Leave it out: these builders show no SVG."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the directive, its nodes and its style sheet."""
    others = {name: (skip, None) for name in ("latex", "man", "texinfo")}
    app.add_node(DrawnPicture, html=(visit_picture, None), text=(visit_text, None), **others)
    app.add_node(DrawnData, html=(visit_data, None), text=(skip, None), **others)
    app.add_directive("drawn", Drawn)
    app.add_post_transform(LightOnly)
    app.add_css_file("artia-figures.css", priority=910)
