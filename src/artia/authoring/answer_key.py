"""The executed answer key: every cell run as a learner would, text outputs kept."""

import copy
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade, is_solution

from .figures import Figure, html_figures
from .findings import AuthoringError, Finding

SECONDS_A_CELL = 300
SKIPPED = "nbval-skip"
IMAGES = ("image/png", "image/jpeg", "image/gif", "image/svg+xml")

Progress = Callable[[int, int], None]


def cells_to_run(notebook: NotebookNode) -> int:
    """Return how many cells an execution runs."""
    return sum(
        cell.cell_type == "code" and SKIPPED not in cell.metadata.get("tags", [])
        for cell in notebook.cells
    )


def execute(
    notebook: NotebookNode,
    file: str,
    place: Callable[[Path], None],
    progress: Progress = lambda done, total: None,
) -> NotebookNode:
    """Return an executed copy, outputs raw, run in a temporary folder that `place` fills.

    `file` is how messages name the notebook. Raises AuthoringError when a cell fails.
    """
    executed = copy.deepcopy(notebook)
    total = cells_to_run(executed)
    done = 0
    running = 0

    def on_cell_execute(*, cell_index: int, **_: Any) -> None:
        nonlocal running
        running = cell_index

    def on_cell_executed(**_: Any) -> None:
        nonlocal done
        done += 1
        progress(done, total)

    folder = Path(tempfile.mkdtemp(prefix="artia-key-"))
    try:
        place(folder)
        client = NotebookClient(
            executed,
            timeout=SECONDS_A_CELL,
            kernel_name="python3",
            # ipykernel warns of its unencrypted socket on 127.0.0.1; not this author's matter
            extra_arguments=["--IPKernelApp.log_level=40"],
            coalesce_streams=True,
            record_timing=False,
            skip_cells_with_tag=SKIPPED,
            resources={"metadata": {"path": str(folder)}},
            on_cell_execute=on_cell_execute,
            on_cell_executed=on_cell_executed,
        )
        client.execute(env=_kernel_environment())
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise AuthoringError([_failure(executed, running, file, error)]) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)

    findings = list(output_findings(executed, file, str(folder)))
    if findings:
        raise AuthoringError(findings)
    return executed


def _kernel_environment() -> dict[str, str]:
    """Return an environment where nothing of this machine's course or hub shows.

    Save where the labs' data are, when they are not where `make` puts them.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ARTIA_") or name == "ARTIA_SHARE"
    }
    return kept | {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}


def _failure(notebook: NotebookNode, running: int, file: str, error: Exception) -> Finding:
    """Return what stopped the execution, at the cell that was running.

    Its index is kept from nbclient's own hook: a kernel that dies leaves no trace in the cell.
    """
    if isinstance(error, CellExecutionError):
        reason = f"stops with {error.ename}: {error.evalue}"
    elif isinstance(error, CellTimeoutError):
        reason = f"takes more than {SECONDS_A_CELL} s"
    else:
        reason = "its kernel died"
    label = notebook.cells[running].id
    return Finding(file, " ".join(reason.split())[:300], cell=running + 1, label=label)


def output_findings(notebook: NotebookNode, file: str, folder: str) -> Iterator[Finding]:
    """Find outputs that cannot be committed, figures without words, and lost points."""
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code":
            continue
        reasons = [reason for output in cell.outputs for reason in _output_reasons(output, folder)]
        reasons += _score_reasons(cell)
        for reason in dict.fromkeys(reasons):
            yield Finding(file, reason, cell=number, label=cell.id)


def _output_reasons(output: NotebookNode, folder: str) -> Iterator[str]:
    for figure in output_figures(output):
        if figure.problem:
            yield f"in its output, {figure.problem}"
    text = output.get("text", "") + output.get("data", {}).get("text/plain", "")
    for place in (folder, f"{tempfile.gettempdir()}/ipykernel_", str(Path.home()) + os.sep):
        if place in text:
            yield f"its output names a folder of this machine ({place})"


def output_figures(output: NotebookNode) -> list[Figure]:
    """Return the figures of an output; a bare image is one without a text alternative."""
    data = output.get("data", {})
    figures = html_figures(data.get("text/html", ""))
    for kind in IMAGES:
        alt = output.get("metadata", {}).get(kind, {}).get("alt", "")
        if kind in data and not (figures and not alt):
            figures.append(Figure(kind, alt))
    return figures


def _score_reasons(cell: NotebookNode) -> Iterator[str]:
    """Say when the course's own solution does not get every point of a test."""
    if not is_grade(cell) or is_solution(cell):
        return
    try:
        score, most = determine_grade(cell)
    except (KeyError, ValueError) as error:
        yield f"nbgrader cannot read its score: {error}"
        return
    if score is not None and score < most:
        yield f"the answer key scores {score:g} of {most:g} on this test"


def figure_parity(french: NotebookNode, english: NotebookNode, file: str) -> list[Finding]:
    """Return the cells whose figures say the same words in both languages."""
    findings = []
    for number, cells in enumerate(zip(french.cells, english.cells, strict=True), 1):
        first, second = (
            {figure.alt for output in cell.get("outputs", []) for figure in output_figures(output)}
            for cell in cells
        )
        for alt in sorted(first & second):
            reason = f"in its output, a figure's text alternative is the same in fr and en: {alt}"
            findings.append(Finding(file, reason, cell=number, label=cells[1].id))
    return findings


def text_only(executed: NotebookNode, metadata: NotebookNode) -> NotebookNode:
    """Return the answer key to commit: streams and plain text, counts from 1, no traceback."""
    key = copy.deepcopy(executed)
    key.metadata = copy.deepcopy(metadata)  # execution adds versions and widget states
    count = 0
    for cell in key.cells:
        if cell.cell_type != "code":
            continue
        cell.metadata.pop("execution", None)
        cell.outputs = [kept for output in cell.outputs if (kept := _text_output(output))]
        if cell.execution_count is not None:
            count += 1
            cell.execution_count = count
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = count
    return key


def _text_output(output: NotebookNode) -> NotebookNode | None:
    if output.output_type == "error":
        # The traceback names folders; nbval compares the name and the message only.
        return NotebookNode(output | {"traceback": [f"{output.ename}: {output.evalue}"]})
    if output.output_type == "stream":
        return output
    if "text/plain" not in output.data:
        return None
    plain = NotebookNode({"text/plain": output.data["text/plain"]})
    return NotebookNode(output | {"data": plain, "metadata": NotebookNode()})
