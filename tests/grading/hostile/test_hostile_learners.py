"""Hostile learners gain nothing, in the root tier and in the user namespaces tier.

One run of the farm a tier grades the whole class; here each attack is looked at by itself. What
an attack tries, and must not achieve, is written with it in `attacks_*.py`.
"""

import json
import re

import pytest

from artia.grading.outcomes import KEY, Outcome

from . import lab
from .attack import Attack, cell_of
from .attacks import ATTACKS
from .run import Graded

attacks = pytest.mark.parametrize("attack", ATTACKS.values(), ids=list(ATTACKS))
pytestmark = pytest.mark.slow


@attacks
def test_hostile_learner_has_the_mark_they_deserve(attack: Attack, graded: Graded):
    deserved = {**dict.fromkeys(lab.POINTS, 0.0), **attack.marks}
    if attack.name not in graded.marks:  # a file that cannot be graded has a reason, and no mark
        assert graded.outcome(attack.name) is Outcome.POLICY
        assert not any(deserved.values())
        return
    found = {test: auto for test, (auto, _) in graded.marks[attack.name].items()}
    for test, points in found.items():
        assert points is None or 0 <= points <= lab.POINTS[test]
    if attack.forged:
        # Whoever owns a kernel can make a test inside it pass: nothing can prevent that, nor does
        # anything here pretend to. The tests judged outside hold.
        assert attack.forged <= lab.IN_KERNEL
        found = {test: points for test, points in found.items() if test not in attack.forged}
        deserved = {test: deserved[test] for test in found}
    assert found == deserved


@attacks
def test_hostile_learner_ends_with_a_reason(attack: Attack, graded: Graded):
    result = graded.results[attack.name]
    assert graded.outcome(attack.name) in attack.outcomes, result["reason"]
    assert graded.outcome(attack.name) is Outcome.OK or result["reason"]
    assert all(manual is None for _, manual in graded.marks.get(attack.name, {}).values())


@attacks
def test_hostile_learner_gains_nothing(attack: Attack, graded: Graded):
    printed = graded.printed(attack.name)
    assert re.findall(r"\[gained\].*", printed) == []
    if not attack.cut_short:
        assert set(re.findall(r"\[(?:nothing|refused)\] ([^:\n]+)", printed)) >= attack.labels


@attacks
def test_hostile_learner_reads_no_secret(attack: Attack, graded: Graded):
    for path, content in graded.written_about(attack.name):
        assert graded.world.secrets_in(content) == [], path


@attacks
def test_hostile_learner_writes_nothing_in_the_verdicts(attack: Attack, graded: Graded):
    notebook = graded.notebook(attack.name)
    for test in lab.CHECKED if notebook else ():
        cell = cell_of(notebook, test)
        pages = [output.get("data", {}).get("text/html", "") for output in cell.outputs]
        assert not any(re.search("<script|onerror|javascript:|FORGED", page) for page in pages)
    assert notebook is None or "FORGED" not in json.dumps(notebook.metadata.get(KEY))


@attacks
def test_hostile_learner_leaves_a_small_notebook(attack: Attack, graded: Graded):
    # What people open in formgrader: never the flood itself.
    sizes = [len(content) for _, content in graded.written_about(attack.name)]
    assert sum(sizes) < 40_000_000
