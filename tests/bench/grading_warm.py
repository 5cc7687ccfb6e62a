"""What learners' own cells cost, and nothing else: the floor under any grader.

    python -m tests.bench.grading_warm COURSE  <- one JSON object: notebook path -> CPU seconds

One process, one thread, everything imported, and one whole notebook run before counting; each
submission then runs in a namespace of its own, its figures drawn as a notebook draws them.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path

import matplotlib
import nbformat
import torch
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from matplotlib_inline.backend_inline import configure_inline_support

from tests.bench.grading_course import submitted_notebooks

INLINE = "module://matplotlib_inline.backend_inline"


def code_cells(path: Path) -> list[str]:
    """Return the source of a notebook's code cells, in order."""
    return [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]


def run_cells(shell: InteractiveShell, sources: list[str]) -> float:
    """Run cells in a fresh namespace, go on after errors as graders do; return CPU seconds."""
    shell.reset(new_session=False)
    used = 0.0
    for source in sources:
        with capture_output():
            start = time.process_time()
            shell.run_cell(source)
            used += time.process_time() - start
    return used


def main() -> int:
    """Measure every submission of the course given as the only argument."""
    torch.set_num_threads(1)
    notebooks = {path: code_cells(path) for path in submitted_notebooks(Path(sys.argv[1]))}
    shell = InteractiveShell.instance()
    shell.history_manager.enabled = False
    matplotlib.use(INLINE)
    configure_inline_support(shell, INLINE)
    run_cells(shell, next(iter(notebooks.values())))
    gc.collect()
    gc.freeze()  # the libraries' own objects are not the learners' to sweep
    used = {path.parts[-3]: run_cells(shell, sources) for path, sources in notebooks.items()}
    print(json.dumps(used))
    return 0


if __name__ == "__main__":
    sys.exit(main())
