"""What code inside a jail can find out and do. Its source is run as a notebook cell: see `look`."""

import ctypes
import errno
import json
import os
import platform
import resource
import signal
import socket

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
NUMBERS = {  # system calls of x86_64 and aarch64
    "mount": (165, 40),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "setns": (308, 268),
    "ptrace": (101, 117),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "bpf": (321, 280),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "io_uring_setup": (425, 425),
    "process_vm_readv": (310, 270),
    "pidfd_getfd": (438, 438),
    "init_module": (175, 105),
    "reboot": (169, 142),
    "sethostname": (170, 161),
    "open_by_handle_at": (304, 265),
    "fsopen": (430, 430),
    "clone3": (435, 435),
    "quotactl": (179, 60),
}
MACHINE = 0 if platform.machine() == "x86_64" else 1
CLONE = (56, 220)[MACHINE]
NEW_USER = 0x10000000


def outcome(action):
    """Return "done", or the name of the error's number."""
    try:
        action()
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))
    return "done"


def call(*arguments):
    """Make a system call; OSError when it is refused."""
    result = libc.syscall(*[ctypes.c_long(value) for value in arguments])
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def clone_user():
    """Fork into a new user namespace."""
    if call(CLONE, NEW_USER | signal.SIGCHLD, 0, 0, 0, 0) == 0:
        os._exit(0)


def status(name):
    """Read a line of /proc/self/status."""
    with open("/proc/self/status") as file:
        return next(line.split()[1] for line in file if line.startswith(name + ":"))


def connect(address):
    """Connect to a Unix socket."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(address)


def descriptors():
    """Say where the open files lead, by kind."""
    found = {}
    for number in os.listdir("/proc/self/fd"):
        try:
            found[int(number)] = os.readlink(f"/proc/self/fd/{number}")
        except OSError:
            continue
    return found


def look(paths, sockets, run_folder):
    """Collect facts; `paths` and `sockets` are the grader's, `run_folder` the kernel's own."""
    arguments = {"unshare": (NEW_USER,), "ptrace": (0,), "setns": (0, 0)}
    calls = {
        name: outcome(lambda n=name: call(NUMBERS[n][MACHINE], *arguments.get(n, (0, 0, 0, 0))))
        for name in NUMBERS
    }
    calls["clone(NEWUSER)"] = outcome(clone_user)
    families = {
        "tcp": (socket.AF_INET, socket.SOCK_STREAM),
        "udp": (socket.AF_INET, socket.SOCK_DGRAM),
        "tcp6": (socket.AF_INET6, socket.SOCK_STREAM),
        "netlink": (socket.AF_NETLINK, socket.SOCK_RAW),
        "packet": (socket.AF_PACKET, socket.SOCK_RAW),
        "vsock": (socket.AF_VSOCK, socket.SOCK_STREAM),
    }
    network = {n: outcome(lambda f=f: socket.socket(*f).close()) for n, f in families.items()}
    return {
        "calls": calls,
        "network": network,
        "paths": {path: outcome(lambda p=path: os.listdir(p)) for path in paths},
        "sockets": {path: outcome(lambda p=path: connect(p)) for path in sockets},
        "root": outcome(lambda: os.listdir("/")) == "done" and sorted(os.listdir("/")),
        "pids": outcome(lambda: os.listdir("/proc")) == "done"
        and [int(name) for name in os.listdir("/proc") if name.isdigit()],
        "parent memory": outcome(lambda: open(f"/proc/{os.getppid() or 1}/mem", "rb").read(1)),
        "signal": outcome(lambda: os.kill(os.getppid() or 999_999, 0)),
        "identity": [os.getpid(), os.getppid(), os.getuid(), os.getgid(), os.getgroups()],
        "capabilities": {n: int(status(n), 16) for n in ("CapEff", "CapPrm", "CapInh", "CapAmb")},
        "bounding": int(status("CapBnd"), 16),
        "no new privileges": status("NoNewPrivs"),
        "seccomp": status("Seccomp"),
        "hostname": socket.gethostname(),
        "environment": dict(os.environ),
        "descriptors": descriptors(),
        "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
        "folder": os.getcwd(),
        "listing": sorted(os.listdir()),
        "writing": {
            path: outcome(lambda p=path: open(p, "w").close())
            for path in (
                "here",
                "/usr/bin/x",
                "/etc/x",
                "/proc/sys/kernel/core_pattern",
                f"{run_folder}/x",
            )
        },
        "socket there": outcome(lambda: socket.socket(socket.AF_UNIX).bind(f"{run_folder}/x")),
    }


def fork_until_refused(most):
    """Return how many sleeping children could be started."""
    children = []
    try:
        while len(children) < most:
            child = os.fork()
            if child == 0:
                signal.pause()
            children.append(child)
    except OSError:
        pass
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return len(children)


def fill_disk(folder, most):
    """Return how many bytes could be written, in files of one mebibyte."""
    written = 0
    try:
        while written < most:
            with open(f"{folder}/{written}", "wb") as file:
                written += file.write(bytes(2**20))
    except OSError:
        pass
    return written


def answer(value):
    """Print as JSON."""
    print(json.dumps(value))
