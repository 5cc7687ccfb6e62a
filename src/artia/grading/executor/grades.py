"""Save the marks, and leave to a person the cells no check could judge."""

from __future__ import annotations

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import SaveAutoGrades

#: Where, in nbconvert's resources, the executor leaves the grade_ids that have no mark.
UNGRADED = "artia_ungraded"


class SaveGrades(SaveAutoGrades):
    """nbgrader's, except that a cell whose hidden check has a bug gets no mark instead of 0."""

    def _add_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        super()._add_score(cell, resources)
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        if grade_id in resources.get(UNGRADED, ()):
            grade = self.gradebook.find_grade(
                grade_id, self.notebook_id, self.assignment_id, self.student_id
            )
            grade.auto_score = None
            grade.needs_manual_grade = True
            self.gradebook.db.commit()
