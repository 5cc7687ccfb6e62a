"""Run learners' notebooks in jails: every cell ends with a result or a reason.

`JailedExecute` replaces nbgrader's `Execute`, and `grading_config` puts it, with the preprocessors
that go with it, in a course's configuration. nbgrader itself is not changed.
"""

from artia.grading.executor.config import grading_config
from artia.grading.executor.exporter import GuardedExporter
from artia.grading.executor.grades import SaveGrades
from artia.grading.executor.guard import check_notebook_file
from artia.grading.executor.mend import MendNotebook, RestoreCells
from artia.grading.executor.metadata import CheckMetadata
from artia.grading.executor.preprocessor import JailedExecute
from artia.grading.executor.refusals import PolicyError
from artia.grading.executor.staging import stage

__all__ = [
    "CheckMetadata",
    "GuardedExporter",
    "JailedExecute",
    "MendNotebook",
    "PolicyError",
    "RestoreCells",
    "SaveGrades",
    "check_notebook_file",
    "grading_config",
    "stage",
]
