"""Rules about what pages lean on: quizzes, glossary, bibliography, drawings, words, code."""

import json

import pytest

from artia.book.check import check_book
from artia.book.rules import interface

QUIZ = """questions:
  - id: rich-one
    type: single
    tags: [C12]
    ask: {fr: "Combien? Il y en a 3.", en: "How many? There are 3."}
    options:
      - {id: a, right: true, text: {fr: Trois, en: Three}, because: {fr: Comptez, en: Count}}
      - {id: b, right: false, text: {fr: Deux, en: Two}, because: {fr: Un de moins, en: One less}}
"""
GLOSSARY = """terms:
  - id: loss
    status: D
    fr: {term: surprise, definition: "Ce que coûte une erreur."}
    en: {term: surprise, definition: "What a mistake costs."}
"""


def found(root, *rules):
    return [each.show(root) for each in check_book(root) if each.rule in rules]


@pytest.fixture
def write(sample):
    def put(name, text):
        path = sample / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return put


@pytest.fixture
def quiz(sample, write):
    """The sample with a quiz, asked by both pages."""
    write("book/quizzes/rich.yml", QUIZ)
    for code in ("fr", "en"):
        path = sample / "book" / code / "rich.md"
        text = path.read_text(encoding="utf-8")
        path.write_text(text + "\n```{quiz} rich\n```\n", encoding="utf-8")
    return sample


def test_a_sound_quiz_has_nothing_to_find(quiz):
    assert found(quiz, "quizzes", "parity-numbers", "parity-texts", "parity-quizzes") == []


@pytest.mark.parametrize(
    ("rule", "line", "old", "new"),
    [
        ("parity-numbers", 5, "There are 3.", "There are 4."),
        ("parity-texts", 8, ", en: Two", ""),
        ("quizzes", 2, "id: b", "id: a"),
        ("spelling", 5, "Combien", "Conbien"),
        ("typography-high-punctuation", 5, "Combien?", "Combien ?"),
        ("links", 5, "How many?", "How many {cite}`nobody1999`?"),
        ("inclusive", 5, "Il y en a 3", "Les artisan·es sont 3"),
    ],
)
def test_quizzes_are_read_as_pages_are(quiz, rewrite, rule, line, old, new):
    rewrite("book/quizzes/rich.yml", old, new)
    lines = found(quiz, rule)
    assert lines and lines[0].startswith(f"book/quizzes/rich.yml:{line}: {rule}: ")


def test_a_comment_leaves_a_rule_out_of_a_quiz(quiz, rewrite):
    rewrite("book/quizzes/rich.yml", "    ask:", "    # check: ignore spelling — a name\n    ask:")
    rewrite("book/quizzes/rich.yml", "Combien", "Conbien")
    assert found(quiz, "spelling") == []


def test_numbers_in_a_quizs_formulas_are_left_out(quiz, rewrite):
    rewrite("book/quizzes/rich.yml", '"Combien? Il y en a 3."', "'$0{,}25$? Il y en a 3.'")
    rewrite("book/quizzes/rich.yml", '"How many? There are 3."', "'$0.25$? There are 3.'")
    assert found(quiz, "parity-numbers") == []


def test_a_quiz_is_asked_in_both_languages_and_exists(quiz, rewrite, write):
    rewrite("book/en/rich.md", "```{quiz} rich\n```", "")
    line = (quiz / "book/fr/rich.md").read_text(encoding="utf-8").count("\n") - 1
    assert found(quiz, "parity-quizzes")[0].startswith(f"book/fr/rich.md:{line}: parity-quizzes: ")
    write("book/quizzes/lost.yml", QUIZ.replace("rich-one", "lost-one"))
    (unasked,) = found(quiz, "quizzes")
    assert unasked.startswith("book/quizzes/lost.yml:1: quizzes: no page asks it")


def test_a_term_of_the_glossary_file_is_known_and_needs_its_counterpart(sample, write):
    write("book/glossary.yml", GLOSSARY)
    write("book/fr/more.md", "# Une autre page\n\nLe mot {term}`surprise`.\n")
    assert found(sample, "glossary", "links") == []
    write("book/glossary.yml", GLOSSARY.partition("    en:")[0])
    assert found(sample, "glossary")[0].startswith("book/glossary.yml:2: glossary: ")


