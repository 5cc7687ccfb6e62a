"""The labs in the repository: generated from their source, and replayed in both languages."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from artia.authoring.commands import labs
from artia.authoring.manifest import read_manifest
from artia.authoring.paths import Repository
from tests.labs.offline import offline

ROOT = Path(__file__).resolve().parents[2]
KEYS = sorted((ROOT / "instructor" / "solutions").glob("*.ipynb"))


def test_committed_notebooks_are_what_their_sources_give():
    result = CliRunner().invoke(labs, ["build", "--check"])
    assert result.exit_code == 0, result.output


def test_every_lab_has_an_answer_key_in_both_languages():
    sources = sorted(path.name for path in (ROOT / "instructor" / "source").iterdir())
    assert [key.name for key in KEYS] == [
        f"{lab}.{x}.ipynb" for lab in sources for x in ("en", "fr")
    ]


@pytest.mark.slow
@pytest.mark.parametrize("key", KEYS, ids=lambda path: path.stem)
def test_nbval_replays_the_answer_key(key, tmp_path):
    # A learner's folder: the notebook with the lab's files beside it, and no network.
    shutil.copy(key, tmp_path)
    read_manifest(Repository(ROOT), key.name.split(".")[0]).place(tmp_path)
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    sanitize = ROOT / "tests" / "authoring" / "nbval_sanitize.cfg"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "artia.authoring.nbval_text"]
    command += ["-p", "no:cacheprovider", "--nbval", "--nbval-current-env"]
    command += ["--nbval-cell-timeout", "300", "--nbval-sanitize-with", str(sanitize)]
    command += ["--rootdir", str(tmp_path), str(tmp_path / key.name)]
    result = subprocess.run(
        offline(command), cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]
