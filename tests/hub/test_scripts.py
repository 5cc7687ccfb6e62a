"""A learner's notebook, shown in the instructor's session, runs nothing and loads nothing.

The formgrader service's own server and configuration, without the hub around it. Two locks are
tried together and each alone: what is shown is cleaned, and the page's policy lets no script in.
"""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode, v4
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from artia.hub import COURSE
from artia.hub.config import jupyter_config_path
from artia.hub.course import NBGRADER_CONFIG, course_config
from artia.hub.state import REPO, State

from . import tiny, vectors
from .conftest import free_port
from .tiny import LAB, graded_file

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

MATHJAX = REPO / "node_modules" / "mathjax" / "es5"
# No hub to ask who takes the course.
ALONE = """\
c = get_config()
c.Authenticator.plugin_class = "nbgrader.auth.NoAuthPlugin"
"""
# Without our cleaning: nbconvert as it comes.
UNCLEANED = """\
from nbconvert.exporters import HTMLExporter
c.HTMLExporter.preprocessors = ["nbconvert.preprocessors.HighlightMagicsPreprocessor"]
c.HTMLExporter.filters = {"markdown2html": dict(HTMLExporter().default_filters())["markdown2html"]}
"""


@dataclass
class Formgrader:
    """A running formgrader service, and the course it shows."""

    state: State
    url: str
    submission: str

    @property
    def page_url(self) -> str:
        return f"{self.url}/formgrader/submissions/{self.submission}/"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> State:
    """Return a course where ana's copy is graded; the tests fill it with vectors."""
    here = tiny.prepare(State(tmp_path_factory.mktemp("scripts") / "state"))
    submitted = here.course / "submitted" / "ana" / LAB
    submitted.mkdir(parents=True)
    nbformat.write(tiny.notebook(), submitted / f"{LAB}.ipynb")
    (submitted / "evil.html").write_text(f"<script>{vectors.run('file')}</script>")
    graded = tiny.nbgrader(here).autograde(LAB, "ana")
    assert graded["success"], graded
    return here


@pytest.fixture(scope="module")
def graded(state: State) -> NotebookNode:
    return nbformat.read(graded_file(state, "ana"), as_version=4)


def _serve(state: State, folder: Path, more_config: str = "") -> Iterator[Formgrader]:
    (folder / "nbgrader_config.py").write_text(ALONE + more_config)
    with Gradebook(CourseDirectory(config=course_config(state)).db_url, COURSE) as gradebook:
        submission = gradebook.find_submission_notebook(LAB, LAB, "ana").id
    port = free_port()
    url = f"http://127.0.0.1:{port}/services/{COURSE}"
    folders = [str(folder), jupyter_config_path("grader", "fr"), str(NBGRADER_CONFIG.parent)]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyter_server", f"--port={port}", "--allow-root"),
            *(f"--ServerApp.base_url=/services/{COURSE}/", "--IdentityProvider.token="),
            f"--ServerApp.root_dir={state.course}",
        ],
        cwd=state.course,
        env={
            **os.environ,
            "HOME": str(state.grader_home),
            "ARTIA_HUB_STATE": str(state.root),
            "JUPYTER_CONFIG_PATH": os.pathsep.join(folders),
            "JUPYTER_PATH": str(REPO / "hub" / "local" / "share"),
        },
        stdout=(log := (state.root / "server.log").open("ab")),
        stderr=log,
    )
    try:
        deadline = time.monotonic() + 120
        while not _answers(f"{url}/formgrader/manage_assignments"):
            assert process.poll() is None and time.monotonic() < deadline, log.name
            time.sleep(0.3)
        yield Formgrader(state, url, submission)
    finally:
        process.terminate()
        process.wait()
        log.close()


def _answers(url: str) -> bool:
    try:
        return urllib.request.urlopen(url, timeout=5).status == 200
    except urllib.error.HTTPError as error:
        raise AssertionError(error) from error
    except OSError:
        return False