def test_an_entry_that_nothing_cites(sample):
    path = sample / "book/references.bib"
    before = path.read_text(encoding="utf-8")
    line = before.count("\n") + 1
    entry = "@misc{lost2020,\n  title = {Lost},\n  keywords = {KEYWORDS}\n}\n"
    for keywords, expected in (("", 1), ("m98", 0), ("other", 1)):
        path.write_text(before + entry.replace("KEYWORDS", keywords), encoding="utf-8")
        lines = found(sample, "citations")
        assert len(lines) == expected
        assert all(each.startswith(f"book/references.bib:{line}: citations: ") for each in lines)
    for code in ("fr", "en"):  # the module it waits for is written, and does not cite it
        (sample / f"book/{code}/m98-module.md").write_text("# M\n", encoding="utf-8")
    path.write_text(before + entry.replace("KEYWORDS", "m98"), encoding="utf-8")
    assert "m98 exists and does not cite it" in found(sample, "citations")[0]


@pytest.mark.parametrize(
    ("english", "problem"),
    [
        ("A straight line falls from 4.4 to 2.5 in ten steps.", None),
        ("Une droite descend de 4,4 à 2,5 en dix pas.", "is the French one"),
        ("A line.", "too short"),
        ("The loss, by model, in the sample's own measurements.", "is its caption"),
        ("", "no `alternative`"),
    ],
)
def test_a_drawn_figure_has_alternatives(sample, write, english, problem):
    captions = {"fr": "La perte.", "en": "The loss, by model, in the sample's own measurements."}
    said = {"fr": "Une droite descend de 4,4 à 2,5 en dix pas.", "en": english}
    for code in ("fr", "en"):
        write(f"book/figures/line-{code}.json", json.dumps({"alternative": said[code]}))
        text = f"# A\n\n```{{drawn}} line\n:name: fig-line\n\n{captions[code]}\n```\n"
        write(f"book/{code}/more.md", text)
    lines = found(sample, "alternatives")
    assert len(lines) == bool(problem)
    assert all(each.startswith("book/en/more.md:3: ") and problem in each for each in lines)


def test_what_a_drawing_says_is_read_in_its_language(sample, write):
    said = {"alternative": "Une droite qui desend de l’axe.", "table": {"rows": [["a", "0.50"]]}}
    write("book/figures/line-fr.json", json.dumps(said, ensure_ascii=False, indent=1))
    write("book/figures/line-en.json", json.dumps({"alternative": "It’s a “line”, 0.50 long."}))
    places = [
        each.show(sample).rpartition(": ")[0].split(": ")[:2]
        for each in check_book(sample)
        if each.path.suffix == ".json"
    ]
    assert places == [
        ["book/figures/line-fr.json:2", "spelling"],
        ["book/figures/line-fr.json:7", "typography-decimal"],
    ]


def test_drawn_figures_are_compared(sample, write):
    write("book/fr/more.md", "# A\n\n```{drawn} line\nUne ligne.\n```\n")
    write("book/en/more.md", "# A\n\n```{drawn} curve\nA line.\n```\n")
    assert found(sample, "parity-figures")[0].startswith("book/en/more.md:3: ")


def test_word_lists_keep_their_order(sample, write):
    write("book/words/fr.txt", "bigramme\nécole\nétude\nzèbre\nabri\nabri\n")
    rules = [each.split(": ")[0] for each in found(sample, "words")]
    assert rules == ["book/words/fr.txt:5", "book/words/fr.txt:6"]


def test_a_missing_dictionary_is_named(sample):
    (sample / "node_modules").unlink()
    lines = found(sample, "spelling")
    assert len(lines) == 2 and all("npm ci" in each for each in lines)


def test_interface_strings_need_their_french(tmp_path):
    (tmp_path / "locale").mkdir()
    (tmp_path / "locale/fr.po").write_text(
        'msgid "Known"\nmsgstr "Connu"\n\nmsgid "Same"\nmsgstr "Same"\n\n'
        'msgid "Two "\n"lines"\nmsgstr "Deux lignes"\n',
        encoding="utf-8",
    )
    (tmp_path / "part.py").write_text(
        '_("Known")\n_("Unknown")\n_("Same")\n_("Two "\n  "lines")\n_("Question %(number)s")\n',
        encoding="utf-8",
    )
    (tmp_path / "page.html").write_text("<p>{{ _('Known') }}</p>\n{{ _('Not there') }}\n")
    (tmp_path / "part.js").write_text('button.dataset.a;\nbutton.textContent = "Show more";\n')
    places = [f"{each.path.name}:{each.line}" for each in interface.check_code(tmp_path)]
    assert places == ["part.py:2", "part.py:3", "page.html:2", "part.js:2"]


def test_our_own_interface_has_its_french():
    assert interface.check_code() == ()
