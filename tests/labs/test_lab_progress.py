"""Curves, figures and what is seen during training, with and without widgets."""

import re

import nbformat
import pytest
from nbclient import NotebookClient

from artia.labs import charts, figures
from artia.labs.progress import curve, frontend
from artia.labs.progress.reading import read_curve, shape
from artia.labs.training import History

OVER = History(400, [0, 100, 200, 300, 400], [4.4, 2, 1.5, 1.1, 0.9], [4.4, 2.1, 1.6, 1.7, 1.8])
LEARNING = History(100, [0, 50, 100], [4.4, 2.3, 2.0], [4.4, 2.35, 2.1])


def _history(seen, aside):
    return History(100, [0, 50, 100], seen, aside)


def test_the_alternative_says_where_the_curves_go():
    assert curve.describe(OVER) == (
        "Deux courbes de perte sur 400\u00a0pas. Sur les textes vus, la perte passe de 4,40 à "
        "0,90. Sur les textes mis de côté, elle descend de 4,40 à 1,60 vers le pas 200, puis "
        "remonte à 1,80."
    )
    assert "remonte" not in curve.describe(LEARNING)


def test_five_shapes_are_told_apart(language):
    shapes = {
        "overfitted": OVER,
        "learning": LEARNING,
        "underfitted": _history([4.4, 3.0, 2.8], [4.4, 3.0, 2.8]),
        "barely begun": _history([4.4, 4.3, 4.2], [4.4, 4.3, 4.2]),
        "diverged": _history([4.4, 6.0, float("nan")], [4.4, 6.0, float("nan")]),
    }
    sentences = set()
    for name, history in shapes.items():
        assert shape(history, 2.4) == name
        sentence = read_curve(history, 2.4)
        assert "{" not in sentence and not sentence.startswith("curve:")
        sentences.add(sentence)
    assert len(sentences) == 5
    # learnt by heart and worse than chance on new pages: overfitted, not diverged
    assert shape(_history([4.4, 1.0, 0.2], [4.4, 2.7, 4.7]), 2.4) == "overfitted"


def test_a_figure_carries_its_alternative_and_its_data(language):
    html = figures.figure_html(
        curve.loss_figure(OVER), curve.describe(OVER), curve.loss_table(OVER)
    )
    alt = re.search(r'<img src="data:image/png;base64,[^"]+" alt="([^"]+)">', html)
    assert alt and alt.group(1) == curve.describe(OVER)
    assert html.count('<th scope="row">') == 5 and html.count('<th scope="col">') == 3
    assert f'<div lang="{language}-CA">' in html and "<summary>" in html


def test_charts_say_their_numbers_and_name_invisible_characters(language):
    _, alt, (_, rows) = charts.loss_bars({"a": 2.0, "b": 1.5})
    assert rows[0][2] in ("7,4", "7.4") and alt.count("1") and "{" not in alt
    chances = {0.5: [0.9, 0.1, 0.0], 2: [0.5, 0.3, 0.2]}
    _, alt, (headers, rows) = charts.next_character_bars([" ", "\n", "a"], chances)
    assert len(headers) == 3 and len(rows) == 3
    assert rows[0][0] in ("espace", "space") and rows[1][0] == "↵" and rows[0][0] in alt


def test_colours_are_doubled_by_markers_and_stand_out_on_white():
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    lines = curve.loss_figure(OVER).axes[0].lines
    assert {line.get_marker() for line in lines} == {"o", "s"}
    assert {line.get_linestyle() for line in lines} == {"-", "--"}
    for line in lines:
        assert 1.05 / (luminance(line.get_color()) + 0.05) >= 3


@pytest.mark.parametrize(
    ("environment", "kernel", "expected"),
    [
        ({"JPY_SESSION_NAME": "lab02.ipynb"}, True, True),
        ({"JPY_SESSION_NAME": "lab02.ipynb"}, False, False),
        ({}, True, False),
        ({"JPY_SESSION_NAME": "lab02.ipynb", "NBGRADER_EXECUTION": "validate"}, True, False),
        ({"JPY_SESSION_NAME": "lab02.ipynb", "ARTIA_PROGRESS": "plain"}, True, False),
        ({"ARTIA_PROGRESS": "widget"}, True, True),
    ],
)
def test_widgets_only_where_someone_can_see_them(environment, kernel, expected, monkeypatch):
    for name in (*frontend.OPENED_BY_A_PERSON, "NBGRADER_EXECUTION", "ARTIA_PROGRESS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(frontend, "in_notebook", lambda: kernel)
    assert frontend.has_widgets() is expected


TRAIN = """
from artia.labs import open_lab, tinygpt
from artia.labs.text import Vocabulary
from artia.labs.training import train
lab = open_lab("lab02", "en")
text = lab.corpus()[:3000]
vocabulary = Vocabulary(text)
ids = vocabulary.encode(text)
model = tinygpt.build(vocabulary.size, width=16, layers=1, heads=2)
history = train(model, ids, ids, steps=10, measures=5, watch=lab.live_curve(vocabulary))
"""


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["plain", "widget"])
def test_training_in_a_notebook_leaves_one_figure(mode, monkeypatch):
    monkeypatch.setenv("ARTIA_PROGRESS", mode)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(TRAIN)])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    outputs = notebook.cells[0].outputs
    pages = [output.data for output in outputs if output.output_type == "display_data"]
    drawn = [page for page in pages if "<figure>" in page.get("text/html", "")]
    assert len(drawn) == 1  # redrawn in place, not repeated
    assert drawn[0]["text/plain"].startswith("Two loss curves over 10 steps.")
    assert all("image/png" not in page for page in pages)
    bars = [p for p in pages if "application/vnd.jupyter.widget-view+json" in p]
    assert len(bars) == (mode == "widget")
    printed = "".join(output.get("text", "") for output in outputs)
    assert ("step 10: texts seen" in printed) == (mode == "plain")
