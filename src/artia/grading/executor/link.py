"""One kernel in its jail, and what is said between it and the grader.

nbclient waits on queues that a kernel can starve, and asks whether it lives once a second. Here
two tasks read the sockets as messages come, closed connections are noticed at once, and every
request ends: with the kernel's reply or with a `Failure`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

import zmq
import zmq.asyncio
from jupyter_client.manager import AsyncKernelManager

from artia.grading.errors import GradingError
from artia.grading.forkserver.outstream import LIMIT
from artia.grading.jail import JailRequest
from artia.grading.kernels import spec_manager

from . import failure, traffic
from .allowance import Bound
from .failure import Failure

#: Seconds a kernel has to stop when interrupted, before it is killed.
GRACE = 2.0
#: Seconds between the reply on the shell channel and the last output.
LAST_OUTPUT = 4.0

_FOREVER = Bound(float("inf"), failure.exited)  # never told

Listener = Callable[[str, dict], None]


@dataclass(frozen=True)
class Plan:
    """How to start a kernel and how much it may say. Sizes in bytes, times in seconds."""

    jail: JailRequest
    fork_server: str
    kernel_name: str = "artia-jail"
    startup: float = 60.0
    flood: int = 20_000_000  # output of one request above which the kernel is killed
    largest_output: int = 8_000_000  # one message on iopub
    largest_answer: int = 32_000_000  # one message on shell
    source_cap: int = 4_000_000  # bytes a cell may print before the kernel itself stops sending
    extra_arguments: tuple[str, ...] = ()


@dataclass
class Answer:
    """The end of a request; with a failure and a reply, an interrupt stopped it."""

    reply: dict | None = None
    failure: Failure | None = None

    @property
    def ok(self) -> bool:
        """Whether the code ran to its end without an error."""
        return self.failure is None and (self.reply or {}).get("status") == "ok"


def _future() -> asyncio.Future:
    return asyncio.get_running_loop().create_future()


@dataclass
class _Request:
    identifier: str
    listener: Listener
    reply: asyncio.Future = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    idle: asyncio.Future = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class KernelLink:
    """A started kernel; `start`, then `execute` at will, then `close`."""

    def __init__(self, plan: Plan):
        self.plan = plan
        self.failure: Failure | None = None  # once set, the kernel is dead
        self.cpu_seconds = 0.0  # the whole life of this kernel, at the last look
        self.language_info: dict = {}
        self._manager: AsyncKernelManager | None = None
        self._flow = traffic.Flow(plan.flood)
        self._request: _Request | None = None
        self._welcome = asyncio.Event()
        self._broken = asyncio.Event()
        self._tasks: list[asyncio.Task] = []
        self._sockets: list[zmq.asyncio.Socket] = []

    async def start(self) -> None:
        """Start the kernel and wait until it listens. Raises `GradingError`."""
        self._context = zmq.asyncio.Context()
        self._context.setsockopt(zmq.RECONNECT_IVL, 10)
        self._context.setsockopt(zmq.LINGER, 0)
        self._context.setsockopt(zmq.RCVHWM, 200)
        self._manager = AsyncKernelManager(
            kernel_name=self.plan.kernel_name,
            kernel_spec_manager=spec_manager(),
            context=self._context,
        )
        try:
            await self._manager.start_kernel(
                jail=self.plan.jail,
                fork_server=self.plan.fork_server,
                extra_arguments=list(self.plan.extra_arguments),
                env={**os.environ, LIMIT: str(self.plan.source_cap)},
            )
            self._connect()
            await asyncio.wait_for(self._greet(), self.plan.startup)
        except BaseException as error:
            await self.close()
            if isinstance(error, GradingError) or not isinstance(error, Exception):
                raise
            raise GradingError(
                f"A kernel was expected to start within {self.plan.startup:g} s; "
                f"{error or type(error).__name__}. Look at the log of the fork server."
            ) from error

    def _connect(self) -> None:
        identity = self._manager.session.bsession
        self._context.setsockopt(zmq.MAXMSGSIZE, self.plan.largest_answer)
        self._shell = self._manager.connect_shell(identity=identity)
        self._context.setsockopt(zmq.MAXMSGSIZE, self.plan.largest_output)
        self._iopub = self._manager.connect_iopub()
        self._context.setsockopt(zmq.MAXMSGSIZE, -1)
        self._sockets = [self._shell, self._iopub]
        for socket, hear in ((self._shell, self._hear_shell), (self._iopub, self._hear_iopub)):
            monitor = socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
            self._tasks.append(asyncio.create_task(self._watch(monitor)))
            self._tasks.append(asyncio.create_task(self._read(socket, hear)))

    async def _greet(self) -> None:
        """Wait for the kernel's first answer on both channels."""
        answer = Answer()
        # Until our subscription has reached the kernel, its outputs go nowhere.
        while answer.reply is None or not self._welcome.is_set():
            answer = await self._ask("kernel_info_request", {}, _deaf, _FOREVER, _FOREVER, 0.05)
            if answer.failure is not None:
                raise GradingError(f"It ended before its first cell. {answer.failure.why.en}")
        info = answer.reply.get("language_info")
        self.language_info = info if isinstance(info, dict) else {}

    async def execute(
        self, code: str, listener: Listener, *, cpu: Bound, wall: Bound, **content: object
    ) -> Answer:
        """Run code; outputs go to the listener. Never raises."""
        content = {
            "code": code,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": False,
            **content,
        }
        return await self._ask("execute_request", content, listener, cpu, wall)

    async def _ask(
        self,
        kind: str,
        content: dict,
        listener: Listener,
        cpu: Bound,
        wall: Bound,
        last_output: float = LAST_OUTPUT,
    ) -> Answer:
        if self.failure is not None:
            return Answer(failure=self.failure)
        message = self._manager.session.msg(kind, content)
        self._flow.reset()
        request = self._request = _Request(message["header"]["msg_id"], listener)
        try:
            self._manager.session.send(self._shell, message)
            answer = await self._wait(request, cpu, wall)
            if answer.reply is not None:
                await self._wait_any(request.idle, timeout=last_output)
                if _asks_exit(answer.reply):  # it would end a moment later, in another request
                    self.failure = self.failure or failure.exited()
                # Even with a reply: what was not heard may be an error, and a flood is no answer.
                if self.failure is not None or self._broken.is_set():
                    answer = Answer(failure=await self._diagnose())
            return answer
        finally:
            self._request = None
            self._look()

    async def _wait(self, request: _Request, cpu: Bound, wall: Bound) -> Answer:
        """Wait for the reply, within both budgets."""
        spent_before, began = self.cpu_seconds, monotonic()
        while True:
            cpu_left = cpu.seconds - (self.cpu_seconds - spent_before)
            left = min(cpu_left, wall.seconds - (monotonic() - began))
            # Looking costs little, but not nothing: rarely at first, often near the end.
            if await self._wait_any(request.reply, timeout=min(2.0, max(0.1, left / 4))):
                return Answer(request.reply.result())
            if self._broken.is_set() or not await self._alive():
                return Answer(failure=await self._diagnose())
            self._look()
            if self.cpu_seconds - spent_before >= cpu.seconds:
                return await self._interrupt(request, cpu.failure())
            if monotonic() - began >= wall.seconds:
                return await self._interrupt(request, wall.failure())

    async def _interrupt(self, request: _Request, reason: Failure) -> Answer:
        """Stop a request by SIGINT, or by killing the kernel when it will not stop."""
        with contextlib.suppress(Exception):  # dead meanwhile: said just below
            await self._manager.interrupt_kernel()
        if await self._wait_any(request.reply, timeout=GRACE):
            return Answer(request.reply.result(), reason)
        self.failure = reason
        await self._kill()
        return Answer(failure=reason)

    async def check(self) -> Failure | None:
        """Return why the kernel is dead, None when it lives."""
        if self.failure is None and (self._broken.is_set() or not await self._alive()):
            await self._diagnose()
        return self.failure

    async def _diagnose(self) -> Failure:
        """Say why the connection broke or the process ended, and make sure nothing is left."""
        if self.failure is None:
            deadline = monotonic() + GRACE
            while alive := await self._alive():
                if monotonic() > deadline:
                    break
                await asyncio.sleep(0.02)
            ending = None if alive else getattr(self._manager.provisioner, "ending", None)
            if alive:
                self.failure = failure.dropped(self.plan.largest_output)
            elif ending is None:
                self.failure = failure.died(None, None, False)
            else:
                self.failure = failure.died(ending.exit_code, ending.signal, ending.out_of_memory)
        self._look()
        await self._kill()
        return self.failure

    async def _wait_any(self, future: asyncio.Future, timeout: float) -> bool:
        """Wait for a future, a broken link or the time; return whether the future is done."""
        if not future.done() and not self._broken.is_set():
            broken = asyncio.ensure_future(self._broken.wait())
            await asyncio.wait({future, broken}, timeout=timeout, return_when="FIRST_COMPLETED")
            broken.cancel()
        return future.done()

    async def _read(self, socket: zmq.asyncio.Socket, hear: Callable) -> None:
        while True:
            frames = await socket.recv_multipart()
            if not self._flow.add(frames):
                self.failure = self.failure or failure.flooded(self._flow.size, self._flow.messages)
                self._broken.set()
                return
            message = traffic.read(self._manager.session, frames)
            if message is not None:
                hear(message)
            await asyncio.sleep(0)  # a socket with messages at hand never yields by itself

    def _hear_shell(self, message: traffic.Message) -> None:
        request = self._request
        ours = request is not None and message.parent == request.identifier
        if ours and message.kind.endswith("_reply") and not request.reply.done():
            request.reply.set_result(message.content)

    def _hear_iopub(self, message: traffic.Message) -> None:
        self._welcome.set()
        request = self._request
        if request is None or message.parent != request.identifier:
            return
        if message.kind == "status":
            if message.content.get("execution_state") == "idle" and not request.idle.done():
                request.idle.set_result(None)
        else:
            request.listener(message.kind, message.content)

    async def _watch(self, monitor: zmq.asyncio.Socket) -> None:
        await monitor.recv_multipart()
        self._broken.set()

    async def _alive(self) -> bool:
        provisioner = self._manager.provisioner
        return provisioner is not None and await provisioner.poll() is None

    def _look(self) -> None:
        """Read the clock of the kernel's processes; a dead kernel keeps its last time."""
        with contextlib.suppress(Exception):
            used = self._manager.provisioner.usage().cpu_seconds
            self.cpu_seconds = max(self.cpu_seconds, used)

    async def _kill(self) -> None:
        if self._manager.provisioner is not None and self._manager.has_kernel:
            with contextlib.suppress(ProcessLookupError):
                await self._manager.provisioner.kill()
                await self._manager.provisioner.wait()

    async def close(self) -> None:
        """Kill the kernel and everything in its jail. Safe to call twice."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for socket in self._sockets:
            socket.disable_monitor()
        self._sockets = []
        if self._manager is not None:
            self._look()
            await self._kill()
            await self._manager.cleanup_resources()
            self._context.destroy(linger=0)


def _asks_exit(reply: dict) -> bool:
    """Tell whether the code called `exit()` or `quit()`, as the messaging protocol says it."""
    payload = reply.get("payload")
    return isinstance(payload, list) and any(
        isinstance(item, dict)
        and item.get("source") == "ask_exit"
        and item.get("keepkernel") is not True
        for item in payload
    )


def _deaf(_kind: str, _content: dict) -> None:
    """Hear nothing."""
