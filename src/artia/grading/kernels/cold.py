"""The provisioner `artia-bwrap`: any kernel's own command, in a jail by bubblewrap.

For kernels the fork server cannot fork. Name it in a kernelspec (`wrapped_spec` writes one), or
for every kernel of a program by JUPYTER_DEFAULT_PROVISIONER_NAME=artia-bwrap.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from artia.grading.forkserver.folders import PrivateFolder
from artia.grading.jail import JailRequest, Tier, Usage, bwrap, cgroups, slots, tree
from artia.grading.jail.root import WORK
from artia.grading.provisioner import ENVIRONMENT, Ending


class BwrapProvisioner(LocalProvisioner):
    """A cold kernel inside bubblewrap; `jail=JailRequest(…)` as for `artia-jail`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.jail = JailRequest(Tier.USER_NAMESPACES)
        self.tier = Tier.USER_NAMESPACES
        self.ending: Ending | None = None
        self._folder: PrivateFolder | None = None
        self._slot: slots.Slot | None = None
        self._group: cgroups.Group | None = None
        self._last = Usage(0.0, 0, 0)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Move the connection to Unix sockets in a private folder."""
        kwargs.pop("fork_server", None)
        self.jail = kwargs.pop("jail", None) or self.jail
        if self._folder is None:
            self._folder = PrivateFolder.create()
            sockets = self._folder.path / "s"
            sockets.mkdir(mode=0o700)
            self.parent.transport = "ipc"
            self.parent.ip = str(sockets / "c")
            self.parent.connection_file = str(sockets / "connection.json")
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel's command inside the jail. Raises JailError."""
        given = kwargs.pop("env", {})
        environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "HOME": WORK,
            "TMPDIR": "/tmp",
            "IPYTHONDIR": "/tmp/.ipython",
            **{name: given[name] for name in ENVIRONMENT if name in given},
            **self.kernel_spec.env,
        }
        program = Path(shutil.which(cmd[0]) or cmd[0])
        command, filtering = bwrap.wrap(
            [str(program), *cmd[1:]], self.jail, self._folder.path, environment
        )
        nowhere = subprocess.DEVNULL  # the grader's terminal is not a learner's to write on
        kwargs |= {"pass_fds": [filtering], "cwd": "/", "env": {}}
        kwargs |= {"stdout": nowhere, "stderr": nowhere, "preexec_fn": self._join_group}
        try:
            self._make_group()
            return await super().launch_kernel(command, **kwargs)
        finally:
            os.close(filtering)

    def _make_group(self) -> None:
        """As root, limit the whole kernel by a control group: rlimits do not count root's."""
        if os.geteuid() != 0:
            return
        with contextlib.suppress(OSError):  # root without the right to make groups
            self._slot = self._slot or slots.take()
            group = self._slot.group()
            if group:
                group.create(self.jail.limits)
                self._group = group

    def _join_group(self) -> None:
        """In the new process, before bubblewrap: what it starts will be counted as well."""
        if self._group:
            self._group.add(os.getpid())

    async def poll(self) -> int | None:
        """Return None while the kernel lives, then its exit code; note how it ended."""
        code = await super().poll()
        if code is not None and self.ending is None and self.process is not None:
            exit_code, number = (code, None) if code >= 0 else (None, -code)
            memory = self._group is not None and self._group.killed_for_memory()
            limit = "memory" if memory else ""
            self.ending = Ending(exit_code, number, memory, self._last.cpu_seconds, limit)
        return code

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel itself: bubblewrap would die of it."""
        if signum == signal.SIGKILL:
            self.process.kill()  # and with it everything in its pid namespace
            return
        for pid in self._kernel():
            os.kill(pid, signum)

    def usage(self) -> Usage:
        """Return what the kernel and its children use; the last known once it has ended."""
        if self.process is not None and self.process.poll() is None:
            pids = tree.descendants(self.process.pid)
            now = self._group.usage() if self._group else tree.measure(pids)
            cpu = max(now.cpu_seconds, self._last.cpu_seconds)
            self._last = Usage(cpu, now.memory_bytes, now.processes)
        return self._last

    async def cleanup(self, restart: bool = False) -> None:
        """Delete the kernel's folder and control group."""
        await super().cleanup(restart)
        if self._slot:
            self._slot.release()
            self._slot = self._group = None
        if self._folder and not restart:
            self._folder.remove()
            self._folder.unlock()
            self._folder = None

    def _kernel(self) -> list[int]:
        """Return the kernel's pid: the child of the first process of bubblewrap's namespace."""
        inits = tree.children(self.process.pid) if self.process else []
        return [kernel for init in inits for kernel in tree.children(init)[:1]]


def wrapped_spec(kernel: str, folder: Path, manager: KernelSpecManager | None = None) -> Path:
    """Write a kernelspec `artia-KERNEL` below `folder`: the kernel's own command, jailed.

    Returns its folder, ready for `jupyter kernelspec install`. Raises NoSuchKernel.
    """
    spec = (manager or KernelSpecManager()).get_kernel_spec(kernel)
    values = json.loads(spec.to_json()) | {"display_name": f"{spec.display_name} (jailed)"}
    values["metadata"] |= {"kernel_provisioner": {"provisioner_name": "artia-bwrap"}}
    target = folder / f"artia-{kernel}"
    target.mkdir(parents=True, exist_ok=True)
    (target / "kernel.json").write_text(json.dumps(values, indent=1))
    return target
