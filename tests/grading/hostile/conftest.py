"""One run of the farm a tier, shared by every test of the suite."""

from collections.abc import Iterator

import pytest

from artia.grading.jail import Tier

from .accounts import Account, itself, unprivileged
from .attacks import ATTACKS
from .course import build
from .run import Graded, grade
from .world import world


def account_for(tier: Tier) -> Account:
    """Return who runs the grader in this tier; skip where this machine cannot."""
    account = itself() if tier is Tier.ROOT else unprivileged()
    best = account.best_tier()
    if best < tier:
        pytest.skip(f"{account.name} can confine by {best.label} at most, not by {tier.label}")
    return account


@pytest.fixture(
    scope="session",
    params=[Tier.ROOT, Tier.USER_NAMESPACES],
    ids=["root", "user-namespaces"],
)
def graded(request) -> Iterator[Graded]:
    """Return the whole class, graded once in each tier that must hold everything."""
    tier: Tier = request.param
    with world(account_for(tier)) as place:
        build(place, list(ATTACKS.values()), tier)
        yield grade(place, tier)
