"""Reading and writing what belongs to others."""

from .attack import Attack
from .lab import RIGHT, marks

ATTACKS = [
    Attack(
        name="reads_the_answers",
        tries="opens the source notebook, the hidden checks and the repository by their paths",
        must_not="read a byte of a solution or of a hidden check",
        code=r"""
attempt("open the source", lambda: read(host.source))
attempt("open the checks", lambda: read(host.checks))
attempt("list the course", lambda: os.listdir(host.course))
attempt("list the repository", lambda: os.listdir(host.repository + "/instructor"))
attempt("climb out", lambda: [p for p in ("..", "../..", "../../..") if "course" in os.listdir(p)])
attempt("climb from the root", lambda: read("/proc/self/root" + host.source))
attempt("climb from init", lambda: read("/proc/1/root" + host.source))
attempt("by a shell", lambda: subprocess.run(["cat", host.source], capture_output=True).stdout)
attempt("by descriptor of a folder", lambda: os.open(host.course, os.O_PATH | os.O_DIRECTORY))
""",
        real=frozenset({"open the source", "open the checks", "list the course", "by a shell"}),
    ),
    Attack(
        name="searches_every_file",
        tries="walks the whole file system for names of the course and for secrets",
        must_not="find a file of the course or a canary anywhere",
        code=r"""
installed = {sys.prefix, sys.base_prefix, *sys.path} - {"", os.getcwd()}
def files(top):
    for folder, folders, names in os.walk(top):
        if folder == "/":
            folders[:] = [f for f in folders if f not in ("proc", "sys", "usr")]
        if folder in installed:
            folders[:] = []
        yield from (os.path.join(folder, name) for name in names)

def small(path):
    status = os.lstat(path)
    return stat.S_ISREG(status.st_mode) and status.st_size < 10**6

def holding_canaries(top):
    found = []
    for path in files(top):
        try:
            if small(path) and CANARY.search(read(path)):
                found.append(path)
        except OSError:
            pass
    return found

def named(top):
    wanted = ("gradebook.db", "timestamp.txt", "nbgrader_config.py", "id_ed25519", host.token)
    found = (path for path in files(top) if os.path.basename(path) in wanted)
    return [path for path in found if not path.startswith(os.getcwd())]

# Where nothing confines, the walk stays in the folder of the test.
top = "/" if jailed() or not os.path.exists(host.marker) else os.path.dirname(host.marker)
attempt("names", lambda: named(top))
attempt("contents", lambda: holding_canaries(top))
""",
        real=frozenset({"names", "contents"}),
    ),
    Attack(
        name="edits_the_gradebook",
        tries="sets every mark to 99 in gradebook.db with ten lines of sqlite3",
        must_not="reach the gradebook, by its path or by one found",
        code=r"""
import glob, sqlite3
def edit(path):
    if not os.path.exists(path):
        return 0
    with sqlite3.connect(path) as base:
        return base.execute("update grade set manual_score = 99").rowcount
attempt("by its path", lambda: edit(host.gradebook))
attempt("by a search", lambda: sum(edit(p) for p in glob.glob("/tmp/*/*.db") + glob.glob("*.db")))
attempt("append to it", lambda: open(host.gradebook, "ab").write(b"x"))
def move():
    os.rename(host.gradebook, host.gradebook + host.token)
    os.rename(host.gradebook + host.token, host.gradebook)
    return "moved"
attempt("move it", move)
""",
        answers={"double": RIGHT["double"]},
        marks=marks("double"),
        real=frozenset({"by its path"}),
    ),
    Attack(
        name="reads_the_neighbour",
        tries="copies another learner's submission and graded work",
        must_not="see that another learner exists",
        code=r"""
import glob, sys
attempt("submission", lambda: read(host.neighbour))
attempt("all submissions", lambda: glob.glob(host.course + "/submitted/*/*/*"))
attempt("graded work", lambda: glob.glob(host.graded + "/*"))
# The course's own environment may stand in /tmp: the folder that leads to it is nobody's work
attempt("work folders", lambda: [p for p in glob.glob("/tmp/*") if os.path.isdir(p)
                                 and os.stat(p).st_uid != os.getuid()
                                 and not sys.prefix.startswith(p + "/")])
attempt("temporary files", lambda: os.listdir(host.temporary))
attempt("edit the submission", lambda: open(host.neighbour, "ab").write(b" "))
""",
        real=frozenset({"submission", "all submissions", "edit the submission"}),
    ),
    Attack(
        name="reads_home_and_keys",
        tries="reads the grader's home, root's home, keys and settings",
        must_not="read a key, a note or a password file with people in it",
        code=r"""
import pwd
attempt("home", lambda: os.listdir(host.home))
attempt("key", lambda: read(host.key))
attempt("root's home", lambda: read(host.root_secret))
attempt("own home", lambda: [f for f in os.listdir(os.path.expanduser("~")) if "canary" in f
                             or f in (".ssh", ".bashrc", ".config", ".aws", ".netrc")])
attempt("shadow", lambda: read("/etc/shadow"))
attempt("ssh of the machine", lambda: os.listdir("/etc/ssh"))
attempt("settings of jupyter", lambda: os.listdir("/etc/jupyter"))
""",
        real=frozenset({"home", "key"}),
    ),
    Attack(
        name="reaches_the_exchange",
        tries="lists the exchange, reads a submission there and drops a false one",
        must_not="read from or write to the exchange",
        code=r"""
inbound = host.exchange + "/inbound"
attempt("list", lambda: os.listdir(inbound))
attempt("read", lambda: read(inbound + "/right+tally.txt"))
attempt("write", lambda: write(inbound))
attempt("rename", lambda: [os.rename(inbound, inbound + host.token)])
""",
        real=frozenset({"list", "read", "write"}),
    ),
    Attack(
        name="writes_everywhere",
        tries="plants a file where the grader, the system or another kernel would read it",
        must_not="create a file outside its own jail",
        code=r"""
import numpy
for folder in (host.loot, host.course, host.course + "/submitted", host.home, host.temporary,
               "/etc", "/usr/lib", "/usr/local/bin", "/var/tmp", "/opt", "/boot", sys.prefix,
               os.path.dirname(os.path.dirname(numpy.__file__)), os.path.dirname(os.__file__)):
    print(folder)
    attempt("plant", lambda: write(folder))
def reopen():
    # A file descriptor opened for reading, opened again for writing through /proc.
    file = open(numpy.__file__)
    return os.open(f"/proc/self/fd/{file.fileno()}", os.O_WRONLY)
attempt("reopen for writing", reopen)
""",
    ),
    Attack(
        name="changes_metadata",
        tries="looks at sizes and dates, changes rights, dates and owners of others' files",
        must_not="learn that a file exists, nor make one unreadable to its owner",
        code=r"""
path = host.gradebook
attempt("size", lambda: os.stat(path).st_size)
attempt("existence", lambda: os.access(path, os.F_OK))
attempt("enter the folder", lambda: [os.chdir(host.course), os.chdir(os.path.expanduser("~"))])
def rights():
    before = stat.S_IMODE(os.stat(path).st_mode)
    os.chmod(path, before ^ 0o001)
    changed = stat.S_IMODE(os.stat(path).st_mode) != before
    os.chmod(path, before)
    return changed
def dates():
    os.utime(path, (1, 1))
    return os.stat(path).st_mtime == 1
attempt("rights", rights)
attempt("dates", dates)
attempt("attributes", lambda: [os.setxattr(path, "user.hostile", b"x")])
attempt("size, truncated", lambda: [os.truncate(path, os.stat(path).st_size)])
attempt("watch", lambda: succeeded(libc.inotify_add_watch(libc.inotify_init(), path.encode(), 2)))
""",
        real=frozenset({"size", "existence", "rights", "dates", "size, truncated", "watch"}),
    ),
    Attack(
        name="links_at_run_time",
        tries="makes symlinks and hard links out of the work folder, under names graders collect",
        must_not="have a link followed, by itself or by whoever collects the folder",
        code=r"""
for name, target in (("timestamp.txt", host.key), ("tally.ipynb", host.source),
                     ("stolen.db", host.gradebook), ("folder", host.course)):
    if os.path.lexists(name):
        os.remove(name)
    os.symlink(target, name)
attempt("read through a symlink", lambda: read("stolen.db"))
attempt("list through a symlink", lambda: os.listdir("folder"))
attempt("hard link", lambda: [os.link(host.key, "hard")])
attempt("hard link to the system", lambda: [os.link(os.__file__, "hard2")])
""",
        real=frozenset({"read through a symlink", "list through a symlink", "hard link"}),
    ),
    Attack(
        name="reads_the_environment",
        tries="searches the environment of its process, of init, and of the C library",
        must_not="find a secret of the grader's environment",
        code=r"""
import glob
def environments():
    texts = [repr(dict(os.environ)).encode()]
    for path in glob.glob("/proc/*/environ"):
        try:
            texts.append(read(path))
        except OSError:
            pass
    pointer = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
    index = 0
    while pointer and pointer[index]:
        texts.append(pointer[index])
        index += 1
    return b" ".join(texts)
attempt("canaries", lambda: CANARY.findall(environments()))
secretive = re.compile(rb"[A-Z_]*(?:SECRET|TOKEN|PASSWORD|API_KEY)[A-Z_]*")
attempt("names", lambda: secretive.findall(environments()))
attempt("by a child", lambda: CANARY.findall(subprocess.run("env", capture_output=True).stdout))
""",
        real=frozenset({"canaries", "names", "by a child"}),
    ),
    Attack(
        name="uses_open_files",
        tries="looks for descriptors left open by the fork server or the grader",
        must_not="hold a descriptor of anything outside its jail",
        code=r"""
def outside():
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue
        if target.startswith((host.course, host.home, host.temporary, host.repository)):
            found.append((name, target))
    return found
def folders():
    # A folder's descriptor is enough to walk out: ../../.. from it.
    return [fd for fd in range(1024) if _is_folder(fd)]
def _is_folder(fd):
    try:
        return stat.S_ISDIR(os.fstat(fd).st_mode)
    except OSError:
        return False
attempt("files", outside)
attempt("folders", folders)
""",
    ),
]
