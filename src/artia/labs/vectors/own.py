"""A test of the learner's own lists: run in every space that knows the words, or explained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from artia.labs.errors import LabError
from artia.labs.messages import _
from artia.labs.show import show
from artia.labs.typed import typed
from artia.labs.vectors.probing import Functions, Result, run_tests
from artia.labs.vectors.space import Space
from artia.labs.vectors.wordlists import own_test


@typed
def run_own(
    x: Any, y: Any, a: Any, b: Any, spaces: Sequence[Space], functions: Functions | None = None
) -> list[Result]:
    """Return the results of a learner's four lists; none, and one sentence, when they cannot do."""
    given = (x, y, a, b)
    if all(one is None or isinstance(one, str | list | tuple | set) and not one for one in given):
        show(_("vectors: no lists of your own"))
        return []
    try:
        return run_tests([own_test(*given)], spaces, functions)
    except LabError as problem:
        show(str(problem))
        return []
