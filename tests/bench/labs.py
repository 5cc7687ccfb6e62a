"""Measure each lab as a learner runs it: CPU seconds, wall seconds, peak memory.

    python -m tests.bench.labs --json FILE [LAB …]

One kernel per lab and language, one thread, nothing else asked of the machine: CPU seconds
are the kernel's own (user + system), its start and imports included.
"""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
MEASURE = """
import json, resource
_used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([_used.ru_utime + _used.ru_stime, _used.ru_maxrss / 1024]))
"""


def measure(lab: str, language: str) -> dict[str, object]:
    """Run one learner's notebook in a fresh folder and return what it cost."""
    notebook = nbformat.read(ROOT / "labs" / language / f"{lab}.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(MEASURE))
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "labs" / "corpus", Path(folder) / "corpus")
        start = time.monotonic()
        place = {"metadata": {"path": folder}}
        NotebookClient(notebook, timeout=600, kernel_name="python3", resources=place).execute()
        wall = time.monotonic() - start
    cpu, memory = json.loads(notebook.cells[-1].outputs[0].text)
    return {
        "lab": lab,
        "language": language,
        "cpu_s": round(cpu, 1),
        "wall_s": round(wall, 1),
        "peak_memory_mb": round(memory),
    }


def main() -> int:
    """Measure the labs named, or all of them, in both languages."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("labs", nargs="*", help="labs to measure; all of them by default")
    parser.add_argument("--json", type=Path, help="where to write the measurements")
    options = parser.parse_args()
    labs = options.labs or sorted(path.stem for path in (ROOT / "labs" / "fr").glob("lab*.ipynb"))
    results = []
    for lab in labs:
        for language in ("fr", "en"):
            results.append(measure(lab, language))
            print(results[-1], flush=True)
    if options.json:
        machine = {"cpu": platform.processor() or platform.machine(), "cores": os.cpu_count()}
        page = {"machine": machine, "python": platform.python_version(), "labs": results}
        options.json.write_text(json.dumps(page, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
