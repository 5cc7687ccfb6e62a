"""Call a tool the course does not depend on: missing, noisy or broken, the notebook goes on."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from artia.labs.calling import hushed
from artia.labs.messages import _
from artia.labs.show import show


@contextlib.contextmanager
def installed(name: str, missing: str) -> Iterator[Any]:
    """Import a tool, or say that it is missing; what stops it is said too, and stops no more."""
    try:
        with hushed(), silent():
            package = import_module(name)
    except ImportError:
        show(_(missing))
        package = None
    except Exception as error:  # installed, and broken
        show(_("others: stopped").format(name=name, error=error))
        package = None
    try:
        yield package
    except Exception as error:
        show(_("others: stopped").format(name=name, error=error))


@contextlib.contextmanager
def silent() -> Iterator[None]:
    """Keep a tool's log off the page."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
