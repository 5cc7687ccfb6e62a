"""Notebooks that claim what they are not: marks, cells, versions, reports; or are no notebooks."""

import json
import os
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from artia.grading.outcomes import KEY

from .attack import OK, POLICY, TIMEOUT, Attack, cell_of
from .lab import CHECKED, IN_KERNEL, MANUAL, NOTEBOOK, POINTS, RIGHT, marks
from .world import World

NO_GAIN = "gain a point, nor be left without an outcome"


def _edited(name: str, tries: str, edit: Callable[[NotebookNode], None], **more) -> Attack:
    return Attack(name, tries, NO_GAIN, edit=edit, **more)


def _raw(name: str, tries: str, content: Callable[[], bytes], **more) -> Attack:
    def submit(folder: Path, _world: World) -> None:
        (folder / NOTEBOOK).write_bytes(content())

    return Attack(name, tries, NO_GAIN, submit=submit, **{"outcomes": (POLICY,), **more})


def _tests(notebook: NotebookNode) -> list[NotebookNode]:
    return [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("locked")]


def _claim_points(notebook: NotebookNode) -> None:
    for cell, points in zip(_tests(notebook), (100, 10**9, 1e308, -5, 99), strict=True):
        cell.metadata.nbgrader.points = points


def _claim_garbage(notebook: NotebookNode) -> None:
    garbage = ["a hundred", None, [1], {"a": 1}, "1e999"]
    for cell, points in zip(_tests(notebook), garbage, strict=True):
        cell.metadata.nbgrader.points = points


def _add_grade_cells(notebook: NotebookNode) -> None:
    for name in ("bonus", "test_center2", "", "../bonus", "x" * 300):
        cell = new_code_cell("'full marks'")
        cell.metadata["nbgrader"] = {**cell_of(notebook, "test_center").metadata.nbgrader}
        cell.metadata.nbgrader.update(grade_id=name, points=50)
        notebook.cells.append(cell)


def _duplicate(notebook: NotebookNode) -> None:
    for grade_id in CHECKED | IN_KERNEL:
        for place in (0, len(notebook.cells)):
            cell = deepcopy(cell_of(notebook, grade_id))
            cell.source, cell.id = "pass", f"{grade_id}-{place}"
            notebook.cells.insert(place, cell)


def _delete_tests(notebook: NotebookNode) -> None:
    tests = _tests(notebook)
    notebook.cells = [cell for cell in notebook.cells if cell not in tests]


def _delete_everything(notebook: NotebookNode) -> None:
    notebook.cells = []


def _edit_tests(notebook: NotebookNode) -> None:
    for cell in _tests(notebook):
        cell.source = "2.0"


def _test_before_answers(notebook: NotebookNode) -> None:
    notebook.cells.sort(key=lambda c: not c.metadata.get("nbgrader", {}).get("locked"))


def _change_flags(**flags) -> Callable[[NotebookNode], None]:
    def edit(notebook: NotebookNode) -> None:
        for cell in _tests(notebook):
            cell.metadata.nbgrader.update(flags)
            cell.source = "pass"

    return edit


def _change_types(notebook: NotebookNode) -> None:
    for cell in _tests(notebook):
        cell.cell_type = "markdown"
        del cell["outputs"], cell["execution_count"]


def _claim_the_manual_mark(notebook: NotebookNode) -> None:
    cell = cell_of(notebook, MANUAL)
    cell.metadata.nbgrader.update(solution=False, locked=True)
    cell.source = "2.0"


def _swap_ids(notebook: NotebookNode) -> None:
    for name in ("double", "center"):
        answer, test = cell_of(notebook, name), cell_of(notebook, f"test_{name}")
        answer.metadata, test.metadata = test.metadata, answer.metadata


def _damage_metadata(notebook: NotebookNode) -> None:
    damages = [[], "nbgrader", 3, {"grade": True}, {"grade_id": 3, "grade": "yes"}]
    for cell, damage in zip(_tests(notebook), damages, strict=True):
        cell.metadata["nbgrader"] = damage


def _schema_versions(notebook: NotebookNode) -> None:
    versions = [0, 1, 99, "three", None]
    for cell, version in zip(_tests(notebook), versions, strict=True):
        cell.metadata.nbgrader.schema_version = version


