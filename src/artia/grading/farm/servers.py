"""A fork server that starts while something else is being prepared."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence
from contextlib import suppress

from artia.grading.forkserver import ForkServer, PreloadError


class BackgroundServer:
    """Starts a fork server from a thread that is gone once `ready` has returned.

    A process that will fork must have one thread only: call `ready` before forking. Modules that
    cannot be loaded before forking are left out: a notebook imports them by itself, as it would
    anywhere, and grading goes on, slower.
    """

    def __init__(self, preload: Sequence[str]) -> None:
        self.preload = tuple(preload)
        self._server: ForkServer | None = None
        self._error: Exception | None = None
        self._unwanted = False
        self._thread = threading.Thread(target=self._start, name="fork server")
        self._thread.start()

    def ready(self) -> ForkServer:
        """Return the server once it runs; another one if it has died since.

        Raises GradingError when no fork server can run here.
        """
        self._thread.join()
        if self._error is None and not self._server.running:
            self._start()
        if self._error is not None:
            raise self._error
        return self._server

    def stop(self) -> None:
        """Stop the server; one that is still loading is not waited for."""
        self._unwanted = True
        if self._thread.is_alive() and self._server is not None and self._server.pid:
            with suppress(ProcessLookupError):
                os.kill(self._server.pid, signal.SIGTERM)
        self._thread.join()
        if self._server is not None:
            self._server.stop()

    def _start(self) -> None:
        left = list(self.preload)
        while not self._unwanted:
            self._server = ForkServer(left)
            try:
                self._server.start()
                return
            except PreloadError as error:
                culprit = next((name for name in left if str(error).startswith(f"{name}:")), None)
                if culprit is None:
                    self._error = error
                    return
                left.remove(culprit)
            except Exception as error:
                self._error = error
                return
