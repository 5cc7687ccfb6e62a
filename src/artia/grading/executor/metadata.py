"""Check nbgrader's metadata against its schema, without checking the schema each time."""

from __future__ import annotations

from functools import cached_property

from jsonschema.exceptions import best_match
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.nbgraderformat import ValidationError
from nbgrader.nbgraderformat.common import BaseMetadataValidator
from nbgrader.nbgraderformat.v3 import MetadataValidatorV3
from nbgrader.preprocessors import CheckCellMetadata


class _SchemaReadOnce(BaseMetadataValidator):
    """nbgrader's first checks, with one validator where `jsonschema.validate` makes one a cell.

    That function also checks the schema itself, which takes ten times as long as the cell.
    """

    @cached_property
    def _validator(self) -> Validator:
        return validator_for(self.schema)(self.schema)

    def validate_cell(self, cell: NotebookNode) -> None:
        version = cell.metadata.get("nbgrader", {}).get("schema_version", 0)
        if "nbgrader" not in cell.metadata or version != self.schema_version:
            super().validate_cell(cell)
            return
        error = best_match(self._validator.iter_errors(cell.metadata["nbgrader"]))
        if error is not None:
            raise error


class _CellValidator(MetadataValidatorV3, _SchemaReadOnce):
    """nbgrader's rules for one cell: version 3's calls its parent's, ours through this order."""


class CheckMetadata(CheckCellMetadata):
    """nbgrader's preprocessor, which reads its schema once."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Return both unchanged. Raises ValidationError when the metadata is not nbgrader's."""
        try:
            _VALIDATOR.validate_nb(nb)
        except ValidationError:
            # Said as nbgrader says it, traceback included
            return super().preprocess(nb, resources)
        return nb, resources


_VALIDATOR = _CellValidator()
