"""HTML somebody else wrote, made harmless: what may stay is listed, the rest goes.

A learner's notebook is shown inside pages of the instructor's session (formgrader), and a feedback
page is opened wherever its owner likes. There, HTML may say and colour things; it may not run,
load, submit, cover the page or answer to the page's own scripts.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html import escape

from bleach.css_sanitizer import CSSSanitizer
from bleach.html5lib_shim import Filter
from bleach.sanitizer import Cleaner
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

TAGS = frozenset(
    "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em"
    " figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp section small"
    " span strong sub summary sup table tbody td tfoot th thead time tr u ul var".split()
)
EVERYWHERE = frozenset("aria class dir id lang role style title".split())
BY_TAG = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "time": {"datetime"},
}
# Nothing that moves a box over the page, hides it, or takes an address.
STYLES = frozenset(
    "background-color border border-bottom border-collapse border-color border-left border-radius"
    " border-right border-style border-top border-width color font-family font-style font-weight"
    " max-width min-width padding padding-bottom padding-left padding-right padding-top text-align"
    " text-decoration vertical-align white-space width".split()
)
# Pygments' and pandas' classes; the page's scripts and style sheets answer to others.
CLASSES = re.compile(r"[a-z]{1,3}\d?|highlight|anchor-link|dataframe|ansi-[a-z-]+")
# An id of the page (a box for points, say) must stay the only one of its name.
PREFIX = "copy-"
NAMING = frozenset({"id", "headers", "aria-labelledby", "aria-describedby", "aria-controls"})

IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]+")
# A file beside the notebook: no scheme, no way up, no other host even once nbconvert has taken
# the prefix "files/" away.
NEIGHBOUR = re.compile(r"(?!.*(?:\.\.|//))[\w ()%.-][\w ()%./-]*(#[\w.%-]*)?")
OUTSIDE = re.compile(r"(https?://|mailto:)[^\s]+", re.IGNORECASE)
FRAGMENT = re.compile(r"#[^\s]*")
# Elements whose text says nothing to a reader once the element is gone.
MUTE = re.compile(
    r"<(script|style|svg|math|iframe|object|noscript|template|title|textarea|select)\b",
    re.IGNORECASE,
)
MARKUP = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
VOID = frozenset("br hr img col input wbr".split())
# Parsing takes a time that grows with the square of the depth: what nobody writes by hand.
DEEPEST, MOST = 400, 40_000


def clean(html: str) -> str:
    """Return HTML with only what may stay; ids and links to them get a prefix.

    What is nested or cut up beyond reason is shown as the text it is.
    """
    html = _without_mute(html)
    return f"<pre>{escape(html)}</pre>" if _is_absurd(html) else _cleaner().clean(html)


@pass_context
def markdown_to_clean_html(context: Context, source: str) -> str:
    """Jinja filter that takes the place of nbconvert's `markdown2html`."""
    attachments = context.get("cell", {}).get("attachments", {})
    try:
        return clean(_markdown(source, attachments))
    except Exception:
        # A missing attachment, ten thousand nested quotations: whatever a text does to the
        # renderer, the page must open and the rest of the notebook be read.
        return f"<pre>{escape(source)}</pre>"


def highlight_python(source: str, metadata: dict | None = None) -> str:
    """Jinja filter `highlight_code` that ignores the language a notebook claims to be in."""
    return Highlight2HTML(pygments_lexer="ipython3")(source)


def _without_mute(html: str) -> str:
    kept, end, unclosed = [], 0, set()
    while start := MUTE.search(html, end):
        name = start[1].lower()
        closing = name not in unclosed and re.compile(rf"</{name}\s*>", re.IGNORECASE).search(
            html, start.end()
        )
        kept.append(html[end : start.start()])
        if closing:
            end = closing.end()
        else:
            # Never looked for twice, or a text full of openings would take for ever.
            unclosed.add(name)
            kept.append(start[0])
            end = start.end()
    return "".join([*kept, html[end:]])


def _is_absurd(html: str) -> bool:
    depth, count = 0, 0
    open_now: Counter[str] = Counter()
    for closing, name in MARKUP.findall(html):
        count += 1
        if name in VOID:
            continue
        if not closing:
            open_now[name] += 1
            depth += 1
        elif open_now[name]:
            open_now[name] -= 1
            depth -= 1
        if depth > DEEPEST or count > MOST:
            return True
    return False


def _markdown(source: str, attachments: dict) -> str:
    return MarkdownWithMath(IPythonRenderer(escape=False, attachments=attachments)).render(source)


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if name == "src":
        return tag == "img" and bool(IMAGE.fullmatch(value) or NEIGHBOUR.fullmatch(value))
    if name == "href":
        return tag == "a" and any(
            pattern.fullmatch(value) for pattern in (OUTSIDE, FRAGMENT, NEIGHBOUR)
        )
    return name.split("-")[0] in EVERYWHERE or name in BY_TAG.get(tag, ())


class _Renamed(Filter):
    """Keep the page's own names for the page."""

    def __iter__(self) -> Iterator[dict]:
        for token in super().__iter__():
            if token["type"] in ("StartTag", "EmptyTag"):
                for (space, name), value in list(token["data"].items()):
                    token["data"][space, name] = _renamed(name, value)
            yield token


def _renamed(name: str, value: str) -> str:
    if name in NAMING:
        return " ".join(PREFIX + one for one in value.split())
    if name == "href" and value.startswith("#"):
        return f"#{PREFIX}{value[1:]}" if len(value) > 1 else value
    if name == "class":
        return " ".join(one for one in value.split() if CLASSES.fullmatch(one))
    return value


@cache
def _cleaner() -> Cleaner:
    return Cleaner(
        tags=TAGS,
        attributes=_is_allowed,
        protocols={"http", "https", "mailto", "data"},
        strip=True,
        filters=[_Renamed],
        css_sanitizer=CSSSanitizer(allowed_css_properties=STYLES),
    )
