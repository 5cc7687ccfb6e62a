"""A real Python kernel, asked as the executor asks it: the least that hidden checks need."""

from __future__ import annotations

import ast
import sys
from queue import Empty
from types import TracebackType

from jupyter_client.manager import KernelManager

from artia.grading.checks.errors import KernelGoneError, RefusedError, TooLongError


class KernelAsker:
    """One ordinary kernel, without a jail. A context manager."""

    def __init__(self, cwd: str | None = None, patience: float = 60) -> None:
        self.patience = patience  # seconds for one question
        self.questions = 0
        self._manager = KernelManager()
        self._manager.kernel_cmd = [sys.executable, "-m", "ipykernel_launcher"]
        self._manager.kernel_cmd += ["-f", "{connection_file}"]
        self._cwd = cwd

    def __enter__(self) -> KernelAsker:
        self._manager.start_kernel(cwd=self._cwd)
        self._client = self._manager.blocking_client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=60)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def run(self, code: str) -> None:
        """Run a cell, as a notebook does; the learner's code."""
        self.evaluate(code, "''")

    def evaluate(self, code: str, expression: str) -> str:
        """Run `code` and return the str that `expression` is worth."""
        self.questions += 1
        asked = self._client.execute(
            code, store_history=False, user_expressions={"answer": expression}
        )
        reply = self._reply(asked)
        if reply["status"] != "ok":
            raise RefusedError(f"the code stopped: {reply['ename']}: {reply['evalue']}")
        shown = reply["user_expressions"]["answer"]
        if shown["status"] != "ok":
            raise RefusedError("the expression has no value")
        try:
            text = ast.literal_eval(shown["data"]["text/plain"])
        except (SyntaxError, ValueError, KeyError) as error:
            raise RefusedError("the expression is no text") from error
        if type(text) is not str:
            raise RefusedError("the expression is no text")
        return text

    def _reply(self, asked: str) -> dict:
        left = self.patience
        while left > 0:
            try:
                reply = self._client.get_shell_msg(timeout=0.5)
            except Empty:
                if not self._manager.is_alive():
                    raise KernelGoneError("the kernel died") from None
                left -= 0.5
                continue
            if reply["parent_header"].get("msg_id") == asked:
                return reply["content"]
        self._manager.interrupt_kernel()
        raise TooLongError("the question took too long")