@pytest.fixture(scope="module")
def formgrader(state: State, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Formgrader]:
    yield from _serve(state, tmp_path_factory.mktemp("alone"))


@pytest.fixture(scope="module")
def uncleaned(state: State, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Formgrader]:
    """Return a formgrader that shows notebooks as nbconvert does; only the policy is left."""
    yield from _serve(state, tmp_path_factory.mktemp("uncleaned"), UNCLEANED)


@dataclass
class Visit:
    """A page of formgrader, once all its scripts have had their time."""

    page: Page
    requests: list[str]
    complaints: list[str]

    def ran(self) -> set[str]:
        return set(self.page.evaluate("window.ran || []"))

    def hear(self, said: ConsoleMessage) -> None:
        # An image that its notebook names and nobody submitted.
        if said.type == "error" and "404" not in said.text:
            self.complaints.append(said.text)

    def leaks(self) -> list[str]:
        return [address for address in self.requests if "leak" in address]


@pytest.fixture
def visit(chromium: Browser) -> Iterator[object]:
    contexts = []

    def open_page(formgrader: Formgrader, bypass_csp: bool = False) -> Visit:
        context = chromium.new_context(bypass_csp=bypass_csp)
        contexts.append(context)
        page = context.new_page()
        visited = Visit(page, [], [])
        page.on("request", lambda request: visited.requests.append(request.url))
        page.on("console", visited.hear)
        page.on("pageerror", lambda error: visited.complaints.append(str(error)))
        # The book's service is another process of the hub; here its files are enough.
        page.route(
            "**/services/book/mathjax/**",
            lambda route: route.fulfill(path=MATHJAX / route.request.url.split("/mathjax/")[1]),
        )
        page.goto(formgrader.page_url)
        _wait_for_formulas(page)
        for link in page.get_by_text("click", exact=True).all():
            if link.evaluate("link => link.closest('a') !== null"):
                link.evaluate("link => link.closest('a').click()")
        page.wait_for_timeout(700)
        return visited

    yield open_page
    for context in contexts:
        context.close()


def _wait_for_formulas(page: Page) -> None:
    # The last thing formgrader does. A page that runs a learner's scripts may never get there.
    for _ in range(50):
        if page.evaluate("typeof MathJax === 'object' && MathJax.loaded === true"):
            return
        page.wait_for_timeout(100)


def test_no_script_of_a_learner_runs_in_formgrader(
    formgrader: Formgrader, graded: NotebookNode, visit: object
) -> None:
    vectors.write(vectors.hostile(graded), graded_file(formgrader.state, "ana"))
    seen = visit(formgrader)
    assert (seen.ran(), seen.leaks(), seen.complaints) == (set(), [], [])
    assert seen.page.url.split("?")[0] == formgrader.page_url
    again = seen.page.reload()
    assert (again.status, "'sha256-" in again.headers["content-security-policy"]) == (200, True)


def test_cleaning_alone_lets_nothing_run_or_leave(
    formgrader: Formgrader, graded: NotebookNode, visit: object
) -> None:
    vectors.write(vectors.hostile(graded), graded_file(formgrader.state, "ana"))
    seen = visit(formgrader, bypass_csp=True)
    assert (seen.ran(), seen.leaks()) == (set(), [])


def test_the_policy_alone_lets_nothing_run(
    uncleaned: Formgrader, graded: NotebookNode, visit: object
) -> None:
    vectors.write(vectors.hostile(graded, everything=False), graded_file(uncleaned.state, "ana"))
    seen = visit(uncleaned)
    assert seen.ran() == set()
    assert any("Content Security Policy" in complaint for complaint in seen.complaints)


def test_the_vectors_are_real(uncleaned: Formgrader, graded: NotebookNode, visit: object) -> None:
    vectors.write(vectors.hostile(graded, everything=False), graded_file(uncleaned.state, "ana"))
    seen = visit(uncleaned, bypass_csp=True)
    assert len(seen.ran()) >= 12, seen.ran()
    assert seen.leaks()


