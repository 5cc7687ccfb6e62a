"""Getting more rights than a jail leaves: the system calls and files that give them."""

from .attack import CRASH, OK, Attack
from .lab import RIGHT, marks

ATTACKS = [
    Attack(
        name="changes_the_mounts",
        tries="mount, umount, unshare, setns, chroot, pivot_root and the new mount calls",
        must_not="change its view of the file system",
        code=r"""
os.mkdir("here")
MS_BIND, CLONE_NEWNS, CLONE_NEWUSER = 4096, 0x20000, 0x10000000
attempt("mount tmpfs", lambda: succeeded(libc.mount(b"x", b"here", b"tmpfs", 0, None)))
attempt("bind", lambda: succeeded(libc.mount(b"/usr", b"here", None, MS_BIND, None)))
attempt("mount proc", lambda: succeeded(libc.mount(b"p", b"here", b"proc", 0, None)))
# Where nothing confines, nothing real may be unmounted or moved.
attempt("umount", lambda: jailed() and succeeded(libc.umount2(b"/proc", 2)))
attempt("remount", lambda: jailed() and succeeded(libc.mount(None, b"/", None, 32 | 4096, None)))
attempt("unshare", lambda: succeeded(libc.unshare(CLONE_NEWNS)))
attempt("unshare users", lambda: succeeded(libc.unshare(CLONE_NEWUSER)))
attempt("clone3", lambda: succeeded(libc.syscall(435, ctypes.create_string_buffer(88), 0)))
attempt("setns", lambda: succeeded(libc.setns(os.open("/proc/self/ns/mnt", 0), 0)))
attempt("chroot", lambda: succeeded(libc.chroot(b"here")))
attempt("pivot_root", lambda: jailed() and succeeded(libc.syscall(155, b".", b".")))
attempt("open_tree", lambda: succeeded(libc.syscall(428, -100, b"/", 1)))
attempt("fsopen", lambda: succeeded(libc.syscall(430, b"tmpfs", 0)))
zeros = ctypes.create_string_buffer(32)
attempt("mount_setattr", lambda: succeeded(libc.syscall(442, -100, b"/", 0, zeros, 32)))
def works(command):
    return subprocess.run(command.split(), stderr=subprocess.DEVNULL).returncode == 0
attempt("by unshare(1)", lambda: works("unshare -Ur true"))
attempt("by mount(8)", lambda: works("mount -t tmpfs x here"))
""",
    ),
    Attack(
        name="takes_capabilities",
        tries="setuid, setgid, setgroups, capset, setuid programs, its own status",
        must_not="hold a capability, become somebody else, or gain rights by running a program",
        code=r"""
status = dict(line.split(":\t", 1) for line in open("/proc/self/status").read().splitlines())
for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
    attempt("capabilities", lambda: int(status[name], 16))
attempt("new privileges", lambda: status["NoNewPrivs"] != "1")
attempt("no filter", lambda: status["Seccomp"] != "2")
attempt("become root", lambda: os.getuid() and [os.setuid(0)])
attempt("become another", lambda: [os.setresuid(1000, 1000, 1000)])
attempt("change groups", lambda: [os.setgroups([0, 4, 6])])
attempt("root's groups", lambda: [g for g in os.getgroups() if g in range(1, 1000)])
attempt("keep capabilities", lambda: jailed() and succeeded(libc.prctl(8, 1, 0, 0, 0)) and 0)
attempt("su", lambda: subprocess.run(["su", "-c", "true"], stdin=-3, stderr=-3).returncode == 0)
def set_user_bit():
    import shutil
    shutil.copy("/bin/true", "mine")
    os.chown("mine", 0, 0)
    os.chmod("mine", 0o4755)
    return os.getuid() and os.stat("mine").st_uid == 0
attempt("a program of root's", set_user_bit)
""",
    ),
    Attack(
        name="opens_devices",
        tries="block devices, memory, terminals, mknod, tun, fuse and kvm",
        must_not="hold a device other than null, zero, full and the random ones",
        code=r"""
def devices():
    harmless = {"null", "zero", "full", "random", "urandom", "tty", "ptmx"}  # its own terminals
    found = []
    for folder, _, names in os.walk("/dev"):
        for name in names:
            mode = os.lstat(os.path.join(folder, name)).st_mode
            if stat.S_ISBLK(mode) or stat.S_ISCHR(mode) and name not in harmless:
                found.append(name)
    return found
attempt("list", devices)
for path in ("/dev/mem", "/dev/kmsg", "/dev/fuse", "/dev/kvm", "/dev/net/tun", "/dev/tty",
             "/dev/console", "/dev/loop-control", "/dev/sda", "/dev/vda"):
    print(path)
    attempt("open", lambda: os.open(path, os.O_RDWR | os.O_NOCTTY))
attempt("mknod", lambda: [os.mknod("zero", 0o666 | stat.S_IFCHR, os.makedev(1, 5))])
attempt("mknod of a disk", lambda: [os.mknod("disk", 0o666 | stat.S_IFBLK, os.makedev(8, 0))])
""",
    ),
    Attack(
        name="writes_to_the_system",
        tries="opens for writing the files of /proc/sys, /sys and control groups",
        must_not="open one of them for writing",
        code=r"""
# Only opened: were one open, writing could harm the machine.
def opened(path):
    descriptor = os.open(path, os.O_WRONLY)
    os.close(descriptor)
    return path
for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/kernel/modprobe",
             "/proc/sys/vm/overcommit_memory", "/proc/1/oom_score_adj_", "/proc/acpi",
             "/sys/kernel/uevent_helper", "/sys/power/state", "/proc/sys/kernel/ns_last_pid"):
    print(path)
    attempt("open", lambda: opened(path))
def groups():
    found = []
    for top in ("/sys/fs/cgroup", "/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids"):
        for folder, _, names in os.walk(top):
            for name in names:
                if name in ("cgroup.procs", "release_agent", "notify_on_release", "tasks"):
                    try:
                        found.append(opened(os.path.join(folder, name)))
                    except OSError:
                        pass
                if len(found) > 3:
                    return found
    return found
attempt("groups", groups)
attempt("identity map", lambda: open("/proc/self/uid_map", "w", 1).write("0 0 1\n"))
""",
    ),
    Attack(
        name="calls_the_kernel",
        tries="system calls with a history of holes: keys, bpf, userfaultfd, io_uring, perf",
        must_not="have one of them answered",
        code=r"""
import platform
# Their numbers on x86-64; elsewhere these calls are others, and only the common ones are tried.
if platform.machine() == "x86_64":
    zeros = ctypes.create_string_buffer(256)
    attempt("add_key", lambda: succeeded(libc.syscall(248, b"user", b"k", b"v", 1, -3)))
    attempt("keyctl", lambda: succeeded(libc.syscall(250, 0, -3, 1)))
    attempt("request_key", lambda: succeeded(libc.syscall(249, b"user", b"k", None, -3)))
    attempt("bpf", lambda: succeeded(libc.syscall(321, 0, zeros, 64)))
    attempt("userfaultfd", lambda: succeeded(libc.syscall(323, 1)))
    attempt("perf_event_open", lambda: succeeded(libc.syscall(298, zeros, 0, -1, -1, 0)))
    attempt("open_by_handle_at", lambda: succeeded(libc.syscall(304, 3, zeros, 0)))
    attempt("kcmp", lambda: succeeded(libc.syscall(312, os.getpid(), host.decoy, 0, 0, 0)))
    attempt("init_module", lambda: jailed() and succeeded(libc.syscall(175, None, 0, b"")))
    attempt("swapon", lambda: jailed() and succeeded(libc.syscall(167, b"here", 0)))
    attempt("acct", lambda: jailed() and succeeded(libc.syscall(163, b"log")))
    attempt("quotactl", lambda: jailed() and succeeded(libc.syscall(179, 0x800001, None, 0, None)))
    attempt("iopl", lambda: succeeded(libc.syscall(172, 3)))
    attempt("modify_ldt", lambda: succeeded(libc.syscall(154, 1, zeros, 16)))
attempt("io_uring", lambda: succeeded(libc.syscall(425, 8, ctypes.create_string_buffer(256))))
attempt("fanotify", lambda: succeeded(libc.fanotify_init(0, 0)))
attempt("pidfd_getfd", lambda: succeeded(libc.syscall(438, os.pidfd_open(host.decoy), 1, 0)))
attempt("hostname", lambda: jailed() and succeeded(libc.sethostname(b"hostile", 7)))
attempt("priority", lambda: os.nice(-5) < 0)
def real_time():
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    return os.sched_getscheduler(0) == os.SCHED_FIFO
attempt("real time", real_time)
""",
    ),
    Attack(
        name="calls_as_32_bits",
        tries="makes 32-bit system calls (int 0x80), whose numbers a filter for 64 bits misreads",
        must_not="slip through the filter",
        code=r"""
import mmap, platform
def call_32(number, argument):
    # mov eax, number; mov ebx, argument; int 0x80; ret
    number, argument = (value.to_bytes(4, "little") for value in (number, argument))
    code = b"\xb8" + number + b"\xbb" + argument + b"\xcd\x80\xc3"
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)()
def in_child(number, argument):
    # A filter may answer with death: the child's, not the kernel's.
    pid = os.fork()
    if pid == 0:
        os._exit(0 if call_32(number, argument) == 0 else 1)
    return os.waitpid(pid, 0)[1] == 0
if platform.machine() == "x86_64":
    attempt("unshare", lambda: in_child(310, 0x20000))
    attempt("x32 unshare", lambda: succeeded(libc.syscall(0x40000000 | 272, 0x20000)))
""",
        answers={"double": RIGHT["double"]},
        marks=marks("double"),
        outcomes=(OK, CRASH),
    ),
    Attack(
        name="raises_its_limits",
        tries="raises every resource limit and lowers its chances to be chosen when memory ends",
        must_not="have more than it was given",
        code=r"""
import resource
def raised(name):
    number = getattr(resource, name)
    soft, hard = resource.getrlimit(number)
    if hard == resource.RLIM_INFINITY:
        return f"{name} has no limit"
    resource.setrlimit(number, (hard + 1, hard + 1))
    return f"{name} raised above {hard}"
for name in ("RLIMIT_CPU", "RLIMIT_NOFILE", "RLIMIT_CORE", "RLIMIT_MEMLOCK", "RLIMIT_NPROC"):
    print(name)
    attempt("limit", lambda: raised(name))
attempt("by prlimit", lambda: resource.prlimit(host.decoy, resource.RLIMIT_CPU))
attempt("oom score", lambda: open("/proc/self/oom_score_adj", "w").write("-500"))
""",
    ),
]
