"""The quiz of module 2 in Chromium: by keyboard, announced, remembered, erased, without scripts."""

from pathlib import Path

import pytest

from artia.book.quiz.reading import read_quiz

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
QUIZ = read_quiz(ROOT / "book/quizzes/m02-learning.yml")
TYPES = ("order", "single", "numeric", "multiple")
#: The first question of each type.
FIRST = {kind: next(q for q in QUIZ.questions if q.type == kind) for kind in TYPES}
YES, NOT_YET = "Oui, c’est juste.", "Pas encore."
COUNT = "Réponses données\u00a0: {} sur 8"


@pytest.fixture(scope="module")
def address(sites, serve):
    return serve(sites) + "fr/m02-learning.html"


@pytest.fixture
def open_page(chromium):
    """Open a page; the test fails when it asks for something elsewhere or logs an error."""
    contexts, problems = [], []

    def make(url, width=1280, scheme="light", **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        base = url.partition("fr/")[0]
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: said.type == "error" and problems.append(said.text))
        page.on("request", lambda r: r.url.startswith((base, "data:")) or problems.append(r.url))
        page.goto(url)
        return page

    yield make
    for context in contexts:
        context.close()
    assert problems == []


def tab_to(page, selector):
    """Press Tab, or Shift and Tab when it is above, until the element has the focus."""
    place = """(selector) => {
      const here = document.activeElement, there = document.querySelector(selector);
      if (here === there) return 0;
      return here.compareDocumentPosition(there) & Node.DOCUMENT_POSITION_PRECEDING ? -1 : 1;
    }"""
    for _ in range(60):
        direction = page.evaluate(place, selector)
        if not direction:
            return
        page.keyboard.press("Tab" if direction > 0 else "Shift+Tab")
    pytest.fail(f"Tab never reached {selector}")


def check(page, question, expected):
    """Press the question's button, and wait for what is announced."""
    form = f"#quiz-{question.id}"
    tab_to(page, f"{form} .artia-check")
    page.keyboard.press("Enter")
    said = page.locator(f"{form} .artia-result[role=status]")
    said.filter(has_text=expected).wait_for()
    return said.inner_text()


def wait_for_count(page, done):
    page.locator(".artia-quiz-count").filter(has_text=COUNT.format(done)).wait_for()


def answer_everything(page):
    """Answer the first question of each type by keyboard alone, wrong then right."""
    page.locator(".artia-quiz-erase").focus()  # the page's own links come before
    order = FIRST["order"]
    said = check(page, order, NOT_YET)
    assert "Étapes à leur place" in said and "En position 1" in said
    right = [step.id for step in order.options]
    for position, step in enumerate(right):
        button = f"#quiz-{order.id} [data-option={step}] [data-move=up]"
        now = page.evaluate(
            "id => [...document.querySelectorAll(`#${id} .artia-step`)].map(s => s.dataset.option)",
            f"quiz-{order.id}",
        )
        for moved in range(now.index(step) - position):
            tab_to(page, button)
            page.keyboard.press("Space")
            announced = page.locator(f"#quiz-{order.id} .artia-said[role=status]").text_content()
            assert f"Position {now.index(step) - moved} sur 5." in announced
            assert page.evaluate("s => document.activeElement.matches(s)", button)
    assert check(page, order, YES).startswith(("✓", YES))

    single = FIRST["single"]
    good = next(option.id for option in single.options if option.right)
    check(page, single, "Choisissez d’abord une réponse.")
    tab_to(page, f"#quiz-{single.id}-{single.options[0].id}")
    page.keyboard.press("Space")
    assert "Tentant" in check(page, single, NOT_YET)
    tab_to(page, f"#quiz-{single.id} :checked")
    while not page.evaluate("good => document.activeElement.value === good", good):
        page.keyboard.press("ArrowDown")
    assert "2,30" in check(page, single, YES)

    numeric = FIRST["numeric"]
    field = f"#quiz-{numeric.id}-number"
    check(page, numeric, "Écrivez d’abord un nombre")
    for typed, expected in (
        ("beaucoup", "et on a lu «\u00a0beaucoup\u00a0»"),
        ("1,2,3", "On attendait un nombre seul"),
        ("<b>4", "et on a lu «\u00a0<b>4\u00a0»"),
        ("7", "7 n’est pas la réponse"),
        ("4", "perplexité"),
        ("−1.39", "signe"),
        ("1.39", YES),
        (" 1,386 ", YES),
    ):
        tab_to(page, field)
        page.keyboard.press("Control+a")
        page.keyboard.type(typed)
        check(page, numeric, expected)
    assert page.locator(f"#quiz-{numeric.id} .artia-result b").count() == 0

    multiple = FIRST["multiple"]
    goods = [option.id for option in multiple.options if option.right]
    bad = next(option.id for option in multiple.options if not option.right)
    for option in (goods[0], bad):
        tab_to(page, f"#quiz-{multiple.id}-{option}")
        page.keyboard.press("Space")
    said = check(page, multiple, NOT_YET)
    assert "À retenir." in said and "À écarter." in said and "cocher encore\u00a0: 1." in said
    for option in (bad, *goods[1:]):
        tab_to(page, f"#quiz-{multiple.id}-{option}")
        page.keyboard.press("Space")
    assert "À écarter." not in check(page, multiple, YES)
    wait_for_count(page, 4)


