"""Each rule of the source, broken alone: one reason, the right cell, nothing written."""

import pytest

# What is added at the end of a source that is otherwise right; cells 13 and up.
PAIR = '+++ {"tags": ["fr"]}\n\n%s\n\n+++ {"tags": ["en"]}\n\n%s\n'
CODE = "```{code-cell} ipython3\n%s\n```\n"

ADDED = {
    "accented name": (CODE % "été = 1", 13, "accented identifiers: été;"),
    "accented name in an f-string": (CODE % 'print(f"{élan}")', 13, "identifiers: élan;"),
    "accented argument": (CODE % "dict(clé=1)", 13, "accented identifiers: clé;"),
    "accented name under a magic": (CODE % "%%time\nété = 1", 13, "identifiers: été;"),
    "not Python": (CODE % "def count(:", 13, "not valid Python"),
    "code in two languages": (
        CODE % ':tags: [fr]\nlabel = "fr"' + CODE % ':tags: [en]\nlabel = "en"',
        13,
        "a code cell that differs between the languages",
    ),
    "unknown tag": (CODE % ":tags: [hide-inputs]\n1", 13, "unknown tag hide-inputs;"),
    "both tags": (
        '+++ {"tags": ["fr", "en"]}\n\nTexte\n',
        13,
        "tagged fr and en; a cell for both languages takes neither tag",
    ),
    "unknown metadata": (CODE % ":nbgradr: {grade_id: a}\n1", 13, "unknown metadata nbgradr"),
    "raw cell": ("```{raw-cell}\ntext\n```\n", 13, "a raw cell"),
    "pair of two kinds": (
        '+++ {"tags": ["fr"]}\n\nTexte\n\n' + CODE % ":tags: [en]\n1",
        13,
        "a fr markdown cell whose en counterpart is a code cell",
    ),
    "no grade_id": (
        CODE % ":nbgrader: {grade: true, points: 1}\n1",
        13,
        "without a grade_id of ASCII letters",
    ),
    "accented grade_id": (
        CODE % ":nbgrader: {grade_id: été, locked: true}\n1",
        13,
        "ASCII letters",
    ),
    "no points": (
        CODE % ":nbgrader: {grade_id: a, grade: true, solution: true}\n1",
        13,
        "a graded cell without points (a number above 0)",
    ),
    "points that are no number": (
        CODE % ":nbgrader: {grade_id: a, grade: true, solution: true, points: two}\n1",
        13,
        "a graded cell without points",
    ),
    "points but not graded": (
        CODE % ":nbgrader: {grade_id: a, solution: true, points: 1}\n1",
        13,
        "points on a cell that is not graded",
    ),
    "id used twice": (
        CODE % ":nbgrader: {grade_id: test_count, grade: true, points: 1}\n1",
        13,
        "grade_id test_count is used twice (cell 8, line ",
    ),
    "misspelt nbgrader key": (
        CODE % ":nbgrader: {grade_id: a, locked: true, loked: true}\n1",
        13,
        "unknown nbgrader key: loked",
    ),
    "flag that is no boolean": (
        CODE % ':nbgrader: {grade_id: a, locked: "yes"}\n1',
        13,
        "nbgrader locked is neither true nor false",
    ),
    "nbgrader that does nothing": (
        CODE % ":nbgrader: {grade_id: a}\n1",
        13,
        "neither grade, solution nor locked",
    ),
    "nbgrader that is no mapping": (CODE % ":nbgrader: a\n1", 13, "is not a mapping"),
    "task": (
        '+++ {"nbgrader": {"grade_id": "a", "task": true, "points": 1}}\n\nDo it\n',
        13,
        "an nbgrader task cell",
    ),
    "nbgrader on prose": (
        '+++ {"nbgrader": {"grade_id": "a", "locked": true}}\n\nLisez. / Read.\n',
        13,
        "nbgrader metadata on a prose cell",
    ),
    "stub with a language": (
        '+++ {"nbgrader": {"grade_id": "a", "grade": true, "solution": true, "points": 1}}\n\n'
        "Votre réponse ici\n### BEGIN SOLUTION\nOui\n### END SOLUTION\n",
        13,
        "the stub of a manual answer has a language (“Votre réponse ici”)",
    ),
    "solution never closed": (
        CODE % ":nbgrader: {grade_id: a, solution: true}\n### BEGIN SOLUTION\n1",
        13,
        "BEGIN SOLUTION without END SOLUTION",
    ),
    "solution never opened": (
        CODE % ":nbgrader: {grade_id: a, solution: true}\n1\n### END SOLUTION",
        13,
        "END SOLUTION without its BEGIN",
    ),
    "solution in a plain cell": (
        CODE % "### BEGIN SOLUTION\n1\n### END SOLUTION",
        13,
        "a solution region in a cell that is not solution: true",
    ),
    "hidden tests": (
        CODE % ":nbgrader: {grade_id: a, locked: true}\n### BEGIN HIDDEN TESTS\n1\n"
        "### END HIDDEN TESTS",
        13,
        "hidden tests run within reach of a learner's code; move them to checks.py",
    ),
    "hidden tests never closed": (
        CODE % "### BEGIN HIDDEN TESTS\n1",
        13,
        "move them to checks.py",
    ),
    "test without a hidden check": (
        CODE % ":nbgrader: {grade_id: a, grade: true, points: 1}\n1",
        13,
        "an autograded cell without a hidden check; write it in checks.py",
    ),
    "regions that overlap": (
        CODE % ":nbgrader: {grade_id: a, solution: true}\n### BEGIN SOLUTION\n1\n"
        "### BEGIN SOLUTION\n2\n### END SOLUTION",
        13,
        "BEGIN SOLUTION before END SOLUTION: regions do not nest",
    ),
    "mark nbgrader does not know": (
        CODE % "### begin solution\n1",
        13,
        "“begin solution” is no mark nbgrader knows",
    ),
    "marking scheme": (
        CODE % "### BEGIN MARK SCHEME\n1\n### END MARK SCHEME",
        13,
        "a marking scheme region",
    ),
    "image without words": (
        PAIR % ("![](scene.png)", "![A stage seen from the house](scene.png)"),
        13,
        "figure scene.png has no text alternative",
    ),
    "image without words in English": (
        PAIR % ("![La scène vue de la salle](scene.png)", "![](scene.png)"),
        14,
        "figure scene.png has no text alternative",
    ),
    "file name for words": (
        PAIR % ("![scene.png](scene.png)", "![A stage](scene.png)"),
        13,
        "figure scene.png: its text alternative is a file name",
    ),
    "figure directive without words": (
        PAIR
        % (
            "```{figure} scene.png\n:name: scene\n\nLa scène\n```",
            "```{figure} scene.png\n:name: scene\n:alt: A stage\n\nThe stage\n```",
        ),
        13,
        "figure scene.png has no text alternative",
    ),
    "colon figure in an admonition": (
        PAIR
        % (
            "::::{note}\n:::{figure} scene.png\n:::\n::::",
            "::::{note}\n:::{figure} scene.png\n:alt: A stage\n:::\n::::",
        ),
        13,
        "figure scene.png has no text alternative",
    ),
    "HTML image without words": (
        PAIR % ('<img src="scene.png">', '<img src="scene.png" alt="A stage">'),
        13,
        "figure scene.png has no text alternative",
    ),
    "drawing without words": (
        PAIR % ("<svg><rect/></svg>", "<svg><title>A square</title></svg>"),
        13,
        "figure <svg> has no text alternative",
    ),
    "figure in one language": (
        PAIR % ("![La scène](scene.png)", "The stage"),
        14,
        "0 figures where fr has 1",
    ),
    "same words in both": (
        PAIR % ("![La scène](scene.png)", "![La scène](scene.png)"),
        14,
        "the text alternative is the same in fr and en",
    ),
    "figure in a shared cell": (
        "+++\n\n![La scène](scene.png)\n",
        13,
        "figure scene.png is in a cell that both languages share",
    ),
}


