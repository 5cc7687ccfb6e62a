"""Figures drawn by code: redrawn and compared, complete, legible, and refused when they are not."""

import json
import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace

from artia.book.commands import book as command
from artia.book.figures import (
    OKABE_ITO,
    THEMES,
    Table,
    Words,
    alternatives,
    contrast,
    drawing_path,
    number,
    percent,
    read_words,
    words_path,
)
from artia.book.figures.redraw import differing, same_drawing, scripts
from artia.book.languages import LANGUAGES

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book"
STYLE = ROOT / "src/artia/book/static/artia-book.css"
NB = "\u00a0"


def figures_used() -> set[str]:
    """The figures that the course's pages show."""
    pages = [page for code in LANGUAGES for page in (BOOK / code).rglob("*.md")]
    texts = [page.read_text(encoding="utf-8") for page in pages]
    return {name for text in texts for name in re.findall(r"\{drawn\}\s+([\w-]+)", text)}


USED = sorted(figures_used())
# The cover has the look's colours, and counts each language's own letters.
CHARTS = [name for name in USED if name != "cover"]


def page_colour(theme: str, variable: str) -> str:
    """A colour of the page in one theme, from the book's style sheet."""
    block = re.search(rf'html\[data-theme="{theme}"\] \{{(.*?)\}}', STYLE.read_text(), re.S)[1]
    return re.search(rf"--pst-color-{variable}: (#\w{{6}})", block)[1]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A book that holds the gradient's figure only, to be spoiled."""
    (tmp_path / "book/figures").mkdir(parents=True)
    for code in LANGUAGES:
        (tmp_path / "book" / code).mkdir()
    for path in BOOK.glob("figures/m02?gradient*"):
        shutil.copy(path, tmp_path / "book/figures")
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")  # the typeface
    return tmp_path / "book"


def test_redrawing_finds_the_spoiled_files_and_no_other(copy):
    told, drawing = words_path(copy, "m02-gradient", "fr"), copy / "figures"
    told.write_text(told.read_text(encoding="utf-8").replace("0,693", "0,694", 1), encoding="utf-8")
    drawing = drawing_path(copy, "m02-gradient", "en", "dark")
    drawing.write_text(re.sub(r"(M )(\d)", r"\g<1>9\2", drawing.read_text(), count=1))
    drawing_path(copy, "m02-gradient", "fr", "light").unlink()
    found = sorted(path.name for path in differing(copy))
    assert found == [
        "m02-gradient-en-dark.svg",
        "m02-gradient-fr-light.svg",
        "m02-gradient-fr.json",
    ]


def test_every_committed_file_is_what_its_script_draws():
    # A process of its own: numpy is loaded with one thread.
    check = [sys.executable, "-m", "artia.cli", "book", "figures", "--check"]
    result = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "The figures: nothing to change.\n"), result


@pytest.mark.parametrize("name", USED)
def test_a_figure_is_complete(name):
    said = {code: read_words(words_path(BOOK, name, code)) for code in LANGUAGES}
    assert said["fr"].alternative != said["en"].alternative
    assert alternatives(BOOK, name) == {code: words.alternative for code, words in said.items()}
    assert bool(said["fr"].description) == bool(said["en"].description)
    for words in said.values():
        assert 60 <= len(words.alternative) <= 400
        assert words.table.caption and words.table.rows
    for code in LANGUAGES:
        for theme in THEMES:
            drawing = drawing_path(BOOK, name, code, theme).read_text(encoding="utf-8")
            assert len(drawing.encode()) < 85_000
            assert "<text" not in drawing  # outlines: no font of the reader's machine


@pytest.mark.parametrize("name", CHARTS)
def test_both_languages_say_the_same_numbers(name):
    pattern = {"fr": rf"−?\d+(?:{NB}\d{{3}})*(?:,\d+)?", "en": r"−?\d+(?:,\d{3})*(?:\.\d+)?"}
    numbers = {}
    for code in LANGUAGES:
        words = read_words(words_path(BOOK, name, code))
        cells = [*words.table.columns, *(cell for row in words.table.rows for cell in row)]
        text = "\n".join([words.alternative, words.description, *cells])
        plain = str.maketrans({NB: "", ",": "."} if code == "fr" else {",": ""})
        numbers[code] = [each.translate(plain) for each in re.findall(pattern[code], text)]
    assert numbers["fr"] == numbers["en"]


