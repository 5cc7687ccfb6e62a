"""Measure each lab as a learner runs it: CPU seconds, wall seconds, peak memory.

    python -m tests.bench.labs --json FILE [LAB …]

One kernel per lab and language, one thread, no network when this machine lets root cut it, nothing
else asked of the machine: CPU seconds are those of the kernel and of what it starts (user and
system), its own start and imports included. The notebook is the learner's, nothing written in it.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

from artia.authoring.paths import LANGUAGES
from tests.labs.offline import offline
from tests.labs.running import LABS, run


def measure(lab: str, language: str) -> dict[str, object]:
    """Run one learner's notebook in a fresh folder and return what it cost."""
    with tempfile.TemporaryDirectory() as folder:
        done = run(lab, language, Path(folder))
    return {
        "lab": lab,
        "language": language,
        "cpu_s": round(done.cpu, 1),
        "wall_s": round(done.wall, 1),
        "peak_memory_mb": round(done.memory),
        "calls_refused": done.calls,
    }


def main() -> int:
    """Measure the labs named, or all of them, in both languages."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("labs", nargs="*", help="labs to measure; all of them by default")
    parser.add_argument("--json", type=Path, help="where to write the measurements")
    options = parser.parse_args()
    results = []
    for lab in options.labs or LABS:
        for language in LANGUAGES:
            results.append(measure(lab, language))
            print(results[-1], flush=True)
    if options.json:
        machine = {"cpu": platform.processor() or platform.machine(), "cores": os.cpu_count()}
        network = "loopback only" if offline([]) else "not cut"
        page = {
            "machine": machine,
            "python": platform.python_version(),
            "network": network,
            "labs": results,
        }
        options.json.write_text(json.dumps(page, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