def test_by_keyboard_then_reloaded_then_erased(address, open_page):
    page = open_page(address)
    wait_for_count(page, 0)
    answer_everything(page)
    page.reload()
    wait_for_count(page, 4)
    results = page.locator(".artia-result[data-verdict=right]")
    assert results.count() == 4
    assert page.locator(f"#quiz-{FIRST['numeric'].id}-number").input_value() == "1,386"
    first = page.locator(".artia-step").first
    assert first.get_attribute("data-option") == FIRST["order"].options[0].id
    # The English page has the same answers.
    page.goto(address.replace("/fr/", "/en/"))
    page.locator(".artia-quiz-count").filter(has_text="4 of 8 answered").wait_for()
    page.locator(".artia-quiz-erase").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Your answers to this quiz are erased.").wait_for()
    assert page.evaluate("localStorage.getItem('artia-quiz:m02-learning')") is None
    assert results.count() == 0 and page.locator(".artia-option :checked").count() == 0
    page.goto(address)
    wait_for_count(page, 0)
    assert page.locator(".artia-step").first.get_attribute("data-option") == FIRST["order"].shown[0]


def test_answers_are_folded_until_a_question_is_answered(address, open_page):
    page = open_page(address)
    assert page.locator(".artia-answers:visible").count() == 0
    question = FIRST["single"]
    page.check(f"#quiz-{question.id}-{question.options[0].id}")
    page.click(f"#quiz-{question.id} .artia-check")
    page.locator(f"#quiz-{question.id} summary").click()
    assert page.locator(f"#quiz-{question.id} .artia-reason:visible").count() == 3
    assert page.locator(".artia-answers:visible").count() == 1
    # On paper, every answer and no button.
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".artia-reason:visible").count() == page.locator(".artia-reason").count()
    assert page.locator(".artia-quiz button:visible").count() == 0


def test_without_javascript_the_answers_unfold(address, open_page):
    page = open_page(address, java_script_enabled=False)
    assert page.locator(".artia-quiz button:visible").count() == 0
    answers = page.locator(".artia-answers")
    assert answers.count() == page.locator(".artia-answers:visible").count() == 8
    assert page.locator(".artia-reason:visible").count() == 0
    answers.nth(1).locator("summary").press("Enter")
    assert page.locator(".artia-reason:visible").count() == 3


#: The theme's own scripts have no such care: only what is ours is refused.
REFUSED = """for (const name of ["getItem", "setItem", "removeItem"]) {
  const real = Storage.prototype[name];
  Storage.prototype[name] = function (key, ...rest) {
    if (key.startsWith("artia-quiz")) throw new DOMException("refused", "SecurityError");
    return real.call(this, key, ...rest);
  };
}"""


def test_where_storage_is_refused_and_from_disk(sites, open_page, address):
    page = open_page(address)
    page.add_init_script(REFUSED)
    page.reload()
    page.get_by_text("Ce navigateur refuse de garder vos réponses").wait_for()
    page.fill(f"#quiz-{FIRST['numeric'].id}-number", "1,39")
    page.keyboard.press("Enter")
    wait_for_count(page, 1)
    page = open_page((sites / "fr/m02-learning.html").as_uri())
    page.fill(f"#quiz-{FIRST['numeric'].id}-number", "1,39")
    page.keyboard.press("Enter")
    wait_for_count(page, 1)
    page.reload()
    wait_for_count(page, 1)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
def test_axe_finds_nothing_with_results_displayed(address, open_page, width, scheme):
    page = open_page(address, width, scheme)
    page.check(f"#quiz-{FIRST['single'].id}-{FIRST['single'].options[0].id}")
    page.fill(f"#quiz-{FIRST['numeric'].id}-number", "1,39")
    for kind in TYPES:
        page.click(f"#quiz-{FIRST[kind].id} .artia-check")
    page.locator(".artia-result[data-verdict=right]").wait_for()
    page.locator(f"#quiz-{FIRST['single'].id} summary").click()
    verdicts = page.locator(".artia-result").evaluate_all("all => all.map(e => e.dataset.verdict)")
    assert {"right", "wrong", "none"} <= set(verdicts)
    page.add_script_tag(path=str(AXE))
    violations = page.evaluate("axe.run('.artia-quiz')")["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
