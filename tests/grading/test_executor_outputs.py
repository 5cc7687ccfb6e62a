"""Outputs are bounded, storable, and never a way to a better mark."""

import json

import pytest

from artia.grading.executor.outputs import Collector
from artia.grading.outcomes import Outcome

from .executing import code, exam, execute

RAW = """
kernel = get_ipython().kernel
def send(kind, content, parent=None):
    kernel.session.send(
        kernel.iopub_socket, kind, content, parent=parent or kernel.get_parent("shell"),
        ident=kernel.topic(kind) if hasattr(kernel, "topic") else kernel._topic(kind),
    )
"""


@pytest.mark.parametrize(
    ("result", "score"),
    [("0.5", 0.5), ("2", 2), ("'text'", 2), ("None", 2), ("0", 0)],
)
def test_a_result_gives_the_marks_nbgrader_gives(result, score):
    run = execute(exam(result))
    assert run.score() == score
    assert run.report.outcome is Outcome.OK


@pytest.mark.parametrize("result", ["float('nan')", "1e9", "-1", "float('inf')", "2.01"])
def test_an_impossible_result_is_worth_nothing(result):
    run = execute(exam(result), language="fr")
    assert run.score() == 0
    assert run.outcomes == [Outcome.POLICY]
    assert "Résultat refusé" in run.shown(0)


def test_results_without_text_or_with_lists_do_not_stop_grading():
    send = RAW + 'send("execute_result", {"data": %s, "metadata": {}, "execution_count": 1})'
    run = execute(
        exam(send % '{"text/html": "2"}', "html"),
        exam(send % '{"text/plain": ["2", "0"]}', "list"),
        exam(send % '{"text/plain": ""}', "empty"),
        exam(send % "{}", "nothing"),
        exam(send % "None", "none"),
    )
    assert [run.score(name) for name in ("html", "list", "empty", "nothing", "none")] == [0] * 5


def test_a_long_output_is_cut_and_graded():
    run = execute(code("print('x' * 1_500_000)"), exam("assert True"), output_limit=100_000)
    assert len(run.shown(0)) < 110_000
    assert "100\N{NO-BREAK SPACE}kB" in run.shown(0)
    assert run.score() == 2


def test_many_outputs_are_cut_but_an_error_after_them_still_counts():
    run = execute(
        exam("from IPython.display import display\nfor i in range(3000):\n    display(i)\nassert 0")
    )
    assert run.score() == 0
    assert len(run.notebook.cells[0].outputs) < 1100


def test_a_flood_kills_the_kernel():
    flood = RAW + "while True:\n    send('stream', {'name': 'stdout', 'text': 'x' * 100_000})"
    run = execute(code("kept = 1"), code(flood), exam("assert kept"))
    assert run.outcomes == [Outcome.POLICY]
    assert "Too much output" in run.shown(1)
    assert run.score() == 2


def test_one_enormous_message_closes_the_connection_not_the_grader():
    huge = (
        RAW
        + "send('stream', {'name': 'stdout', 'text': 'x' * 30_000_000})\n"
        + "import time\ntime.sleep(60)"
    )
    run = execute(code(huge), exam("assert True"), wall_limit=60)
    assert run.outcomes == [Outcome.POLICY]
    assert run.score() == 2


ASCII = "import json\nkernel.session.pack = lambda o: json.dumps(o, default=str).encode()\n"


def test_surrogates_and_control_characters_are_stored():
    stream = r"send('stream', {'name': 'stdout', 'text': 'a\ud800b\x00c\x0bd'})"
    error = r"send('error', {'ename': '\udfff', 'evalue': 'x\ud800', 'traceback': [1, 'y']})"
    run = execute(code(RAW + ASCII + stream), code(error), exam("assert True"))
    assert run.notebook.cells[0].outputs[0].text == r"a\ud800bcd"
    assert run.notebook.cells[1].outputs[0].ename == r"\udfff"
    assert run.score() == 2


