"""What a submission's folder may hold beside, or instead of, a notebook."""

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

from .attack import OK, POLICY, Attack
from .lab import NOTEBOOK, RIGHT, marks
from .world import World

HONEST = {"double": RIGHT["double"]}
DESERVED = marks("double")
EITHER = (OK, POLICY)


def _folder(name: str, tries: str, submit: Callable[[Path, World], None], **more) -> Attack:
    settings = {
        "must_not": "have the grader read, write or run anything outside the submission",
        "answers": HONEST,
        "marks": DESERVED,
        "outcomes": EITHER,
        "submit": submit,
    }
    return Attack(name, tries, **{**settings, **more})


def _symlinks(folder: Path, world: World) -> None:
    told = world.told()
    for name in ("gradebook", "source", "checks", "key", "course", "neighbour", "root_secret"):
        (folder / f"{name}.txt").symlink_to(told[name])
    (folder / "loop").symlink_to("loop")
    (folder / "up").symlink_to("../..")
    (folder / "self").symlink_to(".")
    (folder / "memory").symlink_to("/dev/zero")


def _hard_links(folder: Path, world: World) -> None:
    told = world.told()
    for name in ("gradebook", "source", "checks", "key", "linked"):
        os.link(told[name], folder / f"{name}.txt")


def _notebook_is_a_link(target: str, hard: bool) -> Callable[[Path, World], None]:
    def submit(folder: Path, world: World) -> None:
        (folder / NOTEBOOK).unlink()
        link = os.link if hard else os.symlink
        link(world.told()[target], folder / NOTEBOOK)

    return submit


def _special_files(folder: Path, _world: World) -> None:
    os.mkfifo(folder / "pipe")
    os.mkfifo(folder / "data.csv")
    with socket.socket(socket.AF_UNIX) as ear:
        here = os.getcwd()
        os.chdir(folder)  # a socket's path is short
        try:
            ear.bind("socket")
        finally:
            os.chdir(here)
    if os.geteuid() == 0:
        os.mknod(folder / "zero", 0o20666, os.makedev(1, 5))


def _notebook_is_a_pipe(folder: Path, _world: World) -> None:
    (folder / NOTEBOOK).unlink()
    os.mkfifo(folder / NOTEBOOK)


def _notebook_is_a_folder(folder: Path, _world: World) -> None:
    (folder / NOTEBOOK).unlink()
    (folder / NOTEBOOK / "inside").mkdir(parents=True)


def _odd_names(folder: Path, _world: World) -> None:
    for name in (
        b"line\nbreak.txt",
        b"\xff\xfe.bin",
        b"n" * 255,
        b"-rf",
        b"~",
        b"*",
        b"$(id)",
        b"..\\..\\x",
        b"\x1b[2J.csv",
        b"a;b.txt",
        "\u202etxt.csv".encode(),
        b"...",
        b" ",
    ):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text("odd")


def _modules(folder: Path, world: World) -> None:
    touch = f"open({str(world.loot / world.token)!r} + '-module', 'w').close()\n"
    names = (
        "json numpy nbgrader nbgrader_config jupyter_config sitecustomize usercustomize checks "
        "jupyter_nbconvert_config ipython_config ipython_kernel_config tally conftest artia"
    )
    for name in names.split():
        (folder / f"{name}.py").write_text(touch)
    (folder / "evil.pth").write_text(f"import os; {touch}")
    kernel = folder / "share" / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(
        json.dumps(
            {"argv": ["touch", f"{world.loot}/kernel"], "display_name": "x", "language": "python"}
        )
    )


def _many_files(folder: Path, _world: World) -> None:
    for number in range(20_000):
        (folder / f"{number}.csv").touch()


