"""A submission's files enter the jail as plain bytes; the rest of the machine does not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from artia.grading.jail import JailRequest, Tier, runtime
from tests.grading.jailed import TIERS, JailedKernel, needs

SEARCH = """
import os
found = []
for folder, folders, files in os.walk({top!r}):
    folders[:] = [name for name in folders if name not in ("site-packages", "lib", "usr", "proc")]
    found += [os.path.join(folder, name) for name in files]
print("\\n".join(found))
"""


@pytest.fixture(scope="module", params=TIERS, ids=lambda tier: tier.name)
def kernel(request, tmp_path_factory):
    needs(request.param)
    top = tmp_path_factory.mktemp("course")
    (top / "secret").write_text("the answers")
    files = top / "submitted"
    (files / "data" / "deep").mkdir(parents=True)
    (files / "data" / "deep" / "numbers.csv").write_text("1,2\n")
    (files / "helper.py").write_text("VALUE = 41 + 1\n")
    (files / "link").symlink_to(top / "secret")
    (files / "folder-link").symlink_to(top)
    (files / "data" / "up").symlink_to("../../secret")
    os.mkfifo(files / "pipe")
    with JailedKernel(JailRequest(request.param, files=files)) as kernel:
        kernel.top = top
        yield kernel


def test_plain_files_are_there_and_can_be_changed(kernel):
    reply = kernel.run("import helper; helper.VALUE")
    assert reply.value == "42"
    assert kernel.run("open('data/deep/numbers.csv').read()").value == r"'1,2\n'"
    kernel.run("open('data/deep/numbers.csv', 'a').write('3\\n'); open('new', 'w').close()")
    assert kernel.run("open('data/deep/numbers.csv').read()").value == r"'1,2\n3\n'"


def test_links_and_pipes_are_left_out(kernel):
    listing = kernel.run("import os; sorted(os.listdir()), sorted(os.listdir('data'))").value
    assert "'helper.py'" in listing and "'deep'" in listing
    for name in ("link", "folder-link", "up", "pipe"):
        assert f"'{name}'" not in listing


def test_the_host_s_copy_is_not_touched(kernel):
    assert (kernel.top / "submitted" / "data" / "deep" / "numbers.csv").read_text() == "1,2\n"
    reply = kernel.run(f"open({str(kernel.top / 'secret')!r}).read()")
    assert reply.error in ("FileNotFoundError", "PermissionError")


def test_of_the_repository_only_the_labs_are_seen(kernel):
    repository = Path(__file__).parents[2]
    text = kernel.run(SEARCH.format(top=str(repository))).text
    seen = {Path(line) for line in text.split() if not line.startswith(str(kernel.folder))}
    shown = [path for path in runtime.readable() if path.is_relative_to(repository)]
    assert any(path.name == "labs" for path in shown)
    for path in seen:
        assert any(path.is_relative_to(place) for place in shown), path
    assert kernel.run("import artia.labs").error == ""
    hidden = {"artia.grading.farm", "artia.authoring", "artia.hub"}
    for name in hidden:
        assert kernel.run(f"import {name}").error in ("ModuleNotFoundError", "PermissionError")


def test_a_course_exchange_beside_the_runtime_is_not_shown():
    for path in runtime.readable():
        assert path.name not in ("nbgrader", "jupyter") or "site-packages" in path.parts
        assert not Path("/usr/local/share/nbgrader/exchange").is_relative_to(path)
        assert not Path("/etc/jupyter").is_relative_to(path)
        assert not Path("/usr/local/etc/jupyter").is_relative_to(path)


def test_an_environment_reached_through_a_link_is_shown_under_both_paths(tmp_path):
    link = tmp_path / "environment"
    link.symlink_to(sys.prefix)
    code = "from artia.grading.jail import runtime; print(*runtime.readable(), sep='\\n')"
    shown = subprocess.check_output([link / "bin" / "python", "-c", code], text=True).splitlines()
    assert str(link / "lib") in shown  # what Python itself says
    assert str(Path(sys.prefix).resolve() / "lib") in shown  # what Matplotlib's list of fonts says


def test_extra_folders_are_read_only(tmp_path):
    needs(Tier.USER_NAMESPACES)
    (tmp_path / "data.txt").write_text("shared")
    request = JailRequest(Tier.USER_NAMESPACES, readonly=(tmp_path,))
    with JailedKernel(request) as kernel:
        place = str(tmp_path / "data.txt")
        assert kernel.run(f"open({place!r}).read()").value == "'shared'"
        assert kernel.run(f"open({place!r}, 'w')").error == "OSError"