def test_marks_and_comments_are_saved_beside_a_hostile_notebook(
    formgrader: Formgrader, graded: NotebookNode, visit: object
) -> None:
    vectors.write(vectors.hostile(graded), graded_file(formgrader.state, "ana"))
    page = visit(formgrader).page
    for field, words in (("#note-comment", "Précis."), ("input#note", "4")):
        with page.expect_response(lambda said: said.request.method == "PUT"):
            page.locator(field).fill(words)
            page.locator(field).press("Tab")
    config = course_config(formgrader.state)
    with Gradebook(CourseDirectory(config=config).db_url, COURSE) as gradebook:
        assert gradebook.find_grade("note", LAB, LAB, "ana").manual_score == 4
        assert gradebook.find_comment("note", LAB, LAB, "ana").manual_comment == "Précis."


def test_a_file_beside_the_notebook_is_shown_without_its_scripts(
    formgrader: Formgrader, chromium: Browser
) -> None:
    page = chromium.new_page()
    answer = page.goto(f"{formgrader.page_url}evil.html")
    assert answer.status == 200 and "sandbox" in answer.headers["content-security-policy"]
    assert page.evaluate("window.ran || []") == []
    page.close()


def test_what_our_labs_show_is_still_there(
    formgrader: Formgrader, graded: NotebookNode, visit: object
) -> None:
    shown = (
        '<div lang="fr-CA"><figure><img src="data:image/png;base64,'
        f'{vectors.PIXEL}" alt="Deux courbes"><figcaption>Deux courbes</figcaption><details>'
        '<summary>Les données</summary><table><caption>Pertes</caption><thead><tr><th scope="col">'
        'pas</th></tr></thead><tbody><tr><th scope="row">1</th></tr></tbody></table></details>'
        '</figure></div><p role="note"><span style="color: #0072B2">bleu</span></p>'
    )
    cells = [
        vectors._code("text/html", shown),
        v4.new_markdown_cell(
            "> Cité, **gras**, `a < b` et $x^2$\n\n```python\nif a < b: pass\n```"
        ),
    ]
    notebook = v4.new_notebook(cells=[*cells, *graded.cells], metadata=graded.metadata)
    vectors.write(notebook, graded_file(formgrader.state, "ana"))
    page = visit(formgrader).page
    expect(page.get_by_alt_text("Deux courbes")).to_be_visible()
    page.get_by_text("Les données").click()
    expect(page.get_by_role("rowheader", name="1")).to_be_visible()
    expect(page.get_by_text("bleu")).to_have_css("color", "rgb(0, 114, 178)")
    expect(page.locator("blockquote strong")).to_have_text("gras")
    expect(page.locator("blockquote code")).to_have_text("a < b")
    expect(page.locator("pre", has_text="if a < b: pass").first).to_be_visible()
    expect(page.locator("blockquote mjx-container")).to_be_visible()


def test_no_script_of_a_learner_runs_in_the_feedback_page(
    state: State, graded: NotebookNode, chromium: Browser
) -> None:
    vectors.write(vectors.hostile(graded), graded_file(state, "ana"))
    answer = tiny.nbgrader(state).generate_feedback(LAB, "ana")
    assert answer["success"], answer
    page, requests = chromium.new_page(), []
    page.on("request", lambda request: requests.append(request.url))
    # As the teaching guide says to look at it: from the disk, with no server to set a policy.
    page.goto((state.course / "feedback" / "ana" / LAB / f"{LAB}.html").as_uri())
    for link in page.get_by_text("click", exact=True).all():
        link.evaluate("link => link.closest('a') && link.closest('a').click()")
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran || []") == []
    assert [address for address in requests if "leak" in address] == []
    assert re.search("Ma réponse", page.content())
    page.close()
