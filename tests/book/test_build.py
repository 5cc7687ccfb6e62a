"""The build: both sites or neither, clear sentences, and the plain Jupyter Book command."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from artia.book.build import BuildError, build
from artia.book.check import check_book
from artia.book.commands import book

ROOT = Path(__file__).parents[2]


def test_the_course_has_nothing_to_change():
    start = time.process_time()
    findings = [finding.show(ROOT) for finding in check_book(ROOT)]
    assert findings == []
    assert time.process_time() - start < 10  # of processor: the machine may be busy


def test_the_course_builds_in_both_languages(sites):
    for code in ("fr", "en"):
        assert (sites / code / "index.html").exists()
        assert (sites / code / "labs" / "lab02.html").exists()
    assert sorted(path.name for path in sites.iterdir()) == ["en", "fr"]


def test_failed_build_changes_nothing(sample, rewrite):
    out = sample / "book/_build"
    build(sample)
    before = (out / "en/index.html").stat().st_mtime_ns
    rewrite("book/fr/index.md", "#rich-loss", "#no-such-label")
    with pytest.raises(
        BuildError, match="(?s)The fr site was not built.*no-such-label.*Nothing was changed"
    ):
        build(sample)
    assert (out / "en/index.html").stat().st_mtime_ns == before
    assert sorted(path.name for path in out.iterdir()) == ["en", "fr"]


def test_building_twice_gives_the_same_site(sample):
    build(sample, ["fr"])
    first = {p.name: p.read_bytes() for p in (sample / "book/_build/fr").glob("*.html")}
    build(sample, ["fr"])
    assert {p.name: p.read_bytes() for p in (sample / "book/_build/fr").glob("*.html")} == first


def keep_modules(sample, *kept):
    modules = sample / "node_modules"
    modules.unlink()
    modules.mkdir()
    for name in kept:
        (modules / name).symlink_to(ROOT / "node_modules" / name)


def test_fonts_need_node_modules(sample):
    keep_modules(sample, "mathjax", "speech-rule-engine")
    with pytest.raises(BuildError, match="fonts were expected in .* Run `npm ci`"):
        build(sample, ["fr"])


def test_formulas_need_node_modules(sample):
    keep_modules(sample, "@fontsource")
    with pytest.raises(BuildError, match="rich has a formula .* Run `npm ci`"):
        build(sample, ["fr"])


def test_a_book_without_formulas_needs_no_mathjax(sample):
    keep_modules(sample, "@fontsource")
    for page in (sample / "book").glob("*/rich.md"):
        page.write_text(
            "# 1\n\n{cite}`roy2024`\n\n(rich-loss)=\n## 2\n\n```{bibliography}\n```\n",
            encoding="utf-8",
        )
    build(sample, ["fr"])


@pytest.mark.parametrize(
    ("wrong", "why"),
    [(r"-\lnn p", r"Undefined control sequence \\lnn"), (r"-\ln {p", "Extra open brace")],
)
def test_wrong_formula_is_refused(sample, rewrite, wrong, why):
    rewrite("book/fr/rich.md", r"-\ln p$", f"{wrong}$")
    with pytest.raises(BuildError, match=f"rich has the formula .*, which cannot be drawn: {why}"):
        build(sample, ["fr"])


def test_page_without_counterpart_is_refused(sample):
    (sample / "book/en/rich.md").unlink()
    with pytest.raises(BuildError, match="rich has no counterpart"):
        build(sample, ["fr"])


def test_wrong_lab_name_is_refused(sample, rewrite):
    rewrite("book/fr/rich.md", "{open-lab} lab02", "{open-lab} labo-2")
    with pytest.raises(BuildError, match="open-lab expects a lab's name such as lab02"):
        build(sample, ["fr"])


def test_jupyter_book_at_the_root_builds_french(tmp_path):
    program = Path(sys.executable).with_name("jupyter-book")
    command = [program, "build", ROOT, "--path-output", tmp_path, "-W", "--keep-going", "-q"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    home = (tmp_path / "_build/html/book/fr/index.html").read_text(encoding="utf-8")
    assert '<html lang="fr-CA"' in home
    assert "language-switch" not in home  # no English site beside this one
    lab = (tmp_path / "_build/html/book/fr/labs/lab02.html").read_text(encoding="utf-8")
    assert "/hub/user-redirect/artia/open/lab02?lang=fr" in lab


@pytest.fixture
def at_sample(sample, monkeypatch):
    """The sample as the current folder, and a runner of commands."""
    monkeypatch.chdir(sample)
    return CliRunner()


def test_check_command_lists_findings_and_exits_1(at_sample):
    result = at_sample.invoke(book, ["check"])
    assert result.exit_code == 1
    assert result.output.startswith("book/en/index.md:1: freshness: ")


def test_accept_then_check_exits_0(at_sample):
    assert at_sample.invoke(book, ["accept", "book/en/index.md"]).exit_code == 0
    assert at_sample.invoke(book, ["check"]).exit_code == 0


def test_accept_unknown_page_changes_nothing(at_sample, sample):
    before = (sample / "book/en/index.md").read_text(encoding="utf-8")
    result = at_sample.invoke(book, ["accept", "index", "nowhere"])
    assert result.exit_code == 1
    assert "Expected book/fr/nowhere.md" in result.output
    assert (sample / "book/en/index.md").read_text(encoding="utf-8") == before


def test_build_command_says_what_failed(at_sample, sample):
    (sample / "book/fr/index.md").write_text("# 1\n\n[x](#nowhere)\n", encoding="utf-8")
    result = at_sample.invoke(book, ["build", "--language", "fr"])
    assert result.exit_code == 1
    assert "The fr site was not built" in result.output
    assert "Traceback" not in result.output


def test_outside_the_repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(book, ["check"])
    assert result.exit_code == 1
    assert "Go to the repository" in result.output


def test_symlinks_lead_to_the_labs():
    for code in ("fr", "en"):
        assert os.readlink(ROOT / "book" / code / "labs") == f"../../labs/{code}"