FORGED = {
    "no keys": "send('stream', {})",
    "wrong types": "send('stream', {'name': 3, 'text': {}})",
    "bundle of nothing": "send('display_data', {'data': None, 'metadata': 4})",
    "number in a bundle": "send('display_data', {'data': {'text/plain': 3, 4: 5}, 'metadata': {}})",
    "nan": "send('display_data', {'data': {'application/json': float('nan')}, 'metadata': {}})",
    "traceback": "send('error', {'ename': [], 'evalue': None, 'traceback': 'text'})",
    "unknown kind": "send('finish', {'text': 'x'})",
    "comm": "send('comm_open', {'comm_id': [], 'data': 3, 'target_name': None})",
    "comm flood": "for i in range(2000): send('comm_msg', {'comm_id': 'a', 'data': {'state': {}}})",
    "status": "send('status', {'execution_state': ['idle']})",
    "update of nothing": "send('update_display_data', {'data': 1, 'transient': {'display_id': 9}})",
    "transient": "send('display_data', {'data': {'text/plain': 'x'}, 'transient': 7})",
    "clear": "send('clear_output', {'wait': 'perhaps'})",
    "another parent": "send('error', {'ename': 'a', 'evalue': '', 'traceback': []}, {'a': 1})",
    "nested": "send('display_data', {'data': {'application/json': eval('[' * 80 + ']' * 80)}})",
    "not signed": "kernel.iopub_socket.send_multipart([b'<IDS|MSG>', b'', b'{', b'', b'', b''])",
    "one frame": "kernel.iopub_socket.send_multipart([b''])",
}


def test_malformed_messages_stop_nothing():
    cells = [code(RAW)]
    for name, message in FORGED.items():
        cells += [code(message), exam("assert True", name)]
    run = execute(*cells)
    assert {name: run.score(name) for name in FORGED} == dict.fromkeys(FORGED, 2)
    assert run.report.outcome is Outcome.OK


def test_a_forged_idle_does_not_cut_the_cell():
    forged = (
        RAW + "send('status', {'execution_state': 'idle'})\nimport time\ntime.sleep(0.5)\nassert 0"
    )
    assert execute(exam(forged)).score() == 0


def test_a_later_cell_cannot_rewrite_a_marked_one():
    show = "from IPython.display import display\nh = display('0', display_id='mark')\n0"
    forge = RAW + (
        "send('update_display_data', {'data': {'text/plain': '2'}, 'metadata': {}, "
        "'transient': {'display_id': 'mark'}})"
    )
    run = execute(exam(show), code(forge))
    assert run.score() == 0
    assert "2" not in run.shown(0)


def test_a_kernel_that_hides_its_traceback_still_fails():
    quiet = "get_ipython().showtraceback = lambda *a, **k: None"
    assert execute(code(quiet), exam("assert False")).score() == 0


def test_a_display_is_updated_within_its_cell():
    cell = "from IPython.display import display\nh = display(1, display_id=True)\nh.update(42)"
    assert execute(code(cell)).shown(0) == "42"


def test_a_budget_is_kept_whatever_the_messages():
    collector = Collector(1000)
    for index in range(5000):
        collector.take("display_data", {"data": {"image/png": "A" * index, "text/plain": "x" * 9}})
        collector.take("stream", {"name": "stdout", "text": "é" * 50})
    outputs = collector.finish()
    assert len(json.dumps(outputs)) < 300_000
    texts = [o.data.get("image/png", "") for o in outputs if o.output_type == "display_data"]
    assert sum(map(len, texts)) <= 1000


@pytest.mark.parametrize("end", ["print('bad', file=sys.stderr)", "assert 0", "0"])
def test_what_decides_the_mark_is_kept_past_the_limit(end):
    source = f"import sys\nprint('x' * 20_000)\nsys.stdout.flush()\n{end}"
    run = execute(exam(source), output_limit=10_000)
    assert run.score() == 0
    assert run.report.outcome is Outcome.OK


def test_forged_errors_are_bounded_too():
    collector = Collector(1000)
    for size in (99_999, *[9] * 3000):
        traceback = ["t" * size] * 500
        collector.take("error", {"ename": "E" * size, "evalue": "v", "traceback": traceback})
    assert len(json.dumps(collector.finish())) < 500_000


def test_a_notebook_of_long_outputs_is_bounded_as_a_whole():
    run = execute(*[code("print('x' * 900)") for _ in range(40)], exam("0"), output_limit=1000)
    assert sum(len(run.shown(index)) for index in range(40)) < 30_000
    assert run.score() == 0
