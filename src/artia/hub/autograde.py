"""What formgrader's own « Autograde » says where learners' code cannot be confined."""

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from artia.grading.errors import TierTooLowError
from artia.grading.executor import JailedExecute
from artia.grading.jail import Tier, require
from artia.hub.texts import TEXTS


class RequireJail(NbGraderPreprocessor):
    """Refuse before anything of the learner's is touched, in a sentence of formgrader's log box."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Return the notebook as it came. Raises TierTooLowError below the configured tier."""
        try:
            require(Tier.parse(JailedExecute(parent=self.parent).min_tier))
        except TierTooLowError as error:
            for told in TEXTS.values():
                self.log.error(told["class_tier"].format(reason=error))
            raise
        return nb, resources
