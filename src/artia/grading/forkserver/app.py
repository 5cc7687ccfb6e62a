"""ipykernel's application, fit for a jail: no network socket, and no debugger."""

from __future__ import annotations

import contextlib
import os
import uuid
from pathlib import Path

import zmq
from ipykernel.iostream import IOPubThread
from ipykernel.kernelapp import IPKernelApp
from zmq.eventloop.zmqstream import ZMQStream


class UnixIOPubThread(IOPubThread):
    """ipykernel's output thread; its child processes print through a Unix socket, not TCP.

    libzmq aborts the whole process when it may not open a TCP socket.
    """

    def _setup_pipe_in(self) -> None:
        self._pipe_uuid = os.urandom(16)
        place = Path(os.environ["TMPDIR"]) / f".output-{uuid.uuid4().hex}"
        self._pipe_address = f"ipc://{place}"
        pipe = self.socket.context.socket(zmq.PULL)
        pipe.linger = 0
        pipe.bind(self._pipe_address)
        self._pipe_in = ZMQStream(pipe, self.io_loop)
        self._pipe_in.on_recv(self._handle_pipe_msg)

    def _setup_pipe_out(self) -> tuple[zmq.Context, zmq.Socket]:
        context = zmq.Context()  # a fork cannot use its parent's
        pipe = context.socket(zmq.PUSH)
        pipe.linger = 3000
        pipe.connect(self._pipe_address)
        return context, pipe


class JailedKernelApp(IPKernelApp):
    """What `ipykernel_launcher` runs, with the output thread above."""

    #: Whether child processes can reach their parent's output (the Landlock tier forbids it).
    children_print = True

    def init_iopub(self, context: zmq.Context) -> None:
        """Do as the parent class does, with another class of thread."""
        self.iopub_socket = context.socket(zmq.XPUB)
        self.iopub_socket.linger = 1000
        self.iopub_port = self._bind_socket(self.iopub_socket, self.iopub_port)
        self.configure_tornado_logger()
        self.iopub_thread = UnixIOPubThread(
            self.iopub_socket, pipe=self.children_print, session=self.session
        )
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket

    def init_control(self, context: zmq.Context) -> None:
        """Without the debugger's connection to the kernel's own shell socket."""
        super().init_control(context)
        with contextlib.suppress(zmq.ZMQError):
            self.debug_shell_socket.disconnect(self.shell_socket.getsockopt(zmq.LAST_ENDPOINT))
