"""What the Landlock tier stops, and what it cannot: the list the deployment guide gives.

There, kernels share the machine's processes, network and folders with the grader, as the same
user; Landlock and seccomp alone hold them. Marks, secrets and other people's work must stay as
safe as in the tiers above. What an attacker gains all the same is written here, to the label.
"""

import re
from collections.abc import Iterator

import pytest

from artia.grading.jail import Tier

from . import (
    attacks_escalation,
    attacks_files,
    attacks_floods,
    attacks_messages,
    attacks_network,
    attacks_processes,
    lab,
)
from .attack import Attack
from .conftest import account_for
from .course import HONEST, build
from .run import Graded, grade, tables
from .world import world

pytestmark = pytest.mark.slow

#: Attack -> what it gains. Landlock judges the opening of files, not the looking at their names:
#: whoever knows a path learns that it exists, its size and its dates; folders can be entered,
#: not listed.
GAINED = {
    "changes_metadata": {"size", "existence", "enter the folder"},
    "reads_the_answers": {"by descriptor of a folder"},
    "shell_magics": {"%cd"},
    # One network and one list of sockets for the whole machine, which /proc shows; none can be
    # called.
    "opens_odd_sockets": {"connections of others"},
    "tampers_with_the_socket_folder": {"another kernel's sockets"},
}
#: Gained or not as the machine has them (network routes and interfaces), or as fast as it is:
#: the work folder is looked at once a second, and files without content weigh nothing.
PERHAPS = {"opens_odd_sockets": {"routes", "interfaces"}, "makes_many_files": {"files"}}

CHOSEN = {
    attack.name: attack
    for family in (
        attacks_files,
        attacks_processes,
        attacks_network,
        attacks_escalation,
        attacks_floods,
        attacks_messages,
    )
    for attack in family.ATTACKS
}


@pytest.fixture(scope="module")
def landlocked() -> Iterator[Graded]:
    with world(account_for(Tier.LANDLOCK)) as place:
        build(place, list(CHOSEN.values()), Tier.LANDLOCK)
        yield grade(place, Tier.LANDLOCK)


chosen = pytest.mark.parametrize("attack", CHOSEN.values(), ids=list(CHOSEN))


@chosen
def test_hostile_learner_under_landlock_gains_what_is_known(attack: Attack, landlocked: Graded):
    gained = set(re.findall(r"\[gained\] ([^:\n]+)", landlocked.printed(attack.name)))
    assert gained - PERHAPS.get(attack.name, set()) == GAINED.get(attack.name, set())


@chosen
def test_hostile_learner_under_landlock_wins_no_mark(attack: Attack, landlocked: Graded):
    for test, (auto, manual) in landlocked.marks.get(attack.name, {}).items():
        most = lab.POINTS[test] if test in attack.forged else attack.marks.get(test, 0.0)
        assert manual is None and auto <= most, test


@chosen
def test_hostile_learner_under_landlock_reads_no_secret(attack: Attack, landlocked: Graded):
    for path, content in landlocked.written_about(attack.name):
        assert landlocked.world.secrets_in(content) == [], path


def test_hostile_class_under_landlock_harms_nobody(landlocked: Graded):
    assert landlocked.exit_code == 0, landlocked.log
    for learner, (_, deserved) in HONEST.items():
        marks = {test: auto for test, (auto, _) in landlocked.marks[learner].items()}
        assert marks == deserved
    after = tables(landlocked.world.course / "gradebook.db")
    assert all(set(rows) <= set(after[table]) for table, rows in landlocked.before.items())
    assert landlocked.world.decoy.poll() is None
    assert landlocked.world.ears.heard == []


def test_hostile_course_cannot_lower_the_tier_that_was_asked():
    with world(account_for(Tier.USER_NAMESPACES)) as place:
        build(place, [], Tier.LANDLOCK)  # what its nbgrader_config.py says
        graded = grade(place, Tier.USER_NAMESPACES)  # what the command says
        assert graded.exit_code != 0, graded.log
        assert graded.marks == {}


def test_hostile_class_under_landlock_leaves_nothing(landlocked: Graded):
    assert landlocked.watch.processes == []
    assert landlocked.watch.planted == []
    assert landlocked.watch.servers == set()
    assert list(landlocked.world.loot.iterdir()) == []
    assert list(landlocked.world.temporary.iterdir()) == []