def test_nothing_is_left_in_the_folder_without_its_script():
    made = {re.sub(r"-(?:fr|en)(?:-\w+)?$", "", path.stem) for path in BOOK.glob("figures/*.*g")}
    made |= {re.sub(r"-(?:fr|en)$", "", path.stem) for path in BOOK.glob("figures/*.json")}
    assert made == set(scripts(BOOK))


@pytest.mark.parametrize("theme", THEMES)
def test_colours_stand_out_on_the_page(theme):
    colours = THEMES[theme]
    for variable in ("background", "surface"):
        behind = page_colour(theme, variable)
        for text in (colours.ink, colours.muted, colours.accent):
            assert contrast(text, behind) >= 4.5, (text, behind)
        for series in colours.series:
            assert contrast(series.color, behind) >= 3, (series, behind)
    for a, b in ((a, b) for a in colours.series for b in colours.series if a != b):
        assert a.color != b.color and a.marker != b.marker and a.linestyle != b.linestyle


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast(OKABE_ITO["yellow"], "#ffffff") < 1.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", CHARTS)
def test_drawings_use_their_theme_only(name, theme):
    colours = THEMES[theme]
    allowed = {colours.ink, colours.muted, colours.faint, colours.accent, colours.background}
    allowed = {each.lower() for each in allowed | {each.color for each in colours.series}}
    drawing = drawing_path(BOOK, name, "fr", theme).read_text(encoding="utf-8")
    used = {each.lower() for each in re.findall(r"(?:fill|stroke): (#\w{6})", drawing)}
    assert used and used <= allowed
    # matplotlib leaves black, SVG's default, unsaid: a text of the dark theme would vanish.
    for group in re.findall(r'<g( style="[^"]*")? transform="[^"]*scale', drawing):
        assert "fill" in group


@pytest.mark.parametrize(
    ("value", "decimals", "fr", "en"),
    [
        (1234.5, 1, f"1{NB}234,5", "1,234.5"),
        (-0.25, 2, "−0,25", "−0.25"),
        (-0.001, 1, "0,0", "0.0"),
        (4000, 0, f"4{NB}000", "4,000"),
    ],
)
def test_numbers_are_written_as_the_language_does(value, decimals, fr, en):
    assert (number(value, "fr", decimals), number(value, "en", decimals)) == (fr, en)


def test_percentages_are_written_as_the_language_does():
    assert (percent(0.445, "fr", 1), percent(0.445, "en", 1)) == (f"44,5{NB}%", "44.5%")


def test_drawings_are_compared_with_a_tolerance():
    assert same_drawing('d="M 1.23 4"', 'd="M 1.24 4"')
    assert not same_drawing('d="M 1.23 4"', 'd="M 1.53 4"')
    assert not same_drawing('d="M 1.23 4"', 'd="L 1.23 4"')


def test_a_table_loses_no_cell():
    with pytest.raises(ValueError, match="Expected 2 cells in each row of “A”, and found 1"):
        Table("A", ["b", "c"], [["1"]])


@pytest.mark.parametrize(
    ("names", "script", "said"),
    [
        (["m02-nothing"], "", "write book/figures/m02_nothing.py. Nothing was changed"),
        (["m09-broken"], "def words(language):\n    pass\n", "did not find draw"),
        (
            ["m09-broken"],
            "def draw(theme, language):\n    pass\ndef words(language):\n    return 1 / 0\n",
            "m09_broken.py stopped on ZeroDivisionError",
        ),
    ],
)
def test_the_command_says_what_is_wrong(copy, monkeypatch, names, script, said):
    if script:
        (copy / "figures/m09_broken.py").write_text(script, encoding="utf-8")
    monkeypatch.chdir(copy)
    result = CliRunner().invoke(command, ["figures", *names])
    assert result.exit_code == 1
    assert said in result.output


PAGE = """# A page

```{drawn} m02-gradient
:name: fig-valley

The caption, with *emphasis*.
```

See {numref}`fig-valley` and {ref}`the valley <fig-valley>`.
"""


