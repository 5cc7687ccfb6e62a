"""Module 2 from top to bottom in Chromium with the keyboard alone, its quiz included."""

from __future__ import annotations

import contextlib

import pytest
from playwright.sync_api import TimeoutError

#: What the focus is on: whether it is in sight, unobscured, visibly outlined, and what it is.
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getClientRects()[0] ?? element.getBoundingClientRect();  // its first line
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2);
  const y = box.top + Math.min(box.height / 2, 20);
  const top = document.elementFromPoint(x, y);
  const style = getComputedStyle(element);
  const owner = element.labels && element.labels[0];
  return {
    tag: element.tagName.toLowerCase(),
    type: element.type || "",
    classes: element.className.toString(),
    name: (element.getAttribute("aria-label") || element.innerText || element.id).trim(),
    href: element.getAttribute("href") || "",
    question: element.closest("form.artia-question")?.dataset.id || "",
    inArticle: !!element.closest("article"),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    insideLabel: !!owner,
    hit: top ? `${top.tagName}.${top.className}` : "",
    place: [box.left, box.top, box.right, box.bottom].map(Math.round).join(" "),
    uncovered: !!top && (element.contains(top) || top.contains(element) || !!owner?.contains(top)),
    inSight: box.bottom > 0 && box.top < innerHeight,
    expanded: element.getAttribute("aria-expanded"),
    open: element.parentElement?.open ?? null,
  };
}"""
NEXT_FRAME = "new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)))"
QUESTIONS = """() => [...document.querySelectorAll("form.artia-question")].map((form) => ({
  id: form.dataset.id,
  said: [...form.querySelectorAll("[role=status]")].map((each) => each.innerText).join(" ").trim(),
}))"""


def walk(page):
    """Press Tab from the top of the page until the focus leaves it; yield what it is on."""
    for _ in range(600):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            return
        if not (focus["inSight"] and focus["uncovered"]):
            with contextlib.suppress(TimeoutError):  # a busy machine is still moving it there
                page.wait_for_function(f"({FOCUS})().uncovered", timeout=3000)
            focus = page.evaluate(FOCUS)
        yield focus
    pytest.fail("the focus never leaves the page: it is trapped, or the page never ends")


def use(page, focus) -> None:
    """Do with the keyboard what the focused thing is for; a link is left alone."""
    if "term-button" in focus["classes"]:
        page.keyboard.press("Enter")
        assert page.evaluate(FOCUS)["expanded"] == "true", focus
        page.keyboard.press("Escape")
        assert page.evaluate(FOCUS)["expanded"] == "false", focus
    elif focus["tag"] == "summary" and not focus["open"]:
        page.keyboard.press("Enter")
        assert page.evaluate(FOCUS)["open"] is True, focus
    elif focus["type"] in ("radio", "checkbox"):
        page.keyboard.press("Space")
    elif focus["tag"] == "input" and focus["question"]:
        page.keyboard.type("1,2")
    elif focus["type"] == "submit" and focus["question"]:
        page.keyboard.press("Enter")
        status = f"form[data-id={focus['question']}] .artia-verdict"
        page.wait_for_function("s => document.querySelector(s)?.innerText", arg=status)
    page.evaluate(NEXT_FRAME)  # a person is slower than what opens and pushes the rest down


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
def test_module_2_by_keyboard_alone(sites, addresses, watch, width, scheme):
    visit = watch(addresses[sites], width, scheme)
    page = visit.page
    page.goto(visit.base + "fr/m02-learning.html")
    page.evaluate("document.fonts.ready.then(() => true)")
    seen, unseen = [], []
    for focus in walk(page):
        seen.append(focus)
        if not (focus["inSight"] and focus["uncovered"]):
            where = f"at {focus['place']}, under {focus['hit']}"
            unseen.append(f"hidden: {focus['tag']} {focus['name'][:60]!r} {where}")
        if focus["inArticle"] and not focus["outlined"]:
            unseen.append(f"no outline: {focus['tag']} {focus['name'][:60]!r}")
        use(page, focus)
    assert unseen == []
    assert seen[0]["href"] == "#main-content"
    definitions = [each for each in seen if "term-button" in each["classes"]]
    assert len(definitions) == page.locator("article .term-button").count() > 20
    assert sum("open-lab-button" in each["classes"] for each in seen) == 1
    silent = [each["id"] for each in page.evaluate(QUESTIONS) if not each["said"]]
    assert silent == [], "questions that said nothing once answered"
    assert page.locator("article details:not([open]):visible > summary:visible").count() == 0
    following = [each for each in seen if each["href"].endswith("labs/lab02.html")]
    assert following, "the next step is out of the keyboard's reach"
    assert visit.problems == []