@pytest.mark.parametrize(("added", "cell", "reason"), ADDED.values(), ids=ADDED.keys())
def test_refused_alone(workshop, added, cell, reason):
    body = workshop.source.read_text(encoding="utf-8")
    workshop.write(body + "\n" + added, front="")
    result = workshop.run("build")
    assert result.exit_code == 1
    *findings, summary = result.stderr.splitlines()
    assert len(findings) == 1, result.stderr
    assert findings[0].startswith("instructor/source/lab90/lab90.md:")
    assert f": cell {cell} (" in findings[0]
    assert reason in findings[0]
    assert summary == "Refused: 1 reason, nothing written."
    assert workshop.written() == {}


EDITED = {
    "fr alone": (
        '+++ {"tags": ["en"], "l10n": {"source_hash": "f3885253f146"}}\n\nWhat surprises you?\n\n',
        "",
        "cell 9 (“Qu'est-ce qui vous surprend?”): a fr cell with no en counterpart",
    ),
    "en alone": (
        '+++ {"tags": ["fr"]}\n\nQu\'est-ce qui vous surprend?\n\n',
        "",
        "cell 9 (“What surprises you?”): an en cell with no fr counterpart",
    ),
    "opening cell that differs further": (
        'language = "en"',
        'language = "en"\nseed = 2',
        'the opening cell may differ in "fr" and "en" only',
    ),
    "graded opening cell": (
        ":tags: [en]\n",
        ":tags: [en]\n:nbgrader: {grade_id: a, locked: true}\n",
        "nbgrader metadata on a cell tagged en; graded cells are shared",
    ),
    "stale": (
        "Qu'est-ce qui vous surprend?",
        "Qu'est-ce qui vous étonne?",
        "cell 10 (“What surprises you?”): stale pair: this en cell follows an earlier text "
        "(recorded f3885253f146, now ",
    ),
    "stale fr of an English original": (
        "Complete the function.",
        "Complete the two functions.",
        "cell 5 (“Complétez la fonction.”): stale pair: this fr cell follows an earlier text",
    ),
    "no hash": (
        '"tags": ["en"], "l10n": {"source_hash": "f3885253f146"}',
        '"tags": ["en"]',
        "stale pair: this en cell does not say which text it follows",
    ),
    "hash on the original": (
        '+++ {"tags": ["fr"]}\n\nQu\'est',
        '+++ {"tags": ["fr"], "l10n": {"source_hash": "1"}}\n\nQu\'est',
        "l10n source_hash on a cell that follows no other",
    ),
    "fr declared original": (
        '+++ {"tags": ["fr"]}\n\nQu\'est',
        '+++ {"tags": ["fr"], "l10n": {"original": true}}\n\nQu\'est',
        "l10n original: only an en prose cell is declared the original",
    ),
    "misspelt l10n": (
        '{"original": true}',
        '{"original": true, "hash": "1"}',
        'l10n is {"source_hash": "…"} or {"original": true}',
    ),
}


