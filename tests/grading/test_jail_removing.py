"""What a learner's code leaves on the grader's disk goes, however it was made."""

import os
import subprocess
import sys

from artia.grading.jail.removing import remove_tree
from tests.grading import unprivileged

NESTED = """
import os, sys
os.chdir(sys.argv[1])
for _ in range(3000):
    os.mkdir("d")
    os.chdir("d")
"""
#: Its owner may enter it and write there, not list it.
UNLISTED = """
import os, pathlib, sys, tempfile
from artia.grading.jail.removing import remove_tree
folder = pathlib.Path(tempfile.mkdtemp())
closed = folder / "closed"
closed.mkdir()
(closed / "file").write_text("x")
closed.chmod(0o300)
remove_tree(folder)
sys.exit(folder.exists())
"""


def test_folders_nested_by_the_thousand_are_removed(tmp_path):
    folder = tmp_path / "deep"
    folder.mkdir()
    subprocess.run([sys.executable, "-c", NESTED, folder], check=True)
    remove_tree(folder)
    assert not folder.exists()


def test_links_are_removed_and_what_they_lead_to_stays(tmp_path):
    kept, folder = tmp_path / "kept", tmp_path / "gone"
    kept.mkdir(mode=0o500)
    folder.mkdir()
    (folder / "link").symlink_to(kept)
    remove_tree(folder)
    assert not os.path.lexists(folder)
    assert kept.stat().st_mode & 0o777 == 0o500


def test_folders_that_may_not_be_listed_are_removed():
    done = unprivileged.run(*unprivileged.python(), "-c", UNLISTED)
    assert done.returncode == 0, done.stderr
