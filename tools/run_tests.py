"""Run the tests in two processes at once: grading's, and all the others.

    python tools/run_tests.py

One test at a time leaves half of two processors idle. The line between the groups is where they
share nothing: grading counts what is left on the machine (processes, mounts, control groups), and
the other tests start hubs and browsers; authoring's, which do neither, even them out. Each line is
printed with its group's name as it comes, and both summaries again at the end. Exits with 1 when
either group fails.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GROUPS = {
    "grading": ["tests/grading", "tests/authoring"],
    "others": ["tests", "--ignore=tests/grading", "--ignore=tests/authoring"],
}


class Group:
    """One pytest process, and the lines it printed."""

    def __init__(self, name: str, arguments: list[str]) -> None:
        self.name = name
        self.lines: list[str] = []
        self.started = time.monotonic()
        command = [sys.executable, "-u", "-m", "pytest", "-o", f"cache_dir=.pytest_cache/{name}"]
        self.process = subprocess.Popen(
            [*command, *arguments],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env={**os.environ, "COLUMNS": "100"},
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line)
            print(f"{self.name:>8} | {line}", end="", flush=True)

    def finish(self) -> bool:
        """Wait for the end; tell whether everything passed."""
        self.process.wait()
        self.reader.join()
        return self.process.returncode == 0

    def summary(self) -> str:
        """Return pytest's last part: what failed or was skipped, and the counts."""
        titles = [i for i, line in enumerate(self.lines) if "short test summary" in line]
        start = titles[-1] if titles else max(0, len(self.lines) - 1)
        return "".join(self.lines[start:])


def main() -> int:
    """Run both groups and print their summaries; return the exit status."""
    groups = [Group(name, arguments) for name, arguments in GROUPS.items()]
    try:
        passed = [group.finish() for group in groups]
    except KeyboardInterrupt:
        for group in groups:  # pytest tidies up after itself: hubs, browsers, clusters
            group.process.send_signal(signal.SIGINT)
        for group in groups:
            group.finish()
        return 130
    for group in groups:
        print(f"\n{group.name}:\n{group.summary()}", end="")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
