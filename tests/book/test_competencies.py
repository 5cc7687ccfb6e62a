"""The competency file refuses what is wrong in it, and its tables say in words what they show."""

import shutil

import pytest
import yaml
from bs4 import BeautifulSoup

from artia.book.build import BuildError, build
from artia.book.competencies import FILE, LISTS, findings, load

from .conftest import ROOT

WORDS = {"fr": ("évaluée", "touchée", "prévu"), "en": ("assessed", "touched", "planned")}


@pytest.fixture
def copied(tmp_path):
    """A folder with a copy of the course's file, that a test may spoil."""
    (tmp_path / "book").mkdir()
    shutil.copy(ROOT / FILE, tmp_path / FILE)
    return tmp_path


def spoil(root, old, new):
    """Replace `old` in the file; return the number of the line that held it."""
    text = (root / FILE).read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {FILE}"
    (root / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_courses_file_has_nothing_to_change(copied):
    assert list(findings(copied)) == []
    assert len(load(copied / FILE).modules) == 12


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: m02", "id: [m02", "malformed"),
        ("id: m02", "id: m01", "module m01 is listed twice"),
        ("id: m02", "id: two", "expected a module such as m02, and found two"),
        ("- {code: 4.1.3, fr:", "- {code: 4.1.3, de:", "code 4.1.3 has no title in fr"),
        ("en: How a model learns", 'en: ""', "module m02 has no title in en"),
        ("- {code: QC2,", "- {code: QC1,", "code QC1 is listed twice"),
        ("- {code: 4.3.4,", "- {code: 4.3.9,", "no block 4.3.4 in the framework unesco"),
        ("[4.1.3, 4.2.3, 4.2.4]", "[4.1.3, 4.2.3, 4.9.4]", "unknown code 4.9.4 in unesco"),
        ("[4.1.3, 4.2.3, 4.2.4]", "[4.1.3, 4.1.1]", "4.1.1 is both assessed and touched"),
        ("[C8, C9, C12, C17]", "[C8, C8]", "code C8 is listed twice"),
        ("quebec: [QC2, QC10]", "ontario: [QC2]", "no list is named ontario"),
        ("  longmagerko:", "  longandmagerko:", "no framework named longmagerko"),
        ("levels:", "steps:", "expected aspects, levels, frameworks, modules"),
    ],
)
def test_each_mistake_is_found(copied, old, new, message):
    spoil(copied, old, new)
    messages = [finding.message for finding in findings(copied)]
    assert any(message in each for each in messages), messages
    with pytest.raises(ValueError, match=r"competencies\.yml:\d+: "):
        load(copied / FILE)


def test_a_finding_says_where(copied):
    line = spoil(copied, "  - id: m07\n", "  - id: m06\n")
    assert [(each.path, each.line, each.rule) for each in findings(copied)] == [
        (copied / FILE, line, "competencies")
    ]


def test_no_file_no_finding(tmp_path):
    assert list(findings(tmp_path)) == []


def table(sites, code, view):
    """Return one of the competency tables of a site."""
    page = sites / code / "competencies.html"
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    return soup.select_one(f"table.competency-{view}")


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_matrix_says_in_words_what_the_file_holds(sites, code):
    assessed, touched, planned = WORDS[code]
    matrix = table(sites, code, "modules")
    codes = [cell.text for cell in matrix.select("thead tr:last-child th[scope=col]")]
    rows = matrix.select("tbody tr")
    file = yaml.safe_load((ROOT / FILE).read_text(encoding="utf-8"))
    assert len(rows) == len(file["modules"])
    for row, module in zip(rows, file["modules"], strict=True):
        words = [
            word.text.strip() if (word := cell.select_one(".competency-word")) else ""
            for cell in row.select("td")
        ]
        met = dict(zip(codes, words, strict=True))
        assert [each for each in met if met[each] == assessed] == sorted(
            module["assessed"], key=codes.index
        )
        assert [each for each in met if met[each] == touched] == sorted(
            module["touched"], key=codes.index
        )
        header = row.select_one("th[scope=row]")
        assert module[code] in header.text.replace("’", "'")
        written = list((ROOT / "book" / code).glob(f"{module['id']}-*.md"))
        assert (planned in header.text) == (not written), header.text
        assert bool(header.select_one("a")) == bool(written), header.text


@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("view", ["modules", "titles", "crosswalk", "quebec", "artia"])
def test_each_table_has_a_caption_headers_and_a_named_box(sites, code, view):
    found = table(sites, code, view)
    # artia-book.js makes a region of this box, focusable and so named, where it does not fit.
    assert " ".join(found.caption.text.split()) in found.parent["data-region"]
    assert found.caption.text.strip()
    assert all(cell.get("scope") for cell in found.select("th"))
    assert len(found.select("tbody th[scope=row]")) == len(found.select("tbody tr"))


@pytest.fixture
def sample_with_competencies(sample):
    """The sample book with the course's file, and a place to add a directive."""
    shutil.copy(ROOT / FILE, sample / FILE)

    def add(text):
        for code in ("fr", "en"):
            page = sample / "book" / code / "rich.md"
            page.write_text(page.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")
        return sample

    return add


def test_a_module_lists_its_own(sample_with_competencies, tmp_path):
    root = sample_with_competencies("```{module-competencies} m02\n```")
    (site,) = build(root, ["en"], out=tmp_path / "sites")
    page = BeautifulSoup((site / "rich.html").read_text(encoding="utf-8"), "html.parser")
    text = page.select_one(".module-competencies").get_text(" ").replace("\u00a0", " ")
    module = load(root / FILE).modules["m02"]
    for name in set(LISTS) - {"ailit"}:
        for each in module.codes[name]:
            assert each in text
    assert "4.1.3 AI foundations" in text
    assert "4.1.4" not in text


def test_an_unknown_module_is_refused(sample_with_competencies, tmp_path):
    root = sample_with_competencies("```{module-competencies} m20\n```")
    with pytest.raises(BuildError, match="m20"):
        build(root, ["fr"], out=tmp_path / "sites")


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_paths_link_the_modules_that_exist_and_no_other(code):
    tree = ROOT / "book" / code
    text = (tree / "paths.md").read_text(encoding="utf-8")
    rows = text.partition(":name: paths-modules")[2].partition("\n```")[0].split("\n* - ")[2:]
    linked = {row.partition("](")[2].partition(")")[0] for row in rows} - {""}
    assert linked == {page.name for page in tree.glob("m[0-9][0-9]-*.md")}
