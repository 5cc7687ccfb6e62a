"""Give wrong things to all that a notebook offers, and require an answer or one clear sentence.

    offered = {**methods_of(lab, "lab"), **offered_by("lab05")}
    problems = wrong_answers(offered, VALID, folder=tmp_path)
    assert problems == []

`methods_of(thing, name)` finds the public methods of an object; `offered_by("lab05")` finds what
the code cells of a lab import from the course and use: functions, and the methods of classes.
Nothing is listed by hand, so a new function is tried as soon as a cell uses it.

`VALID` gives a valid value for each parameter, by its name ("words") or, where one name means two
things, by the function's ("looking.choose.place", "lab.hint.name"); for a method of a class it
gives an instance under the class's name. A parameter that has a default keeps it, unless the
table gives it a value with the function's name ("train.steps", for a call to be short). A
`Fresh(function)` is called each time a value is wanted. A parameter that has no value there is a
problem reported: add it. `more` adds odd values for some parameters, by name
("path": {"a folder": "."}): never one outside `folder`, for a function that writes would write
there.

Each parameter in turn receives each odd value, the others keeping theirs (or their default); then
come an argument too many, a name misspelt, nothing at all. Each call must end within SECONDS in
an answer or a `LabError` of the language in use, and leave no file behind when it refuses.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import os
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import jupytext
import numpy as np
import torch

from artia.labs import messages
from artia.labs.calling import TookTooLong, time_limit
from artia.labs.errors import LabError

SOURCES = Path(__file__).parents[2] / "instructor" / "source"
SECONDS = 20  # for one call
LONGEST = 700  # characters of a message: what was typed is cut, not copied


class Spiteful:
    """Cannot be written, compared or counted."""

    def __repr__(self) -> str:
        raise RuntimeError("no")

    __str__ = __bool__ = __len__ = __repr__

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no")

    __hash__ = None


@dataclass(frozen=True)
class Fresh:
    """A valid value made anew for each call: for what a call changes or uses up."""

    make: Callable[[], Any]


ODD = {
    "None": None,
    "seven": 7,
    "one, with a point": 1.0,
    "a fraction": 2.5,
    "below zero": -3,
    "NaN": float("nan"),
    "infinity": float("inf"),
    "a huge number": 10**12,
    "a number no float can hold": 10**400,
    "True": True,
    "a complex number": 1j,
    "an empty text": "",
    "a blank text": " \n",
    "another text": "Zut, `ceci` n'est {rien} du *tout*",
    "a very long text": "x" * 5000,
    "a text with a NUL": "a\0b",
    "half a character": "\ud800",
    "bytes": b"\xff\xfe",
    "an empty list": [],
    "a mixed list": [1, "a", None, 2.5, ["b"]],
    "a list of texts": ["a", ""],
    "a list of numbers": [0, 10**9, -1],
    "a list of fractions": [0.5, 1e300],
    "a dictionary": {"a": None, 1: "b"},
    "an empty dictionary": {},
    "a function": len,
    "a type": dict,
    "a tensor": torch.ones(3),
    "a table": np.ones((2, 2)),
    "a spiteful object": Spiteful(),
}
PYTHON_SPEAKING = re.compile(
    r"NoneType|unexpected keyword|positional argument|object is not|has no attribute|Errno"
    r"| at 0x[0-9a-f]"
    r"|must be real|unsupported operand|cannot be interpreted|invalid literal|<class|Traceback"
    r"|not supported between|expected str|out of range|Error:|argument of type|ambiguous"
)


def methods_of(thing: object, name: str) -> dict[str, Callable[..., Any]]:
    """Return the public methods of an object: {"lab.hint": …}."""
    found = inspect.getmembers(thing, inspect.ismethod)
    return {f"{name}.{method}": call for method, call in found if _public(method)}


def offered_by(lab: str, package: str = "artia.labs") -> dict[str, Callable[..., Any]]:
    """Return what the code cells of a lab import from the course and can call.

    `package`: keep only what is defined there, for a lab whose other calls are tried elsewhere.
    Classes come with their methods, to be given an instance first (their parameter `self`).
    """
    cells = jupytext.read(SOURCES / lab / f"{lab}.md").cells
    trees = [ast.parse(cell.source) for cell in cells if cell.cell_type == "code"]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    found: dict[str, Any] = {}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("artia.labs"):
            found |= {name.name: _imported(node.module, name.name) for name in node.names}
    modules = {name: thing for name, thing in found.items() if isinstance(thing, ModuleType)}
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = node.value.id
            if name in modules and not isinstance(node.ctx, ast.Store):
                found[f"{name}.{node.attr}"] = getattr(modules[name], node.attr)
    offered: dict[str, Callable[..., Any]] = {}
    for name, thing in found.items():
        if inspect.isclass(thing):
            for method, call in inspect.getmembers(thing, inspect.isfunction):
                if _public(method) and call.__qualname__.startswith(thing.__qualname__):
                    offered[f"{name}.{method}"] = call
        if callable(thing):
            offered[name] = thing
    return {name: call for name, call in offered.items() if call.__module__.startswith(package)}


def _imported(module: str, name: str) -> Any:
    held = import_module(module)
    return getattr(held, name) if hasattr(held, name) else import_module(f"{module}.{name}")


def _public(name: str) -> bool:
    return not name.startswith("_")


def wrong_answers(
    offered: Mapping[str, Callable[..., Any]],
    valid: Mapping[str, Any],
    folder: Path,
    more: Mapping[str, Mapping[str, Any]] | None = None,
    odd: Mapping[str, Any] = ODD,
) -> list[str]:
    """Call everything with every odd value, from `folder`; return what went wrong, a line each."""
    problems = []
    with contextlib.chdir(folder), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, function in offered.items():
            for label, parameter, make in _calls(name, function, valid, more or {}, odd):
                problem = make if isinstance(make, str) else _outcome(function, make, folder)
                if problem:
                    problems.append(f"{name}({parameter}: {label}): {problem}")
    return problems


Call = Callable[[], tuple[list[Any], dict[str, Any]]]


def _calls(
    name: str,
    function: Callable[..., Any],
    valid: Mapping[str, Any],
    more: Mapping[str, Mapping[str, Any]],
    odd: Mapping[str, Any],
) -> Iterator[tuple[str, str, Call | str]]:
    """Each call to make: the odd value's name, the parameter's, what makes the arguments."""
    usual: dict[str, Any] = {}
    tried = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        key = name.rpartition(".")[0] if parameter.name == "self" else parameter.name
        if f"{name}.{key}" in valid or key in valid:
            usual[parameter.name] = valid.get(f"{name}.{key}", valid.get(key))
        elif parameter.default is parameter.empty:
            yield "", parameter.name, f"no valid value for `{key}`: add one to the table"
            return
        if parameter.name != "self":
            values = {**odd, **more.get(parameter.name, {})}
            if callable(usual.get(parameter.name)):  # any function suits there, even one that fails
                values = {label: one for label, one in values.items() if not callable(one)}
            tried.append((parameter, values))
    needed = {
        p.name: usual[p.name]
        for p in inspect.signature(function).parameters.values()
        if p.name in usual and (p.default is p.empty or f"{name}.{p.name}" in valid)
    }

    def arguments(**changed: Any) -> Call:
        def make() -> tuple[list[Any], dict[str, Any]]:
            given = {**needed, **changed}
            made = {
                key: one.make() if isinstance(one, Fresh) else one for key, one in given.items()
            }
            self_first = [made.pop("self")] if "self" in made else []
            return self_first, made

        return make

    yield "valid values", "all", arguments()
    for parameter, values in tried:
        for label, value in values.items():
            if parameter.kind is parameter.POSITIONAL_ONLY:
                yield label, parameter.name, lambda value=value: ([value], {})
            else:
                yield label, parameter.name, arguments(**{parameter.name: value})
    if not any(p.kind is p.VAR_KEYWORD for p in inspect.signature(function).parameters.values()):
        yield "a name misspelt", "wrods", arguments(wrods=1)
    keep_self = {"self": needed["self"]} if "self" in needed else {}
    yield "too many", "all", lambda: ([*keep_self.values(), *range(30)], {})
    yield "nothing", "all", lambda: (list(keep_self.values()), {})


def _outcome(function: Callable[..., Any], make: Call, folder: Path) -> str:
    """Call once; return what is wrong with the way it ended, if anything."""
    before = set(os.listdir(folder))
    said = io.StringIO()
    refused = ""
    try:
        given, named = make()
        with contextlib.redirect_stdout(said), time_limit(SECONDS):
            function(*given, **named)
    except LabError as error:
        refused = wrong_message(error)
        left = set(os.listdir(folder)) - before
        refused = refused or (f"refused, and left {sorted(left)}" if left else "")
    except TookTooLong:
        return f"not finished after {SECONDS} s"
    except BaseException as error:
        with contextlib.suppress(Exception):
            return f"{type(error).__name__}: {str(error)[:120]}"
        return type(error).__name__
    finally:
        for extra in set(os.listdir(folder)) - before:
            (folder / extra).unlink()
    if not refused and PYTHON_SPEAKING.search(said.getvalue()):
        return f"speaks Python: {said.getvalue()[:200]}"
    return refused


def wrong_message(error: LabError) -> str:
    """Return what is wrong with a refusal's text, if anything."""
    try:
        text = str(error)
    except Exception as failure:
        return f"the message cannot be written ({type(failure).__name__}: {error.text})"
    prose = re.sub(r"`[^`]*`|«[^»]*»|“[^”]*”", "x", text)
    sentences = re.findall(r"[.!?…](?=\s|$)", prose)
    if error.text not in messages.catalogue(messages.language())._catalog:
        return f"not in the language in use: {error.text}"
    if not prose.strip() or not sentences or len(sentences) > 3:
        return f"{len(sentences)} sentences: {text[:300]}"
    if len(text) > LONGEST:
        return f"{len(text)} characters: {text[:120]}…"
    if re.search(r"\{\w*\}", prose) or PYTHON_SPEAKING.search(text):
        return f"not fit to be read: {text[:300]}"
    return ""
