"""The book's Sphinx extension: one shared configuration becomes a French or an English site.

Each language is built in its own process: Sphinx keeps its translations in a process-wide table,
and a second language would inherit the first one's strings.
"""

from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError, ExtensionError
from sphinx.util import logging

from artia.book import (
    cards,
    catalogue,
    citations,
    competency_tables,
    drawn,
    fonts,
    formulas,
    glossary,
    labs,
    next_step,
    notices,
    quiz,
    reading,
    scrolling,
    search,
    shell,
    single,
)
from artia.book.languages import LANGUAGES, Language, find_root

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent

#: Markup that the tools write and no setting changes: what axe refuses, or English on every page.
MARKUP_FIXES = {
    ' aria-label="Toggle hidden content"': "",  # myst-nb; the visible prompt is a better name
    ' role="doc-biblioentry"': "",  # docutils; deprecated in DPUB-ARIA 1.1
    '<div role="list" class="citation-list">': '<div class="citation-list">',
}


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension's parts; Sphinx calls this first of all extensions."""
    app.add_config_value("artia_hub_url", "", "html", str)
    catalogue.install(app)
    app.connect("config-inited", configure, priority=400)
    app.connect("config-inited", add_templates, priority=900)
    app.connect("builder-inited", add_static_files)
    app.connect("builder-inited", keep_apostrophes)
    # Before pydata-sphinx-theme (500), which drops the templates that come out empty.
    app.connect("html-page-context", describe_languages, priority=300)
    app.connect("build-finished", localise_copy_button)
    app.add_css_file("artia-book.css", priority=900)
    app.add_js_file("artia-book.js", priority=100)
    for part in (
        cards,
        citations,
        competency_tables,
        drawn,
        fonts,
        formulas,
        glossary,
        labs,
        next_step,
        notices,
        quiz,
        reading,
        scrolling,
        search,
        shell,
        single,
    ):
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def keep_apostrophes(app: Sphinx) -> None:
    """Have an elision stay one before bold, a term or code: "l'**écart**".

    Docutils closes a quotation there, for it sees the text end. An apostrophe is the same character
    as the closing mark in English; in French it is not, and nothing here quotes with single marks.
    """
    app.env.settings["smartquotes_locales"] = [("fr", ("«\xa0", "\xa0»", "‘", "’"))]


def configure(app: Sphinx, config: Config) -> None:
    """Set what depends on the language or on where the sources are."""
    if config.language not in LANGUAGES:
        raise ConfigError(
            f"The book exists in {', '.join(LANGUAGES)}, and `language` is {config.language!r}. "
            "Set sphinx.config.language in _config.yml."
        )
    language = LANGUAGES[config.language]
    config.html_title = language.title
    config.html_theme_options = {
        **config.html_theme_options,
        "search_bar_text": language.search,
        "toc_title": language.toc_title,
        "logo": {"text": language.title},
    }
    config.nb_code_prompt_show = language.show_code
    config.nb_code_prompt_hide = language.hide_code
    config.html_favicon = str(HERE / "static" / "favicon.svg")
    config.html_context = {**config.html_context, "default_mode": "auto"}
    root = find_root(Path(app.srcdir))
    bibliography = root / "book" / "references.bib" if root else None
    if bibliography and bibliography.exists():
        config.bibtex_bibfiles = [str(bibliography)]


def add_templates(app: Sphinx, config: Config) -> None:
    """Put our templates before the theme's, which adds its own while it is configured."""
    config.templates_path.insert(0, str(HERE / "templates"))


def add_static_files(app: Sphinx) -> None:
    """Publish the style sheet and the script."""
    app.config.html_static_path.append(str(HERE / "static"))


def localise_copy_button(app: Sphinx, exception: Exception | None) -> None:
    """Tell sphinx-copybutton the language: it looks for "fr" and the pages say "fr-CA".

    Raises ExtensionError when its script no longer has the lines we change.
    """
    script = Path(app.outdir) / "_static" / "copybutton.js"
    if exception or app.builder.format != "html" or not script.exists():
        return
    text = script.read_text(encoding="utf-8")
    changes = {"let locale = 'en'": f"let locale = '{app.config.language}'", "Copié !": "Copié!"}
    for old, new in changes.items():
        if old not in text and new not in text:
            raise ExtensionError(
                f"Expected {old!r} in sphinx-copybutton's script and did not find it; "
                "its version changed: review localise_copy_button."
            )
        text = text.replace(old, new)
    script.write_text(text, encoding="utf-8")


def has_sister_site(app: Sphinx) -> bool:
    """Tell whether the sources are one language's tree (the root build has no sister site)."""
    return Path(app.srcdir).name == app.config.language


def counterpart_page(app: Sphinx, pagename: str, other: Language) -> str:
    """Return the docname to link to in the other language: the same, or its home page.

    Warns (an error in our builds) when a page written in one language has no counterpart.
    """
    if pagename not in app.env.found_docs:  # search, general index: made by Sphinx in both sites
        return pagename
    tree = Path(app.srcdir).parent / other.code
    if any((tree / f"{pagename}{suffix}").exists() for suffix in (".md", ".ipynb")):
        return pagename
    logger.warning("%s has no counterpart in %s", pagename, tree, location=pagename)
    return "index"


def describe_languages(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give the page its `lang`, its hreflang links and the target of its language switch."""
    language = LANGUAGES[app.config.language]
    context["language"] = language.locale
    for fixed, replacement in MARKUP_FIXES.items():
        context["body"] = context.get("body", "").replace(fixed, replacement)
    context["artia_switch"] = None
    if not has_sister_site(app):
        return
    target = counterpart_page(app, pagename, language.other)
    # From this page's folder: the other site's page, written as a path between sister folders.
    href = "../" * pagename.count("/") + f"../{language.other.code}/{target}.html"
    context["artia_switch"] = {
        "href": href,
        "locale": language.other.locale,
        "name": language.other.name,
    }
    here = pagename.rsplit("/", 1)[-1] + ".html"
    alternates = {language.locale: here, language.other.locale: href}
    alternates["x-default"] = alternates["fr-CA"]
    context["metatags"] = context.get("metatags", "") + "".join(
        f'\n<link rel="alternate" hreflang="{tag}" href="{escape(url)}">'
        for tag, url in sorted(alternates.items())
    )
