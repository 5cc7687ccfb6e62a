"""The installer refuses clearly, repeats safely and writes only where it says."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bootstrap(tmp_path, monkeypatch):
    """Return tools/bootstrap.py, which works in a temporary folder."""
    module = importlib.import_module("bootstrap")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv/bin/python")
    monkeypatch.setattr(module, "NODE_MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(module, "LOG", tmp_path / "install.log")
    return module


def test_a_python_too_old_is_refused_with_what_to_type(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 10, 4))
    with pytest.raises(bootstrap.BootstrapError, match=r"found 3\.10\.4\. Install a newer one"):
        bootstrap.check_python()


def test_a_failing_command_shows_its_end_and_keeps_its_log(bootstrap):
    command = [sys.executable, "-c", "print('the cause'); raise SystemExit(3)"]
    with pytest.raises(
        bootstrap.BootstrapError, match=r"Trying failed \(exit code 3\)[\s\S]*the cause"
    ):
        bootstrap.run(command, "Trying")
    assert "the cause" in bootstrap.LOG.read_text()


def test_without_root_the_debian_package_is_named_and_nothing_is_run(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(bootstrap, "run", lambda *_: pytest.fail("nothing may run"))
    with pytest.raises(bootstrap.BootstrapError, match="sudo apt-get install chromium"):
        bootstrap.apt_install(["chromium"], "The browser tests need Chromium.")


def test_javascript_is_installed_again_only_when_the_lock_changed(bootstrap, monkeypatch):
    lock = bootstrap.ROOT / "package-lock.json"
    lock.write_text("{}")
    bootstrap.NODE_MODULES.mkdir()
    runs = []
    monkeypatch.setattr(bootstrap, "npm_command", lambda: ["npm"])
    monkeypatch.setattr(bootstrap, "run", lambda command, *_: runs.append(command[1]))
    bootstrap.install_javascript()
    bootstrap.install_javascript()
    lock.write_text('{"changed": true}')
    bootstrap.install_javascript()
    assert runs == ["ci", "ci"]


def test_an_old_node_gives_way_to_the_wheel(bootstrap, monkeypatch, tmp_path):
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v20.20.2\n")
    old.chmod(0o755)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: str(old))
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    node, npm = bootstrap.npm_command()
    assert bootstrap.node_version(node) >= bootstrap.OLDEST_NODE
    answer = subprocess.run([node, npm, "--version"], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr


def test_a_moved_environment_is_made_anew_and_a_sound_one_is_kept(bootstrap, monkeypatch):
    made = []

    def pretend(command, *_):
        made.append(command[-1])
        (bootstrap.VENV / "bin").mkdir(parents=True, exist_ok=True)
        (bootstrap.VENV / "bin" / "pip").touch()
        bootstrap.PYTHON.unlink(missing_ok=True)
        bootstrap.PYTHON.symlink_to(sys.executable)

    monkeypatch.setattr(bootstrap, "run", pretend)
    bootstrap.make_venv()
    bootstrap.make_venv()
    (bootstrap.VENV / "artia-location").write_text("/somewhere/else/.venv")
    bootstrap.make_venv()
    assert made == [bootstrap.VENV] * 2
    bootstrap.PYTHON.unlink()
    bootstrap.PYTHON.symlink_to("/usr/bin/a-python-since-removed")
    bootstrap.make_venv()
    assert made == [bootstrap.VENV] * 3


def test_an_old_python_reads_the_script_far_enough_to_be_refused(bootstrap):
    assert all(isinstance(kind, str) for kind in bootstrap.fingerprint.__annotations__.values())


def test_packages_that_failed_to_install_do_not_pass_for_installed(bootstrap, monkeypatch):
    (bootstrap.ROOT / "pyproject.toml").write_text("[project]")
    constraints = bootstrap.ROOT / "constraints.txt"
    constraints.write_text("torch==2")
    bootstrap.VENV.mkdir()
    monkeypatch.setattr(bootstrap, "run", lambda *_: None)
    bootstrap.install_python_packages("hub")
    (stamp,) = bootstrap.VENV.glob("artia-*.stamp")

    def fail(*_):
        raise bootstrap.BootstrapError("no network")

    monkeypatch.setattr(bootstrap, "run", fail)
    constraints.write_text("torch==3")
    with pytest.raises(bootstrap.BootstrapError):
        bootstrap.install_python_packages("hub")
    assert not stamp.exists()


@pytest.mark.parametrize(
    "error", [PermissionError(13, "Permission denied"), subprocess.CalledProcessError(1, "node")]
)
def test_what_the_machine_refuses_is_a_sentence(bootstrap, monkeypatch, capsys, error):
    def refuse():
        raise error

    monkeypatch.setattr(bootstrap, "steps", lambda profile: [("node_modules", refuse)])
    monkeypatch.setattr(bootstrap.sys, "argv", ["bootstrap.py", "hub"])
    assert bootstrap.main() == 1
    assert f"STOP: node_modules: {error}" in capsys.readouterr().out


def test_a_chromium_that_is_not_there_is_refused(bootstrap, monkeypatch):
    monkeypatch.setenv("ARTIA_CHROMIUM", "/nowhere/chrome")
    with pytest.raises(bootstrap.BootstrapError, match="/nowhere/chrome"):
        bootstrap.install_chromium()


def test_on_ubuntu_the_snap_is_named_and_nothing_is_run(bootstrap, monkeypatch):
    monkeypatch.delenv("ARTIA_CHROMIUM", raising=False)
    monkeypatch.setattr(bootstrap, "find_chromium", lambda: None)
    monkeypatch.setattr(bootstrap, "is_ubuntu", lambda: True)
    monkeypatch.setattr(bootstrap, "run", lambda *_: pytest.fail("nothing may run"))
    with pytest.raises(bootstrap.BootstrapError, match="sudo snap install chromium"):
        bootstrap.install_chromium()
