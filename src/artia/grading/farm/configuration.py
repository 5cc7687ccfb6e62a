"""The part of a course's configuration that grading needs, as JSON a shard can carry anywhere.

Only the sections of the classes that grade travel: a shard holds no password, and a change of the
hub's settings leaves every earlier result valid. Classes and functions travel by their names.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from types import FunctionType
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbconvert.writers import FilesWriter
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import HasTraits
from traitlets.config import Config, Configurable
from traitlets.config.loader import LazyConfigValue
from traitlets.utils.importstring import import_item

from artia.grading.errors import GradingError

_NAME, _SET, _TUPLE = "$name", "$set", "$tuple"
#: Where a shard keeps things is the shard's business.
_PLACES = {
    "CourseDirectory": (
        "root db_url student_id student_id_exclude assignment_id notebook_id directory_structure "
        "source_directory release_directory source_with_tests_directory submitted_directory "
        "autograded_directory feedback_directory solution_directory"
    ).split()
}
#: What only the command line of `nbgrader autograde` means.
_UNUSED = {"BaseConverter": ["force"], "Autograde": ["force", "create_student"]}


class ConfigurationError(GradingError):
    """A setting that cannot travel to the workers."""


def preprocessors(config: Config, stage: str) -> list[type]:
    """Return the preprocessors of a stage of autograding (`sanitize` or `autograde`), in order."""
    name = f"{stage}_preprocessors"
    default = Autograde.class_traits()[name].default()
    value = config.Autograde.get(name, default)
    if isinstance(value, LazyConfigValue):
        value = value.get_value(default)
    return [import_item(item) if isinstance(item, str) else item for item in value]


def late_penalties(config: Config) -> type[AssignLatePenalties] | None:
    """Return what assigns penalties in this course, None when its configuration took it out."""
    stage = preprocessors(config, "autograde")
    return next((pp for pp in stage if issubclass(pp, AssignLatePenalties)), None)


def freeze(config: Config) -> dict:
    """Return what grading needs of `config`, as plain JSON values.

    Late penalties are left out: they depend on manual marks, which only the writer sees.
    Raises ConfigurationError for a value that has no name another process could import.
    """
    stages = {stage: preprocessors(config, stage) for stage in ("sanitize", "autograde")}
    penalties = late_penalties(config)
    stages["autograde"] = [pp for pp in stages["autograde"] if pp is not penalties]
    exporter = config.Autograde.get("exporter_class", NotebookExporter)
    exporter = import_item(exporter) if isinstance(exporter, str) else exporter
    used = [Autograde, CourseDirectory, FilesWriter, exporter, *sum(stages.values(), [])]
    frozen: dict[str, dict] = {}
    for section, classes in _sections(used).items():
        if section not in config:
            continue
        left_out = {*_PLACES.get(section, ()), *_UNUSED.get(section, ())}
        frozen[section] = {
            name: _plain(_settled(value, name, classes), f"c.{section}.{name}")
            for name, value in sorted(config[section].items())
            if name not in left_out
        }
    for stage, items in stages.items():
        name = f"{stage}_preprocessors"
        frozen.setdefault("Autograde", {})[name] = _plain(items, f"c.Autograde.{name}")
    return frozen


def thaw(frozen: dict) -> Config:
    """Return the configuration that `freeze` was given, as far as grading needs it."""
    return Config({section: _live(values) for section, values in frozen.items()})


def search_path(frozen: dict, root: Path) -> list[str]:
    """Return what workers add to sys.path: the course's root when a setting names its modules."""
    for name in _names(frozen):
        module = sys.modules.get(name.partition(":")[0])
        origin = getattr(module, "__file__", None)
        if origin and Path(origin).resolve().is_relative_to(root.resolve()):
            return [str(root)]
    return []


def _sections(classes: Iterable[type]) -> dict[str, list[type]]:
    sections: dict[str, list[type]] = {}
    for cls in classes:
        for base in cls.__mro__:
            if issubclass(base, Configurable) and base is not Configurable:
                sections.setdefault(base.__name__, []).append(cls)
    return sections


def _settled(value: Any, name: str, classes: list[type[HasTraits]]) -> Any:
    """Apply `c.X.trait.append(…)` to the trait's default."""
    if not isinstance(value, LazyConfigValue):
        return value
    traits = (cls.class_traits().get(name) for cls in classes)
    return value.get_value(next((t.default() for t in traits if t is not None), []))


def _plain(value: Any, where: str) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, dict):
        return {str(k): _plain(v, f"{where}.{k}") for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(item, where) for item in value]
    if isinstance(value, tuple):
        return {_TUPLE: [_plain(item, where) for item in value]}
    if isinstance(value, set | frozenset):
        return {_SET: sorted((_plain(item, where) for item in value), key=json.dumps)}
    if isinstance(value, type | FunctionType):
        name = f"{value.__module__}:{value.__qualname__}"
        if _named(name) is value:
            return {_NAME: name}
    raise ConfigurationError(
        f"Expected {where} to be text, numbers, or something that can be imported, found "
        f"{value!r}. Move it to a module beside nbgrader_config.py, and give its dotted name."
    )


def _live(value: Any) -> Any:
    if isinstance(value, list):
        return [_live(item) for item in value]
    if not isinstance(value, dict):
        return value
    if _NAME in value:
        return _import(value[_NAME])
    if _TUPLE in value:
        return tuple(_live(value[_TUPLE]))
    if _SET in value:
        return set(_live(value[_SET]))
    return {key: _live(item) for key, item in value.items()}


def _import(name: str) -> Any:
    module, _, path = name.partition(":")
    found: Any = importlib.import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    return found


def _named(name: str) -> Any:
    try:
        return _import(name)
    except (ImportError, AttributeError):
        return None


def _names(value: Any) -> Iterable[str]:
    if isinstance(value, list):
        for item in value:
            yield from _names(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == _NAME:
                yield item
            else:
                yield from _names(item)