@pytest.mark.parametrize(("old", "new", "reason"), EDITED.values(), ids=EDITED.keys())
@pytest.mark.parametrize("option", [(), ("--check",)], ids=["build", "check"])
def test_refused_after_an_edit(workshop, old, new, reason, option):
    workshop.replace(old, new)
    result = workshop.run("build", *option)
    assert result.exit_code == 1
    findings = result.stderr.splitlines()[:-1]
    assert len(findings) == 1, result.stderr
    assert reason in findings[0]
    assert workshop.written() == {}


def test_every_reason_at_once_in_the_order_of_the_file(workshop):
    workshop.replace(":tags: [en]", ":tags: [en, wrong]")
    workshop.replace("points: 2", "locked: true")
    workshop.replace("What surprises you?", "![](a.png)")
    result = workshop.run("build", "--no-execute")
    findings = result.stderr.splitlines()
    assert [
        text in line
        for text, line in zip(
            [
                "unknown tag wrong",
                "without points",
                "a.png has no text",
                "1 figures where fr has 0",
            ],
            findings,
            strict=False,
        )
    ] == [True] * 4, result.stderr
    assert findings[-1] == "Refused: 4 reasons, nothing written."


ACCEPTED = {
    "a magic": CODE % "%matplotlib inline\n!ls\nx = 1",
    "a cell of another language": CODE % "%%bash\nété=1",
    "accents in texts and comments": CODE % 'print("été")  # été',
    "a test that raises": CODE % ":tags: [raises-exception]\ndef f(:",
    "prose that speaks of the end": PAIR % ("À la fin.", "In the end solutions differ."),
    "a figure with words": PAIR % ("![La scène](a.png)", "![The stage](a.png)"),
    "a whole-cell solution": CODE % ":nbgrader: {grade_id: a, solution: true}\nx = 1",
    "a formula": "+++\n\n$$\\ln V$$\n",
}


