"""What people click, in words: used by the browser tests."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from .conftest import Visitor


def own_password(name: str) -> str:
    return f"la phrase secrète de {name}"


def log_in(visitor: Visitor, printed: str | None = None) -> None:
    """Log in; with a printed password, choose one's own on the way. Ends on the welcome page."""
    page = visitor.page
    page.goto(f"{visitor.hub.url}/hub/login")
    page.get_by_label(re.compile("User name")).fill(visitor.name)
    page.locator("#password_input").fill(printed or own_password(visitor.name))
    page.get_by_role("button", name=re.compile("Enter")).click()
    if printed:
        page.wait_for_url("**/hub/first-password**")
        visitor.axe("first password")
        page.locator("#new_password_input").fill(own_password(visitor.name))
        page.locator("#new_password_confirmation_input").fill(own_password(visitor.name))
        page.get_by_role("button", name=re.compile("Enregistrer|Save")).click()
    page.wait_for_url(f"**/user/{visitor.name}/artia/**", timeout=120_000)


def open_lab(visitor: Visitor, lab: str = "lab02") -> None:
    """Open a lab from the welcome page, and wait until its kernel is ready."""
    page, number = visitor.page, lab.removeprefix("lab")
    name = re.compile(rf"^(Ouvrir|Reprendre|Open|Go on).* {number}$")
    page.get_by_role("link", name=name).click()
    page.wait_for_url(f"**/doc/tree/{lab}/{lab}.ipynb", timeout=60_000)
    expect(page.locator(".jp-Notebook .jp-Cell").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text(re.compile(r"\| (Idle|Inactif)$"))).to_be_visible(timeout=90_000)


def cell_with(page: Page, words: str) -> Locator:
    """Return the first cell that shows these words."""
    return page.locator(".jp-Cell", has_text=words).first


def retype_line(page: Page, cell: Locator, line: str, lines: list[str]) -> None:
    """Replace one line of a code cell by others, by keyboard; the editor indents them alike."""
    cell.scroll_into_view_if_needed()
    cell.locator(".cm-line", has_text=line).first.click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.type(lines[0])
    for following in lines[1:]:
        page.keyboard.press("Enter")
        page.keyboard.type(following)


def run_cell(page: Page, cell: Locator) -> None:
    """Run the cell being edited, and wait for its number."""
    prompt = cell.locator(".jp-InputPrompt").first
    for _ in range(5):
        cell.locator(".cm-line").first.click()
        page.keyboard.press("Shift+Enter")
        page.wait_for_timeout(1500)
        # A notebook that is still settling may swallow the first key, as it may a person's.
        if prompt.inner_text().strip() != "[ ]:":
            break
    expect(prompt).to_have_text(re.compile(r"\[\d+\]"), timeout=120_000)


def write_answer(page: Page, cell: Locator, answer: str) -> None:
    """Write a manual answer in place of the pencil, by keyboard."""
    cell.scroll_into_view_if_needed()
    cell.click()
    page.keyboard.press("Enter")
    # The cell is no longer the same to a locator that looks for its rendered text.
    page.locator(".jp-Cell.jp-mod-active .cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(answer)
    page.keyboard.press("Shift+Enter")


def save(page: Page, notebook: Path, expected: str) -> None:
    """Press Ctrl+S and wait until the words are on disk."""
    page.keyboard.press("Control+s")
    for _ in range(100):
        if expected in notebook.read_text(encoding="utf-8"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{expected!r} was not saved in {notebook}")


def validate(page: Page) -> str:
    """Click nbgrader's Validate button and return what it answers."""
    page.get_by_role("button", name="Validate").first.click()
    dialog = page.locator(".jp-Dialog, dialog[open]").last
    expect(dialog).to_be_visible(timeout=400_000)
    said = dialog.inner_text()
    dialog.get_by_role("button").last.click()
    return said


def course_page(visitor: Visitor) -> Page:
    """Go to the course page, where a person lands."""
    visitor.page.goto(f"{visitor.hub.url}/hub/user-redirect/artia/")
    visitor.page.wait_for_url("**/artia/**")
    return visitor.page


def lab_on(page: Page, lab: str = "lab02") -> Locator:
    """Return what the course page says of a lab."""
    return page.locator(f"li#{lab}")


def submit(visitor: Visitor, lab: str = "lab02") -> None:
    """Go to the course page and submit."""
    page = course_page(visitor)
    lab_on(page, lab).get_by_role("button", name=re.compile("^(Remettre|Submit)")).click()
    page.wait_for_url("**said=submitted**")


def read_feedback(visitor: Visitor, lab: str = "lab02") -> str:
    """Open the feedback from the course page, and return the page."""
    page = visitor.page
    name = re.compile("^(Lire la rétroaction|Read the feedback)")
    lab_on(page, lab).get_by_role("link", name=name).click()
    page.wait_for_url(f"**/artia/feedback/{lab}")
    # The page itself forbids every script, axe's included: a copy of it is examined.
    copy = visitor.context.new_page()
    copy.set_content(page.content())
    visitor.axe(f"feedback, {lab}", copy)
    copy.close()
    return page.content()


def return_feedback(page: Page, lab: str = "lab02") -> None:
    """Prepare and release the feedback on a lab, from formgrader's list of assignments."""
    row = page.locator("tr", has_text=lab)
    row.locator(".glyphicon-comment").click()
    done(page)
    row.locator(".glyphicon-envelope").click()
    done(page)


def done(page: Page) -> str:
    """Wait for formgrader's answer, close it and return it; fail on its error box."""
    box = page.locator(".modal.in, .modal.show").last
    expect(box).to_be_visible(timeout=400_000)
    title, said = box.locator(".modal-title").inner_text(), box.inner_text()
    assert title.strip() == "Success", said
    box.get_by_role("button").last.click()
    expect(page.locator(".modal.in, .modal.show")).to_have_count(0)
    return said
