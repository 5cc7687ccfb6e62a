"""Too much of everything: output, messages, disk, files."""

from .attack import CRASH, OK, OUT_OF_MEMORY, POLICY, TIMEOUT, Attack
from .lab import RIGHT, marks

ALL_BUT_CENTER = marks("double", "spread", "words", "model")


def _flood(name: str, tries: str, center: str, **more) -> Attack:
    """An attack in the third answer: what is right before and after keeps its marks."""
    settings = {
        "must_not": "fill the grader's memory, the graded notebook or the disk, nor lose a mark",
        "answers": {**RIGHT, "center": center},
        "marks": ALL_BUT_CENTER,
        "outcomes": (OK, POLICY),
    }
    return Attack(name, tries, **{**settings, **more})


ATTACKS = [
    _flood(
        "prints_20_megabytes",
        "prints 200,000 lines of 100 characters",
        "for _ in range(200_000):\n    print('x' * 99)\n" + RIGHT["center"],
        # Much output is no fault by itself: it is cut, and the answer is right.
        marks=marks(*RIGHT),
    ),
    _flood(
        "prints_200_megabytes",
        "prints 200 MB in one go",
        "print('x' * 2 * 10**8)\n" + RIGHT["center"],
        outcomes=(OK, POLICY, OUT_OF_MEMORY),
        marks=marks(*RIGHT),
    ),
    _flood(
        "prints_by_a_program",
        "a program prints 3 MB straight to the descriptors",
        "subprocess.run(['seq', '400000'])\nsubprocess.run('seq 400000 >&2', shell=True)\n"
        + RIGHT["center"],
        marks=marks(*RIGHT),
    ),
    Attack(
        name="writes_to_descriptors",
        tries="writes 400 MB straight to the descriptors of its outputs",
        must_not="fill the grader's memory, the graded notebook or the disk",
        code="for _ in range(200):\n    os.write(1, b'x' * 10**6)\n    os.write(2, b'x' * 10**6)",
        # What memory it has left afterwards is its own business: it gives no other answer.
        answers={"double": RIGHT["double"]},
        marks=marks("double"),
        outcomes=(OK, POLICY, TIMEOUT, OUT_OF_MEMORY),
    ),
    _flood(
        "displays_200_megabytes",
        "displays one object of 200 MB, which no stream holds back",
        "from IPython.display import HTML, display\ndisplay(HTML('x' * 2 * 10**8))",
        outcomes=(OK, POLICY, OUT_OF_MEMORY),
    ),
    _flood(
        "displays_without_end",
        "100,000 displays, updates and cleared outputs",
        "from IPython.display import clear_output, display\n"
        "handle = display('x', display_id=True)\nfor i in range(100_000):\n"
        "    display('y' * 100)\n    handle.update('z' * 1000)\n    clear_output(wait=True)",
        outcomes=(OK, POLICY, TIMEOUT),
    ),
    _flood(
        "raises_50_megabytes",
        "raises an error whose text has 50 MB, under 900 others",
        "def deep(level):\n    try:\n        raise ValueError('x' * 5 * 10**4)\n"
        "    except ValueError as error:\n        if level:\n            deep(level - 1)\n"
        "        raise KeyError('y' * 5 * 10**7) from error\ndeep(900)",
        outcomes=(OK, POLICY, TIMEOUT, OUT_OF_MEMORY),
    ),
    _flood(
        "returns_100_megabytes",
        "the last value of a cell is a text of 100 MB",
        "'x' * 10**8",
        outcomes=(OK, POLICY, OUT_OF_MEMORY),
    ),
    _flood(
        "fills_the_disk",
        "writes 1 GiB wherever it may: work folder, /tmp, /dev/shm, home, its socket folder",
        r"""
import glob, tempfile
places = {os.getcwd(), "/tmp", "/dev/shm", "/var/tmp", "/run", os.path.expanduser("~"), "/",
          "/dev", "/dev/mqueue", tempfile.gettempdir()}
places.add(socket_folder())
def fill(place):
    written = 0
    with open(os.path.join(place, host.token), "wb") as file:
        try:
            for _ in range(64):
                written += file.write(bytes(2**24))
        except OSError:
            pass
    return written
def filled():
    # 64 MiB are allowed in all; what a few small places may hold besides is bounded too.
    written = 0
    for place in places:
        try:
            written += fill(place)
        except OSError:
            pass
    print(written >> 20, "MiB")
    return written if written > 3 * 2**26 else 0
attempt("disk", filled)
""",
        outcomes=(OK, POLICY, OUT_OF_MEMORY, CRASH),
    ),
    _flood(
        "hides_its_memory",
        "takes 2.5 GiB twice in memory no process holds: files without a name, System V segments",
        r"""
def nameless():
    kept = []
    for _ in range(40):
        kept.append(os.memfd_create("x"))
        for _ in range(4):
            os.write(kept[-1], bytes(2**24))
    return len(kept)
def segments():
    # They would outlive this process anywhere but in a jail.
    libc.shmat.restype = ctypes.c_void_p
    for _ in range(40 if jailed() else 0):
        segment = libc.shmget(0, 2**26, 0o1666)
        succeeded(segment)
        address = libc.shmat(segment, None, 0)
        ctypes.memset(address, 1, 2**26)
        libc.shmdt(ctypes.c_void_p(address))
    return jailed() and "2.5 GiB"
attempt("files without a name", nameless)
attempt("segments", segments)
""",
        outcomes=(OK, OUT_OF_MEMORY, CRASH),
        cut_short=True,
    ),
    _flood(
        "makes_many_files",
        "makes 200,000 empty files, then folders within folders",
        r"""
def made():
    count = 0
    try:
        for count in range(200_000):
            os.close(os.open(f"f{count}", os.O_CREAT))
    except OSError:
        pass
    print(count, "files")
    return count if count > 150_000 else 0
attempt("files", made)
def nested():
    for _ in range(5_000):
        os.mkdir("d")
        os.chdir("d")
try:
    nested()
except OSError:
    pass
def center(values):
    return values - values.mean()
""",
        marks=marks(*RIGHT),
        outcomes=(OK, TIMEOUT, OUT_OF_MEMORY),
    ),
    _flood(
        "opens_many_things",
        "opens files, pipes, threads, shared memory and semaphores until refused",
        r"""
import multiprocessing.shared_memory
def until_refused(make, most):
    kept = []
    try:
        for _ in range(most):
            kept.append(make())
    except BaseException as error:
        print(type(error).__name__)
    return len(kept) >= most
def pipes():
    kept = []
    try:
        for _ in range(100_000):
            kept.extend(os.pipe())
    finally:
        for descriptor in kept:  # even print() needs one
            os.close(descriptor)
    return len(kept)
attempt("pipes", pipes)
attempt("threads", lambda: until_refused(
    lambda: threading.Thread(target=time.sleep, args=(2,), daemon=True).start(), 2000))
attempt("shared memory", lambda: until_refused(
    lambda: multiprocessing.shared_memory.SharedMemory(create=True, size=2**24).buf.obj, 100))
attempt("message queues", lambda: until_refused(lambda: succeeded(libc.msgget(0, 0o1666)), 40_000))
""",
        outcomes=(OK, POLICY, OUT_OF_MEMORY, CRASH, TIMEOUT),
    ),
]
