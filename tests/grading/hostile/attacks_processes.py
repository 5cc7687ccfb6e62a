"""Other processes: seeing them, killing them, outliving the grading, dying on purpose."""

from .attack import CRASH, OK, OUT_OF_MEMORY, POLICY, TIMEOUT, Attack
from .lab import RIGHT, marks

ATTACKS = [
    Attack(
        name="signals_the_grader",
        tries="kills the grader, the fork server, the supervisor and their process group",
        must_not="end or stop a process outside its jail",
        code=r"""
def killed(pid, number=signal.SIGKILL):
    os.kill(pid, number)
    return f"signalled {pid}"
def by_descriptor():
    signal.pidfd_send_signal(os.pidfd_open(host.decoy), signal.SIGKILL)
    return "signalled"
attempt("another process", lambda: killed(host.decoy))
attempt("another process, by descriptor", by_descriptor)
attempt("its parent", lambda: os.getppid() > 1 and killed(os.getppid(), 0))
attempt("its parent's group", lambda: os.getppid() > 1 and killed(-os.getpgid(os.getppid()), 0))
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if jailed():
    # Everybody the kernel lets it signal; then its own process group, which must hold nobody else:
    # a group crosses the border of a pid namespace.
    attempt("everybody", lambda: [os.kill(-1, signal.SIGTERM)][0])
    attempt("its group", lambda: [os.kill(0, signal.SIGTERM)][0])
    attempt("everybody, for good", lambda: [os.kill(-1, signal.SIGKILL)][0])
    attempt("its group, for good", lambda: [os.kill(0, signal.SIGKILL)][0])
""",
        answers={"double": RIGHT["double"]},
        marks=marks("double"),
        real=frozenset({"another process", "another process, by descriptor", "its parent"}),
        outcomes=(OK, CRASH),
    ),
    Attack(
        name="looks_at_processes",
        tries="lists /proc and reads other processes' arguments, environment, memory and files",
        must_not="see a process other than its own",
        code=r"""
def others():
    mine = {os.getpid()}
    pids = sorted(int(p) for p in os.listdir("/proc") if p.isdigit())
    return [p for p in pids if p not in mine]
def spied(name):
    found = []
    for pid in [*others(), host.decoy]:
        try:
            found += CANARY.findall(read(f"/proc/{pid}/{name}"))
        except OSError:
            pass
    return found
attempt("list", others)
attempt("arguments", lambda: spied("cmdline"))
attempt("environment", lambda: spied("environ"))
attempt("memory", lambda: os.open(f"/proc/{host.decoy}/mem", os.O_RDWR))
attempt("files", lambda: os.listdir(f"/proc/{host.decoy}/fd"))
attempt("folder", lambda: os.listdir(f"/proc/{host.decoy}/cwd/"))
attempt("kernel threads", lambda: "kthreadd" in open("/proc/2/comm").read())
""",
        real=frozenset({"list", "arguments", "environment", "files"}),
    ),
    Attack(
        name="reads_inherited_memory",
        tries="searches the objects and the memory its kernel was forked with, and its parent's",
        must_not="find a secret, nor a module that could hold one",
        code=r"""
import gc, linecache
def in_memory():
    found = set()
    for line in open("/proc/self/maps"):
        span, rights, *rest = line.split()
        if not rights.startswith("rw") or rest[-1] in ("[vvar]", "[vsyscall]"):
            continue
        start, end = (int(n, 16) for n in span.split("-"))
        with open("/proc/self/mem", "rb", 0) as memory:
            memory.seek(start)
            try:
                found.update(CANARY.findall(memory.read(end - start)))
            except OSError:
                pass
    return found
def in_objects():
    texts = (o for o in gc.get_objects() if isinstance(o, (dict, list, tuple)) and len(o) < 10**4)
    return {c for o in texts for v in (o.values() if isinstance(o, dict) else o)
            if isinstance(v, str) for c in re.findall("canary-[a-z]+-[0-9a-f]{16}", v)}
def vector(address, size):
    class Vector(ctypes.Structure):
        _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]
    return ctypes.byref(Vector(address, size))
buffer = ctypes.create_string_buffer(16)
def remote(pid):
    here = vector(ctypes.addressof(buffer), 16)
    there = vector(id(None), 16)  # forks share their parent's layout
    return succeeded(libc.process_vm_readv(pid, here, 1, there, 1, 0))
secretive = ("artia.grading", "nbgrader", "sqlalchemy", "nbclient", "artia.authoring", "psycopg2")
attempt("memory", in_memory)
attempt("objects", in_objects)
attempt("lines", lambda: [p for p in linecache.cache if p.startswith(host.course)])
attempt("modules", lambda: [m for m in sys.modules if m.startswith(secretive[1:])])
attempt("another's memory", lambda: remote(host.decoy))
attempt("its parent's memory", lambda: os.getppid() and remote(os.getppid()))
def by_proc():
    return os.getppid() and os.open(f"/proc/{os.getppid()}/mem", os.O_RDONLY)
attempt("its parent's memory, by /proc", by_proc)
attempt("trace another", lambda: succeeded(libc.ptrace(16, host.decoy, 0, 0)))
attempt("trace its parent", lambda: os.getppid() and succeeded(libc.ptrace(16, os.getppid(), 0, 0)))
""",
    ),
    Attack(
        name="forks_without_end",
        tries="starts 150 processes that sleep",
        must_not="have more processes than the jail allows, nor leave one behind",
        code=r"""
def forked():
    alive = 0
    for _ in range(150):
        try:
            if os.fork() == 0:
                time.sleep(300)
                os._exit(0)
        except OSError:
            break
        alive += 1
    print(alive, "processes")
    return alive if alive > 120 else 0
attempt("150 processes", forked)
""",
        answers=RIGHT,
        marks=marks(*RIGHT),
        outcomes=(OK, POLICY),
        real=frozenset({"150 processes"}),
    ),
    Attack(
        name="leaves_sleepers",
        tries="starts 40 background sleeps, some in sessions of their own, ignoring signals",
        must_not="leave a process behind",
        code=r"""
for _ in range(20):
    subprocess.Popen(["sleep", "300"], stdout=subprocess.DEVNULL)
    subprocess.Popen(["nohup", "sleep", "300"], start_new_session=True,
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print("[nothing] sleepers")
""",
        answers=RIGHT,
        marks=marks(*RIGHT),
    ),
    Attack(
        name="daemon_time_bomb",
        tries="a daemon forked twice waits for the end of the grading to write in the loot folder",
        must_not="outlive its kernel",
        code=r"""
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in range(1, 65):
            if number not in (signal.SIGKILL, signal.SIGSTOP):
                try:
                    signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError):
                    pass
        os.closerange(0, 1000)
        while True:
            time.sleep(1)
            try:
                write(host.loot)
            except OSError:
                pass
    os._exit(0)
""",
    ),
    Attack(
        name="exits_midway",
        tries="calls os._exit after two right answers",
        must_not="lose the marks earned before, nor those of the answers after",
        answers={**RIGHT, "center": "os._exit(0)"},
        marks=marks("double", "spread", "words", "model"),
        outcomes=(CRASH,),
        cut_short=True,
    ),
    Attack(
        name="exits_by_sys",
        tries="calls sys.exit and raises KeyboardInterrupt in its answers",
        must_not="stop the rest from being graded",
        answers={**RIGHT, "double": "sys.exit(0)", "spread": "raise KeyboardInterrupt"},
        marks=marks("center", "words", "model"),
    ),
    Attack(
        name="exits_politely",
        tries="calls exit(), which ends the kernel a little later, during another cell",
        must_not="stop the rest from being graded",
        code="exit()",
        answers=RIGHT,
        marks=marks(*RIGHT),
        outcomes=(OK, CRASH),
    ),
    Attack(
        name="crashes_the_interpreter",
        tries="reads address zero, in an answer and again when its function is called",
        must_not="take the grader along, nor lose the other marks",
        answers={**RIGHT, "double": "ctypes.string_at(0)", "words": "words = lambda t: os.abort()"},
        marks=marks("spread", "center", "model"),
        outcomes=(CRASH,),
        cut_short=True,
    ),
    Attack(
        name="fills_the_memory",
        tries="takes 2.5 GiB",
        must_not="get more than its limit, nor bring another process down",
        answers={
            **RIGHT,
            "center": """
hoard = []
def take():
    for _ in range(40):
        hoard.append(bytearray(b"x") * 2**26)
    return len(hoard)
attempt("2.5 GiB", take)
""",
        },
        # In a jail without a memory group, Python is refused the memory and lives on.
        marks=marks("double", "spread", "words", "model"),
        outcomes=(OUT_OF_MEMORY, OK),
        cut_short=True,
    ),
    Attack(
        name="fills_the_memory_by_children",
        tries="eight children take 256 MiB each",
        must_not="get more than its limit by sharing the greed",
        code=r"""
readers = []
for _ in range(8):
    reader, writer = os.pipe()
    if os.fork() == 0:
        try:
            hoard = bytearray(b"x") * 2**28
            os.write(writer, b"x")
            time.sleep(20)
        finally:
            os._exit(0)
    os.close(writer)
    readers.append(reader)
attempt("2 GiB by children", lambda: sum(len(os.read(r, 1)) for r in readers) == 8)
""",
        answers={"double": RIGHT["double"]},
        marks=marks("double"),
        outcomes=(OUT_OF_MEMORY, OK),
        cut_short=True,
    ),
    Attack(
        name="never_ends",
        tries="an infinite loop in an answer",
        must_not="take more than its budget, nor lose the other marks",
        answers={**RIGHT, "center": "while True:\n    pass"},
        marks=marks("double", "spread", "words", "model"),
        outcomes=(TIMEOUT,),
    ),
    Attack(
        name="ignores_interrupts",
        tries="loops for ever with every signal ignored",
        must_not="take more than its budget, nor lose the marks earned before",
        answers={
            **RIGHT,
            "center": """
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
""",
        },
        marks=marks("double", "spread", "words", "model"),
        outcomes=(TIMEOUT,),
    ),
    Attack(
        name="sleeps_for_ever",
        tries="sleeps without using the processor, which no budget of CPU time sees",
        must_not="hold a worker for longer than the wall limit",
        answers={**RIGHT, "center": "while True:\n    time.sleep(1000)"},
        marks=marks("double", "spread", "words", "model"),
        outcomes=(TIMEOUT,),
    ),
    Attack(
        name="burns_within_budgets",
        tries="uses nearly the whole budget of a cell in thirty cells, and in threads besides",
        must_not="use more than the budget of the submission",
        code=r"""
def burn(seconds):
    start = time.process_time()
    while time.process_time() < start + seconds:
        pass
""",
        edit=lambda notebook: notebook.cells.extend(
            [{**notebook.cells[2], "id": f"burn{i}", "source": "burn(2.5)"} for i in range(30)]
        ),
        answers={"double": RIGHT["double"]},
        marks=marks("double"),
        outcomes=(TIMEOUT,),
    ),
]