def build_page(copy: Path, builder: str) -> tuple[Path, str]:
    """Build PAGE alone, without a theme; return the folder and the warnings."""
    page = copy / "en/index.md"
    if not page.exists():  # written again, it would be read again whatever the figure
        page.write_text(PAGE, encoding="utf-8")
    out, warnings = copy.parent / builder, StringIO()
    overrides = {
        "extensions": ["myst_parser", "artia.book.drawn"],
        "language": "en",
        "numfig": True,
        "project": "Sample",
        "version": "1",
        "copyright": "2026",
    }
    with docutils_namespace():
        Sphinx(
            copy / "en", None, out, out / ".d", builder, overrides, status=None, warning=warnings
        ).build()
    return out, strip_colors(warnings.getvalue())


def test_html_has_a_numbered_figure_then_its_table(copy):
    out, warnings = build_page(copy, "html")
    assert warnings == ""
    soup = BeautifulSoup((out / "index.html").read_text(encoding="utf-8"), "html.parser")
    figure = soup.select_one("figure#fig-valley")
    words = read_words(words_path(copy, "m02-gradient", "en"))
    images = {image["class"][0]: image for image in figure("img")}
    assert set(images) == {"drawn-light", "drawn-dark"}
    for image in images.values():
        assert image["alt"] == words.alternative
        assert (out / image["src"]).exists()
        assert int(image["width"]) > int(image["height"]) > 100
    assert figure.figcaption.em.text == "emphasis"
    assert figure.select_one(".caption-number").text.strip() == "Fig. 1"
    assert [link.text for link in soup.select("a.reference.internal[href='#fig-valley']")] == [
        "Fig. 1",
        "the valley",
    ]
    details = figure.find_next_sibling("details")
    assert details.summary.text == "The data in figure 1"
    assert details.caption.text == words.table.caption
    assert [head.text for head in details.select("thead th[scope=col]")] == words.table.columns
    assert [row.th.text for row in details.select("tbody tr")] == [r[0] for r in words.table.rows]
    assert all(row.th["scope"] == "row" for row in details.select("tbody tr"))
    region = details.select_one("[role=region][tabindex='0']")
    assert soup.find(id=region["aria-labelledby"]).name == "caption"


@pytest.mark.parametrize("builder", ["singlehtml", "epub"])
def test_one_page_and_epub_keep_the_light_image_and_the_open_table(copy, builder):
    out, warnings = build_page(copy, builder)
    assert [line for line in warnings.splitlines() if "drawn" in line] == []
    (page,) = [*out.glob("index.html"), *out.glob("index.xhtml")]
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    (image,) = soup.select("figure img")
    assert image["src"].endswith("m02-gradient-en-light.svg") and (out / image["src"]).exists()
    assert image["alt"] == read_words(words_path(copy, "m02-gradient", "en")).alternative
    assert not soup("details") and len(soup.select(".drawn-data tbody tr")) == 7
    assert not list(out.glob("_images/*dark*"))


def test_text_keeps_the_alternative(copy):
    out, _ = build_page(copy, "text")
    said = " ".join((out / "index.txt").read_text(encoding="utf-8").split())
    assert read_words(words_path(copy, "m02-gradient", "en")).alternative in said


@pytest.mark.parametrize("missing", ["m02-gradient-en.json", "m02-gradient-en-dark.svg"])
def test_a_missing_file_is_a_warning_that_says_what_to_run(copy, missing):
    (copy / "figures" / missing).unlink()
    _, warnings = build_page(copy, "html")
    assert f"no {missing} in book/figures; run `artia book figures m02-gradient`" in warnings
    assert "index.md:3" in warnings


def test_a_page_follows_its_figure(copy):
    out, _ = build_page(copy, "html")
    path = words_path(copy, "m02-gradient", "en")
    said = json.loads(path.read_text(encoding="utf-8"))
    table = Table(**said["table"])
    path.write_text(Words("Another alternative, for a test.", table).to_json(), encoding="utf-8")
    build_page(copy, "html")  # the page has not changed: read again because of the JSON alone
    assert "Another alternative, for a test." in (out / "index.html").read_text(encoding="utf-8")
