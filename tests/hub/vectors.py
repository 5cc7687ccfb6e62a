"""What a learner may put in a notebook to make an instructor's browser do something.

Every vector that runs leaves its name in `window.ran`; every address it would load holds `leak`.
"""

import base64
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4

AWAY = "http://leak.invalid"
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def run(name: str) -> str:
    """Return the script that says it ran; no quotation mark, so it fits in any attribute."""
    return f"(window.ran=window.ran||[]).push(/{name}/.source)"


def _data(html: str) -> str:
    return "data:text/html;base64," + base64.b64encode(html.encode()).decode()


def _parent(name: str) -> str:
    return f"<script>(parent.ran=parent.ran||[]).push(/{name}/.source)</script>"


#: In a markdown cell, or as HTML in an output.
MARKUP = {
    "script": f"<script>{run('script')}</script>",
    "script away": f'<script src="{AWAY}/a.js"></script>',
    "image": f'<img src="x" onerror="{run("image")}">',
    "image away": f'<img src="{AWAY}/a.png">',
    "image across": '<img src="/services/artia/leak.png"><img src="files//leak.invalid/b.png">',
    "svg": f'<svg onload="{run("svg")}"></svg>',
    "svg script": f"<svg><script>{run('svg-script')}</script></svg>",
    "math": f'<math><mtext><table><mglyph><style><img src=x onerror="{run("math")}">'
    "</style></mglyph></table></mtext></math>",
    "noscript": f'<noscript><p title="</noscript><img src=x onerror={run("noscript")}>">',
    "details": f'<details open ontoggle="{run("details")}"><summary>s</summary></details>',
    "focus": f'<input autofocus onfocus="{run("focus")}">',
    "animation": "<style>@keyframes k{from{top:0}}</style>"
    f'<b style="animation:k 1s" onanimationstart="{run("animation")}">b</b>',
    "iframe": f"<iframe srcdoc='{_parent('iframe')}'></iframe>",
    "iframe address": f'<iframe src="javascript:parent.{run("iframe-address")}"></iframe>',
    "object": f'<object data="{_data(_parent("object"))}"></object>'
    f'<embed src="{_data(_parent("embed"))}">',
    "video": f'<video src="{AWAY}/a.mp4" onerror="{run("video")}"></video>',
    "style": f'<style>@import "{AWAY}/a.css"; body {{ background: url({AWAY}/s.png) }}</style>',
    "inline style": f'<p style="background:url({AWAY}/i.png);position:fixed;top:0">over</p>',
    "link": f'<link rel="stylesheet" href="{AWAY}/l.css"><link rel="prefetch" href="{AWAY}/p">',
    "base": f'<base href="{AWAY}/">',
    "form": f'<form action="{AWAY}/f"><button formaction="javascript:{run("form")}">go</button>',
    "tooltip": '<a data-toggle="tooltip" data-html="true" data-link="leak" '
    f"title='<img src=x onerror={run('tooltip')}>'>hover</a>",
    "clobber": '<input id="note" class="score tabbable"><a id="base_url">c</a>',
}
#: Followed by a click.
CLICKED = {
    "address": f'<a href="javascript:{run("address")}">click</a>',
    "spelt address": f'<a href=" java&#9;script:{run("spelt")}">click</a>',
    "files address": f'<a href="files/javascript:{run("files")}">click</a>',
    "markdown address": f"[click](javascript:{run('markdown-address').replace(')', '%29')})",
    "formula": f"$\\href{{javascript:{run('formula')}}}{{click}}$",
}
#: Leaves the page: no other vector could be seen beside it.
REFRESH = f'<meta http-equiv="refresh" content="0;url={AWAY}/refresh">'


def hostile(graded: NotebookNode, everything: bool = True) -> NotebookNode:
    """Return a graded notebook with every vector in it, in cells of the learner's own.

    Without `everything`, those that keep nbconvert's own page from being seen are left out.
    """
    cells = [v4.new_markdown_cell(html) for html in [*MARKUP.values(), *CLICKED.values()]]
    cells += [_code("text/html", html) for html in MARKUP.values()]
    cells += [_code("text/markdown", html) for html in MARKUP.values()]
    cells += [*_outputs(), _attachment(), _raw(), *_labels()]
    cells += [v4.new_markdown_cell("# note\n\n# note-comment")]
    cells += [v4.new_markdown_cell("```mermaid\n<script>" + run("mermaid") + "</script>\n```")]
    if everything:
        cells += [v4.new_markdown_cell(REFRESH), v4.new_markdown_cell("![gone](attachment:gone)")]
    notebook = v4.new_notebook(cells=[*cells, *graded.cells], metadata=dict(graded.metadata))
    broken_out = f"</title></script><script>{run('metadata')}</script>"
    notebook.metadata.update(
        title=broken_out,
        artia={"language": "fr", "title": broken_out},
        language_info={"name": f'x"><script>{run("lexer")}</script>'},
        widgets={"application/vnd.jupyter.widget-state+json": {"state": {broken_out: {}}}},
    )
    return notebook


def _code(kind: str, content: str, metadata: dict | None = None) -> NotebookNode:
    output = v4.new_output("display_data", {kind: content}, metadata=metadata or {})
    return v4.new_code_cell("1", outputs=[output], execution_count=1)


def _outputs() -> list[NotebookNode]:
    tag = f"<script>{run('output')}</script>"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{run("svg-output")}">{tag}</svg>'
    state = {"model_id": tag, "version_major": 2, "version_minor": 0}
    error = v4.new_output("error", ename=tag, evalue=tag, traceback=[tag, f"\x1b[31m{tag}"])
    return [
        _code("application/javascript", run("javascript")),
        _code("application/vnd.jupyter.widget-view+json", state),
        _code("image/svg+xml", svg),
        _code("text/latex", tag),
        _code("text/plain", tag),
        _code("text/html", _parent("isolated"), {"text/html": {"isolated": True}}),
        _code("image/png", f'x"><script>{run("png")}</script>'),
        _code("image/png", "AAAA", {"image/png": {"width": f"1 onerror={run('width')}"}}),
        _code("image/png", "AAAA", {"image/png": {"alt": f'x"onerror="{run("alt")}'}}),
        _code("image/png", PIXEL, {"filenames": {"image/png": f"{AWAY}/filenames.png"}}),
        v4.new_code_cell("1", outputs=[v4.new_output("stream", text=tag), error]),
    ]


def _attachment() -> NotebookNode:
    kind = f'text/html,"><img src=x onerror={run("attachment")}>'
    return v4.new_markdown_cell("![a](attachment:a)", attachments={"a": {kind: PIXEL}})


def _raw() -> NotebookNode:
    tag = f"<script>{run('raw')}</script><img src=x onerror={run('raw-image')}>"
    return v4.new_raw_cell(tag, metadata={"raw_mimetype": "text/html"})


def _labels() -> list[NotebookNode]:
    broken_out = f'"><script>{run("label")}</script>'
    cell = v4.new_code_cell(
        "%%x\n1", metadata={"tags": [broken_out], "magics_language": broken_out}
    )
    return [cell]


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook as it is, valid or not."""
    path.chmod(0o600)
    path.write_text(nbformat.writes(notebook, version=nbformat.NO_CONVERT), encoding="utf-8")