def _deep_folders(folder: Path, _world: World) -> None:
    place = os.open(folder, os.O_RDONLY)
    for _ in range(300):  # 300 folders of 200 letters: a path longer than any system call takes
        os.mkdir("d" * 200, dir_fd=place)
        deeper = os.open("d" * 200, os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = deeper
    os.close(place)


def _large_files(folder: Path, _world: World) -> None:
    with open(folder / "holes.bin", "wb") as file:
        file.truncate(2**40)  # a terabyte of nothing: it takes no room until it is copied
    (folder / "large.bin").write_bytes(bytes(3 * 10**8))


def _more_notebooks(folder: Path, _world: World) -> None:
    text = (folder / NOTEBOOK).read_text()
    for name in (
        "tally2.ipynb",
        "TALLY.ipynb",
        "tally.ipynb.ipynb",
        ".ipynb",
        "..ipynb",
        "a/tally.ipynb",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)


def _no_rights(folder: Path, _world: World) -> None:
    (folder / "closed").mkdir()
    (folder / "closed" / "secret.txt").write_text("closed")
    (folder / "closed").chmod(0)
    (folder / "program").write_text("#!/bin/sh\n")
    (folder / "program").chmod(0o6777)


def _timestamp(content: bytes) -> Callable[[Path, World], None]:
    return lambda folder, _world: (folder / "timestamp.txt").write_bytes(content) and None


def _timestamp_link(folder: Path, world: World) -> None:
    (folder / "timestamp.txt").unlink()
    (folder / "timestamp.txt").symlink_to(world.told()["key"])


def _timestamp_pipe(folder: Path, _world: World) -> None:
    (folder / "timestamp.txt").unlink()
    os.mkfifo(folder / "timestamp.txt")


# A date nobody can read is refused: when the work was handed in decides of its penalty.
TIMESTAMPS = [
    ("timestamp_is_noise", "a timestamp that is noise", _timestamp(os.urandom(100))),
    ("timestamp_is_huge", "a timestamp of 20 MB", _timestamp(b"2026-01-01 " * 2 * 10**6)),
    ("timestamp_is_far", "the year 99999", _timestamp(b"99999-01-01 00:00:00 UTC")),
    ("timestamp_is_a_link", "a timestamp that is a link to a key", _timestamp_link),
    (
        "timestamp_is_markup",
        "a timestamp that is markup and SQL",
        _timestamp(b"<script>alert(1)</script>'; drop table grade; --"),
    ),
]
ATTACKS = [
    _folder(
        "submits_symlinks",
        "symlinks to everything secret, loops and devices, that its notebook reads",
        _symlinks,
        code=r"""
for name in ("gradebook", "source", "checks", "key", "neighbour", "root_secret"):
    print(name)
    attempt("read", lambda: read(name + ".txt"))
attempt("list", lambda: os.listdir("course.txt"))
attempt("climb", lambda: [n for n in os.listdir("up") if n in ("right", "wrong")])
""",
    ),
    _folder(
        "submits_hard_links",
        "hard links to everything secret, which look like ordinary files",
        _hard_links,
        code=r"""
for name in ("gradebook", "source", "checks", "key", "linked"):
    print(name)
    attempt("read", lambda: read(name + ".txt"))
    attempt("write", lambda: open(name + ".txt", "r+b").write(b"x"))
""",
    ),
    *(
        _folder(
            f"is_a_{kind}link_to_the_{target}",
            f"its notebook is a {kind} link to another with right answers: {target}",
            _notebook_is_a_link(target, hard=kind == "hard"),
            marks={},
            outcomes=(POLICY,),
        )
        for kind in ("sym", "hard")
        for target in ("source", "linked")
    ),
    _folder("submits_special_files", "pipes, a socket and a device", _special_files),
    _folder(
        "is_a_pipe", "its notebook is a pipe", _notebook_is_a_pipe, marks={}, outcomes=(POLICY,)
    ),
    _folder(
        "is_a_folder",
        "its notebook is a folder",
        _notebook_is_a_folder,
        marks={},
        outcomes=(POLICY,),
    ),
    _folder(
        "names_files_oddly",
        "file names with line breaks, options, patterns and no text",
        _odd_names,
    ),
    _folder("shadows_modules", "modules, settings and kernels the grader could import", _modules),
    _folder("submits_many_files", "20,000 files", _many_files),
    _folder("submits_deep_folders", "a path of 60,000 characters", _deep_folders),
    _folder("submits_large_files", "a file of 300 MB and one of a terabyte of zeros", _large_files),
    _folder("submits_more_notebooks", "six more notebooks with the same tests", _more_notebooks),
    _folder("submits_without_rights", "a folder nobody may open and a setuid program", _no_rights),
    *(
        _folder(name, tries, submit, marks={}, outcomes=(POLICY,))
        for name, tries, submit in TIMESTAMPS
    ),
    _folder("timestamp_is_a_pipe", "a timestamp that is a pipe", _timestamp_pipe),
]