def _forge_the_report(notebook: NotebookNode) -> None:
    notebook.metadata[KEY] = {
        "outcome": "ok",
        "events": [{"outcome": "ok", "detail": "FORGED", "cell": 0, "grade_id": "test_center"}],
        "tier": "FORGED",
        "cpu_seconds": -1,
        "wall_seconds": "soon",
        "scores": POINTS,
    }
    notebook.metadata["nbgrader"] = {"scores": POINTS, "FORGED": True}
    for cell in _tests(notebook):
        cell.metadata[KEY] = {"score": 3.0, "outcome": "ok", "message": "FORGED"}


def _forge_outputs(notebook: NotebookNode) -> None:
    for cell in _tests(notebook):
        result = new_output("execute_result", {"text/plain": "2.0"}, execution_count=1)
        cell.outputs, cell.execution_count = [result], 1
        cell.metadata["execution"] = {"shell.execute_reply": "2030-01-01T00:00:00Z"}


def _skip_by_tags(notebook: NotebookNode) -> None:
    for cell in _tests(notebook):
        cell.metadata["tags"] = ["skip-execution", "raises-exception", "remove-cell", "nbval-skip"]
        cell.metadata["editable"] = cell.metadata["deletable"] = True
    notebook.metadata["execution"] = {"timeout": 10**9, "allow_errors": True}


def _choose_the_kernel(notebook: NotebookNode) -> None:
    notebook.metadata.kernelspec = {
        "name": "../../../evil",
        "display_name": "Evil",
        "language": "bash",
        "argv": ["sh", "-c", "id > $LOOT"],
        "env": {"PYTHONSTARTUP": "/tmp/evil.py"},
        "metadata": {"kernel_provisioner": {"provisioner_name": "local-provisioner"}},
    }
    notebook.metadata.language_info = {"name": "bash", "version": "5"}


def _odd_language(notebook: NotebookNode) -> None:
    notebook.metadata.language_info = {"name": [3], "codemirror_mode": ["x"]}
    notebook.metadata.kernelspec = ["python3"]
    notebook.metadata.artia = {"language": ["fr"], "lab": None}


def _many_cells(count: int) -> Callable[[], bytes]:
    def content() -> bytes:
        cell = (
            b'{"cell_type":"code","execution_count":null,"id":"%07d",'
            b'"metadata":{},"outputs":[],"source":"pass"}'
        )
        cells = b",".join(cell % number for number in range(count))
        return b'{"cells":[%s],"metadata":{},"nbformat":4,"nbformat_minor":5}' % cells

    return content


def _saved_output() -> bytes:
    text = b'"' + b"x" * 200 * 10**6 + b'"'
    cell = (
        b'{"cell_type":"code","execution_count":1,"id":"a","metadata":{},"source":"pass",'
        b'"outputs":[{"output_type":"stream","name":"stdout","text":%s}]}'
    ) % text
    return b'{"cells":[%s],"metadata":{},"nbformat":4,"nbformat_minor":5}' % cell


def _with(**fields) -> Callable[[], bytes]:
    empty = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return lambda: json.dumps({**empty, **fields}).encode()


CELL = {"cell_type": "code", "metadata": {}, "source": "", "outputs": [], "execution_count": None}
V3 = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": []}]}
# Files whose format alone is wrong, one learner each: (name, what it is, its bytes, outcomes).
FORMATS: list[tuple[str, str, Callable[[], bytes], tuple]] = [
    ("is_empty", "nothing", lambda: b"", (POLICY,)),
    ("is_cut", "half a notebook", lambda: _with()()[:-20], (POLICY,)),
    ("is_nested", "200,000 brackets", lambda: b"[" * 200_000, (POLICY,)),
    (
        "is_nested_inside",
        "a notebook whose metadata nest 100,000 deep",
        lambda: _with()().replace(
            b'"metadata": {}', b'"metadata": ' + b'{"a":' * 10**5 + b"1" + b"}" * 10**5
        ),
        (POLICY,),
    ),
    ("is_a_list", "a list", lambda: b"[1, 2, 3]", (POLICY,)),
    ("is_binary", "noise", lambda: os.urandom(10_000), (POLICY,)),
    ("is_utf16", "UTF-16", lambda: _with()().decode().encode("utf-16"), (POLICY,)),
    ("is_v3", "nbformat 3", lambda: json.dumps(V3).encode(), (OK, POLICY)),
    ("is_v5", "nbformat 5", _with(nbformat=5), (OK, POLICY)),
    ("is_v4_999", "nbformat 4.999", _with(nbformat_minor=999, future=[1]), (OK, POLICY)),
    ("is_version_text", "nbformat 'four'", _with(nbformat="four"), (POLICY,)),
    ("is_version_huge", "nbformat 1e400", lambda: b'{"nbformat": 1e400, "cells": []}', (POLICY,)),
    ("has_no_cells", "cells: null", _with(cells=None), (OK, POLICY)),
    ("has_odd_cells", "cells that are not cells", _with(cells=[1, None, [], "x"]), (OK, POLICY)),
    (
        "has_odd_source",
        "sources that are numbers",
        _with(cells=[{**CELL, "source": [1]}]),
        (OK, POLICY),
    ),
    (
        "has_a_huge_number",
        "a number of a million digits",
        lambda: (
            b'{"nbformat": 4, "nbformat_minor": 5, "cells": [], "metadata": {"a": %s}}'
            % (b"9" * 10**6)
        ),
        (OK, POLICY),
    ),
    ("has_two_of_all", "keys twice", lambda: _with()()[:-1] + b', "cells": 3}', (OK, POLICY)),
    ("has_a_million_cells", "a million cells", _many_cells(1_000_000), (POLICY,)),
    ("has_100000_cells", "100,000 cells that run", _many_cells(100_000), (POLICY, TIMEOUT)),
    ("has_200_megabytes", "200 MB of outputs saved in the file", _saved_output, (OK, POLICY)),
]

