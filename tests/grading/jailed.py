"""Drive a jailed kernel as any Jupyter program does, and read what its cells print."""

from __future__ import annotations

import asyncio
import inspect
import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from jupyter_client.manager import AsyncKernelManager

from artia.grading.forkserver import ForkServer
from artia.grading.jail import JailRequest, Tier
from artia.grading.jail.detect import why_not
from artia.grading.kernels import spec_manager
from tests.grading import jail_inside

TIERS = [Tier.ROOT, Tier.USER_NAMESPACES, Tier.LANDLOCK]
#: One server for all tests of a process: loading PyTorch takes seconds.
PRELOAD = ("numpy", "torch", "torch.utils.data", "matplotlib.pyplot")


@dataclass
class Reply:
    """What one cell sent."""

    text: str = ""
    error: str = ""  # the exception's name, "" when the cell ended well
    value: str = ""
    mimes: set[str] = field(default_factory=set)


class DeadKernel(Exception):  # noqa: N818 (a fact the test expects, not a failure of it)
    """The kernel ended while a cell ran."""


class JailedKernel:
    """A started kernel; a context manager that leaves nothing running."""

    def __init__(self, request: JailRequest, server: ForkServer | None = None, **launch) -> None:
        self.loop = asyncio.new_event_loop()
        self.server = server or ForkServer.shared(PRELOAD)
        self.manager = AsyncKernelManager(
            kernel_name="artia-jail", kernel_spec_manager=spec_manager()
        )
        self.begin({"jail": request, "fork_server": self.server.address, **launch})

    def begin(self, launch: dict) -> None:
        """Start the kernel and a client."""
        self.wait(self.manager.start_kernel(**launch))
        self.folder = Path(self.manager.ip).parents[1]  # the host's, for this kernel
        self.client = self.manager.client()
        self.client.start_channels()
        self.wait(self.client.wait_for_ready(timeout=60))

    @property
    def provisioner(self):
        return self.manager.provisioner

    def wait(self, awaitable):
        return self.loop.run_until_complete(awaitable)

    def run_until_interrupted(self, code: str) -> Reply:
        """Run a cell that waits for ever, and interrupt it once it has begun."""
        return self.run(f"print('begun', flush=True)\n{code}", interrupted=True)

    def run(self, code: str, timeout: float = 90, interrupted: bool = False) -> Reply:
        """Run a cell; `interrupted` by its first output. Raises DeadKernel."""
        reply = Reply()
        interrupts: list[asyncio.Task] = []

        def take(message: dict) -> None:
            content = message["content"]
            match message["msg_type"]:
                case "stream":
                    reply.text += content["text"]
                    if interrupted and not interrupts:
                        interrupt = self.manager.interrupt_kernel()
                        interrupts.append(self.loop.create_task(interrupt))
                case "error":
                    reply.error = content["ename"]
                    reply.value = content["evalue"]
                case "execute_result" | "display_data":
                    reply.value = content["data"].get("text/plain", "")
                    reply.mimes |= set(content["data"])

        running = self.client.execute_interactive(code, timeout=timeout, output_hook=take)
        self.wait(self._unless_dead(running))
        for interrupt in interrupts:
            self.wait(interrupt)
        return reply

    async def _unless_dead(self, running) -> None:
        task = asyncio.ensure_future(running)
        while not task.done():
            await asyncio.wait([task], timeout=0.05)
            if not task.done() and not await self.manager.is_alive():
                task.cancel()
                raise DeadKernel
        task.result()

    def ask(self, expression: str):
        """Evaluate with the functions of `jail_inside`, and return the value."""
        self.run(inspect.getsource(jail_inside))
        reply = self.run(f"answer({expression})")
        assert not reply.error, reply
        return json.loads(reply.text)

    def wait_for_end(self):
        """Wait until the kernel has ended; return how."""
        self.wait(self.provisioner.wait())
        return self.provisioner.ending

    def stop(self) -> None:
        if self.loop.is_closed():
            return
        self.client.stop_channels()
        self.wait(self.manager.shutdown_kernel(now=True))
        self.manager.context.destroy(linger=0)
        self.loop.close()

    def __enter__(self) -> JailedKernel:
        return self

    def __exit__(self, *_) -> None:
        self.stop()


def look(kernel: JailedKernel) -> dict:
    """Return what `jail_inside.look` finds in a kernel about places of this machine."""
    inside = kernel.provisioner.tier.namespaces
    run_folder = "/run/kernel" if inside else str(kernel.folder / "s")
    repository = str(Path(__file__).parents[2])
    paths = [
        repository,
        f"{repository}/src",
        str(Path.home()),
        "/var",
        "/home",
        "/boot",
        "/run/user",
    ]
    sockets = [kernel.server.address, "/run/systemd/journal/stdout", "/var/run/docker.sock"]
    return kernel.ask(f"look({paths!r}, {sockets!r}, {run_folder!r})")


def needs(tier: Tier) -> None:
    """Skip a test where this machine lacks a tier, with the reason."""
    if why := why_not(tier):
        pytest.skip(f"{tier.label}: {why}")
