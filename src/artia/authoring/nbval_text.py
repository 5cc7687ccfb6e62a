"""A pytest plugin that replays the answer keys: `pytest -p artia.authoring.nbval_text --nbval …`.

The keys keep text outputs only, so nbval must not look for the others; this is the door its
documentation names (skip_compare, extended when the notebook is collected).
"""

import pytest

NOT_KEPT = (
    "text/html",
    "text/markdown",
    "text/latex",
    "image/svg+xml",
    "image/gif",
    "application/json",
    "application/javascript",
)


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Tell nbval which outputs the answer keys do not keep."""
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += NOT_KEPT
