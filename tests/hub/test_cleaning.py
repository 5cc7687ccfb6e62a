"""What stays of a learner's HTML, and which scripts of a page are nbgrader's."""

import base64
import hashlib

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment
from nbconvert.exporters import HTMLExporter
from nbformat import v4
from nbgrader.server_extensions.formgrader.handlers import template_path

from artia.hub.cleaning import DEEPEST, TAGS, clean, markdown_to_clean_html
from artia.hub.formgrader import own_scripts
from artia.hub.harmless import HarmlessNotebook

from . import vectors


@pytest.mark.parametrize("name", [*vectors.MARKUP, *vectors.CLICKED])
def test_nothing_that_runs_or_loads_is_left(name: str) -> None:
    page = BeautifulSoup(clean({**vectors.MARKUP, **vectors.CLICKED}[name]), "html.parser")
    for element in page.find_all(True):
        assert element.name in TAGS
        for attribute, value in element.attrs.items():
            assert not attribute.startswith(("on", "data-", "form"))
            if attribute in ("href", "src"):
                assert not value.startswith(("javascript", "data:text", "//", "/", vectors.AWAY))


def test_the_page_keeps_its_own_names() -> None:
    html = clean('<a href="#note" id="note" class="score k tabbable highlight">x</a>')
    assert html == '<a href="#copy-note" id="copy-note" class="k highlight">x</a>'
    html = clean('<table><tr><th id="h">a</th><td headers="h" aria-labelledby="h g">b</td></tr>')
    assert 'headers="copy-h"' in html and 'aria-labelledby="copy-h copy-g"' in html


def test_a_box_cannot_cover_the_page() -> None:
    styled = "color: red; position: fixed; top: 0; margin-top: -9em; background-image: url(x)"
    assert clean(f'<p style="{styled}">x</p>') == '<p style="color: red;">x</p>'


@pytest.mark.parametrize(
    "address", ["files/javascript:x", "files//leak.invalid/x", "../../hub/logout", "/hub/logout"]
)
def test_an_address_beside_the_notebook_leads_nowhere_else(address: str) -> None:
    assert clean(f'<img src="{address}">') == "<img>"
    assert clean('<img src="corpus/carte (1).png">') == '<img src="corpus/carte (1).png">'


@pytest.mark.parametrize("html", ["<div>" * 100_000, "<b>x</b>" * 100_000, "<script " * 200_000])
def test_markup_beyond_reason_is_shown_as_text(html: str) -> None:
    assert clean(html).startswith("<pre>&lt;")
    nested = "<div>" * (DEEPEST - 1) + "x" + "</div>" * (DEEPEST - 1)
    assert clean(nested) == nested


@pytest.mark.parametrize("source", ["![x](attachment:gone)", ">" * 20_000, "[" * 20_000])
def test_no_markdown_keeps_the_page_from_opening(source: str) -> None:
    cell = v4.new_markdown_cell(source)
    context = Environment().from_string("").new_context({"cell": cell})
    assert isinstance(markdown_to_clean_html(context, source), str)


def test_an_output_that_is_not_shown_leaves_a_sentence() -> None:
    output = v4.new_output("display_data", {"application/javascript": "x", "text/x": "y"})
    cell = v4.new_code_cell(outputs=[output])
    notebook = v4.new_notebook(cells=[cell], metadata={"artia": {"language": "en"}})
    shown, _ = HarmlessNotebook(enabled=True)(notebook, {})
    assert shown.cells[0].outputs[0].data == {
        "text/plain": "An output is not shown here (application/javascript, text/x)."
    }


def test_only_the_scripts_of_the_templates_may_run() -> None:
    exporter = HTMLExporter(template_name="formgrade", extra_template_basedirs=[template_path])
    resources = {"base_url": "/services/artia", "submission_id": "a1", "index": 0, "total": 1}
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell("<script>evil()</script>")])
    page, _ = exporter.from_notebook_node(notebook, resources)
    own = own_scripts(page)
    assert len(own) == 5
    assert _digest("evil()") not in own
    assert _digest("toggle_name(true);") in own
    forged = '<script>\n  var base_url = "/x";evil("";\n  </script>'
    assert own_scripts(forged) == []


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