EITHER = (OK, POLICY)  # restored and run, or refused with a reason: both end with the right mark
#: An answer to mark by hand that was deleted comes back with a notice: a person looks at it.
UNMARKED = {MANUAL: None}
ATTACKS = [
    *(
        _raw(name, f"submits {what}", content, outcomes=ends)
        for name, what, content, ends in FORMATS
    ),
    _raw(
        "has_surrogates",
        "submits lone surrogates",
        _with(metadata={"title": "\ud800"}),
        outcomes=EITHER,
        marks=UNMARKED,
    ),
    _edited("claims_points", "tests worth 100, 10**9 and -5 points", _claim_points),
    _edited("claims_garbage", "points that are no numbers", _claim_garbage, outcomes=EITHER),
    _edited(
        "adds_grade_cells",
        "graded cells of its own, worth 50 points",
        _add_grade_cells,
        outcomes=EITHER,
    ),
    _edited("duplicates_tests", "each test twice more, emptied", _duplicate),
    _edited(
        "deletes_the_tests",
        "removes every test",
        _delete_tests,
        answers={"center": RIGHT["center"]},
        marks=marks("center"),
    ),
    _edited(
        "deletes_everything",
        "removes every cell, answers too, so that the grader puts some back",
        _delete_everything,
        outcomes=EITHER,
        marks=UNMARKED,
    ),
    _edited("edits_the_tests", "replaces every test by full marks", _edit_tests),
    _edited(
        "moves_the_tests",
        "puts the tests before the answers",
        _test_before_answers,
        answers=RIGHT,
    ),
    _edited(
        "changes_flags",
        "tests that are answers to mark by hand",
        _change_flags(solution=True, locked=False),
        outcomes=EITHER,
    ),
    _edited(
        "ungrades_the_tests",
        "tests that say they are not graded",
        _change_flags(grade=False, locked=False),
        outcomes=EITHER,
    ),
    _edited(
        "makes_tasks",
        "tests that say they are tasks",
        _change_flags(task=True, grade=False),
        outcomes=EITHER,
    ),
    _edited("changes_types", "tests that are prose", _change_types),
    _edited(
        "claims_the_manual_mark",
        "a hand-marked answer that says it is a passed test",
        _claim_the_manual_mark,
        outcomes=EITHER,
        marks={MANUAL: None},
    ),
    _edited(
        "swaps_ids",
        "answers that say they are tests, and tests answers",
        _swap_ids,
        outcomes=EITHER,
    ),
    _edited(
        "damages_metadata",
        "nbgrader's metadata as lists, texts and numbers",
        _damage_metadata,
        outcomes=EITHER,
    ),
    _edited(
        "schema_versions",
        "metadata of schemas 0, 99 and 'three'",
        _schema_versions,
        outcomes=EITHER,
    ),
    _edited("forges_the_report", "a grader's report and scores in its metadata", _forge_the_report),
    _edited("forges_outputs", "outputs of passed tests, saved in the file", _forge_outputs),
    _edited("skips_by_tags", "tags that skip, hide and excuse its tests", _skip_by_tags),
    _edited(
        "speaks_an_odd_language",
        "a language and a kernel that are lists",
        _odd_language,
        outcomes=EITHER,
    ),
    _edited(
        "chooses_its_kernel",
        "a kernelspec that runs a command",
        _choose_the_kernel,
        answers={"double": RIGHT["double"]},
        marks=marks("double"),
    ),
]
