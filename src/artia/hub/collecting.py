"""nbgrader's collection, which one strange folder in the exchange must not stop or mislead.

nbgrader copies what links lead to, with the instructor's rights, and a single name or size that
it does not expect ends the collection of the whole class.
"""

import tempfile
from datetime import datetime
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect

from artia.grading.executor import stage
from artia.hub.inbound import submission


class Collect(ExchangeCollect):
    """Collect regular files only, from folders that are named as submissions are."""

    def _path_to_record(self, path: str) -> dict:
        if submission(Path(path)):
            return super()._path_to_record(path)
        name = Path(path).name
        self.log.warning("Left aside, not a submission: %r", name[:200])
        return {"username": "", "filename": name, "timestamp": datetime.min}

    def init_src(self) -> None:
        """Find each learner's last submission."""
        super().init_src()
        self.src_records = [record for record in self.src_records if record["username"]]

    def do_copy(self, src: str, dest: str, log: object = None) -> None:
        """Copy aside, then put in place at once; say what was left out."""
        destination = Path(dest)
        with tempfile.TemporaryDirectory(prefix=".artia-", dir=destination.parent) as aside:
            draft = Path(aside) / "draft"
            limits = {"most_bytes": 1000 * self.coursedir.max_dir_size}
            for sentence in stage(Path(src), draft, ignore=self.coursedir.ignore, **limits):
                self.log.warning("Left out of %s: %s", Path(src).name, sentence)
            draft.rename(destination)