@pytest.mark.parametrize("added", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_not_refused(workshop, added):
    body = workshop.source.read_text(encoding="utf-8")
    workshop.write(body + "\n" + added, front="")
    result = workshop.run("build", "--no-execute")
    assert result.exit_code == 0, result.stderr


MALFORMED = {
    "not UTF-8": (b"---\n\xe9t\xe9\n", "is not encoded in UTF-8 (byte 4)"),
    "no front matter": (b"# Title\n", "does not begin with a jupytext front matter"),
    "empty": (b"", "does not begin with a jupytext front matter"),
    "bad YAML": (b"---\na: [\n---\ntext\n", "is not a readable MyST notebook"),
}


@pytest.mark.parametrize(("content", "reason"), MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_file_is_one_sentence(workshop, content, reason):
    workshop.source.write_bytes(content)
    result = workshop.run("build")
    assert result.exit_code == 1
    first, second = result.stderr.splitlines()
    assert first.startswith(f"instructor/source/lab90/lab90.md: {reason}")
    assert second == "Refused: 1 reason, nothing written."


SWALLOWED = {
    "bad cell metadata": ('+++ {"tags": ["fr"]\n\ntext\n', "is not a readable MyST notebook"),
    "code never closed": (
        "```{code-cell} ipython3\n1\n\n+++ {}\n\ntext\n",
        "fence is never closed",
    ),
    "text lost": ('+++ {"tags": ["fr"]}\n\n' + CODE % "1", "a +++ marker with no text under it"),
    "options that are no mapping": (CODE % ":tags\n1", "is not a readable MyST notebook"),
    "line separator": ("+++\n\na\u2028b\n", "holds a line end other than a line feed (U+2028)"),
    "tags that are no list": (CODE % ":tags: hint\n1", "'hint' is not of type 'array'"),
    "two kernel languages": ("```{code-cell} R\n1\n```\n", "is not a readable MyST notebook"),
}


@pytest.mark.parametrize(("added", "reason"), SWALLOWED.values(), ids=SWALLOWED.keys())
def test_cells_that_jupytext_would_lose(workshop, added, reason):
    with workshop.source.open("a", encoding="utf-8") as file:
        file.write("\n" + added)
    result = workshop.run("build", "--no-execute")
    assert result.exit_code == 1
    assert reason in result.stderr
    assert len(result.stderr.splitlines()) == 2, result.stderr


def test_names_that_lead_nowhere(workshop):
    unknown = workshop.run("build", "lab99")
    assert unknown.exit_code == 1
    assert "lab99: no such lab; labs found in instructor/source/: lab90" in unknown.stderr
    assert workshop.run("accept", "lab99").exit_code == 1
    outside = workshop.run("build", "../lab90")
    assert "../lab90: no such lab" in outside.stderr
    workshop.source.unlink()
    missing = workshop.run("build")
    assert "instructor/source/lab90/lab90.md: missing;" in missing.stderr


TITLE = "title: {fr: A, en: B}\n"
MANIFESTS = {
    "none": (None, "missing; it holds title:"),
    "bad YAML": ("title: [", "cannot be read"),
    "no mapping": ("title", "holds title:"),
    "no English title": ("title: {fr: Compter}", "the title lacks a text in fr or in en"),
    "another key": (TITLE + "file: {}", "unknown key file; it holds"),
    "another lab": (TITLE + "lab: lab91", "is that of lab lab91, not lab90"),
    "no list": (TITLE + "files: {labs/corpus: corpus}", "files is a list of from and to"),
    "missing file": (TITLE + "files: [{from: labs/x, to: x}]", "labs/x finds nothing"),
    "empty pattern": (TITLE + "files: [{from: labs/*.csv, to: x}]", "labs/*.csv finds nothing"),
    "optional, oddly": (
        TITLE + "files: [{from: labs/x, to: x, optional: perhaps}]",
        "files is a list of from and to",
    ),
    "outside": (TITLE + "files: [{from: ../.., to: x}]", "../.. finds nothing"),
    "absolute": (TITLE + "files: [{from: /etc/hostname, to: x}]", "/etc/hostname finds nothing"),
    "escape": (TITLE + "files: [{from: labs/corpus, to: ../x}]", "../x leaves the lab's folder"),
    "in the way": (TITLE + "files: [{from: labs/corpus, to: en}]", "takes a notebook's place"),
}


@pytest.mark.parametrize(("text", "reason"), MANIFESTS.values(), ids=MANIFESTS.keys())
def test_manifest_refused(workshop, text, reason):
    if text is None:
        workshop.manifest.unlink()
    else:
        workshop.manifest.write_text(text, encoding="utf-8")
    result = workshop.run("build", "--no-execute")
    assert result.exit_code == 1
    assert result.stderr.startswith("instructor/source/lab90/lab.yml: ")
    assert reason in result.stderr
