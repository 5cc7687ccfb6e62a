"""Put the jailed executor in a course's configuration, through nbgrader's own settings."""

from __future__ import annotations

from copy import deepcopy

from nbgrader.converters import Autograde
from traitlets.config import Config
from traitlets.config.loader import LazyConfigValue

from artia.grading.outcomes import KEY

_HERE = "artia.grading.executor"
#: nbgrader's preprocessors, by class name, and ours.
REPLACED = {
    "Execute": f"{_HERE}.JailedExecute",
    "SaveAutoGrades": f"{_HERE}.SaveGrades",
    "OverwriteCells": f"{_HERE}.RestoreCells",
    "CheckCellMetadata": f"{_HERE}.CheckMetadata",
}
FIRST = f"{_HERE}.MendNotebook"
EXPORTER = f"{_HERE}.GuardedExporter"


def grading_config(base: Config) -> Config:
    """Return a copy of a course's configuration in which autograding runs in jails.

    A course lists it in ``nbgrader_config.py``::

        from artia.grading.executor import grading_config
        c = get_config()
        c.merge(grading_config(c))
    """
    config = deepcopy(base)
    autograde = config.Autograde
    autograde.exporter_class = EXPORTER
    autograde.sanitize_preprocessors = _ours(autograde, "sanitize_preprocessors", first=FIRST)
    autograde.autograde_preprocessors = _ours(autograde, "autograde_preprocessors")
    config.OverwriteCells.add_missing_cells = True
    clear = config.ClearMetadataPreprocessor
    kept = set(clear.get("preserve_nb_metadata_mask", {("language_info", "name")}))
    clear.preserve_nb_metadata_mask = {*kept, KEY, "artia"}
    return config


def _ours(section: Config, trait: str, first: str | None = None) -> list:
    """Return a list of preprocessors with nbgrader's replaced by ours."""
    usual = getattr(Autograde, trait).default_args[0]
    asked = section.get(trait) or usual
    if isinstance(asked, LazyConfigValue):  # a course that only appends to the list
        asked = asked.get_value(usual)
    ours = [REPLACED.get(_class_name(item), item) for item in asked]
    return [first, *ours] if first and first not in ours else ours


def _class_name(item: object) -> str:
    return item.rsplit(".", 1)[-1] if isinstance(item, str) else item.__name__
