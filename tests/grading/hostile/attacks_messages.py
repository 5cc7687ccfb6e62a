"""Lying to the grader on the kernel's own sockets, whose key the learner's code can read."""

from .attack import CRASH, OK, POLICY, TIMEOUT, Attack
from .lab import IN_KERNEL, RIGHT, marks

#: Sends messages by hand, as the kernel would: `send` on iopub, `reply` on shell.
FORGE = r"""
kernel = get_ipython().kernel
session, iopub = kernel.session, kernel.iopub_socket
def parent():
    return kernel.get_parent("shell")
def send(kind, content, parent_header=None, **more):
    header = parent_header if parent_header is not None else parent()
    session.send(iopub, kind, content, parent=header, ident=b"kernel.x." + kind.encode(), **more)
    return None
def result(text, **more):
    content = {"data": {"text/plain": text}, "metadata": {}, "execution_count": 1}
    send("execute_result", content, **more)
def state(name, **more):
    send("status", {"execution_state": name}, **more)
"""

ATTACKS = [
    Attack(
        name="forges_a_score",
        tries="before each test, sends an execute_result of full points and the status idle",
        must_not="have a forged result or status decide a checked mark",
        code=FORGE
        + r"""
def forge(_info=None):
    for text in ("3.0", "4.0", "2.0"):
        result(text)
    state("idle")
get_ipython().events.register("pre_run_cell", forge)
print("[nothing] forged")
""",
        forged=IN_KERNEL,
        outcomes=(OK, POLICY),  # 3 points for a test of 2: refused
    ),
    Attack(
        name="forges_the_reply",
        tries="answers each request by itself: status ok, values for the probe, no error",
        must_not="have the grader believe a score from the kernel, or wait for ever",
        code=FORGE
        + r"""
import json
lie = {"status": "ok", "data": {"text/plain": repr(json.dumps({"kind": "value", "value": 3.0}))}}
genuine = session.send
def lying(stream, message, content=None, *arguments, **named):
    kind = message if isinstance(message, str) else message.get("msg_type")
    if kind == "execute_reply":
        asked = (content or {}).get("user_expressions") or {}
        content = {"status": "ok", "execution_count": 1, "payload": [],
                   "user_expressions": {name: lie for name in asked}}
    if kind == "error":
        return None
    return genuine(stream, message, content, *arguments, **named)
session.send = lying
print("[nothing] forged")
""",
        forged=IN_KERNEL,
        outcomes=(OK, POLICY, TIMEOUT),
    ),
    Attack(
        name="forges_the_probe_itself",
        tries="replaces do_execute: every request gets a prompt and flattering answer of odd types",
        must_not="win a checked mark or bring the grader down",
        code=FORGE
        + r"""
count = 0
answers = [None, 42, [], {}, "text", {"status": "ok"}, {"status": "ok", "data": None},
           {"status": "ok", "data": {"text/plain": 3.0}},
           {"status": "ok", "data": {"text/plain": "'"}},
           {"status": "error", "ename": None, "evalue": [], "traceback": 1}]
async def do_execute(code, silent, store_history=True, user_expressions=None, *a, **k):
    global count
    count += 1
    answer = answers[count % len(answers)]
    return {"status": "ok", "execution_count": count, "payload": [{"source": "x"}],
            "user_expressions": {name: answer for name in user_expressions or {}}}
kernel.do_execute = do_execute
print("[nothing] forged")
""",
        forged=IN_KERNEL,
        outcomes=(OK, POLICY, CRASH),
    ),
    Attack(
        name="floods_before_the_check",
        tries="passes its visible test, then floods so that the kernel is condemned as it answers",
        must_not="keep the points of the visible test because the hidden check could not be asked",
        code=FORGE
        + r"""
import ast
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
get_ipython().ast_transformers.append(Strip())
double = spread = center = words = lambda values: values
model = {"weight": np.zeros(3)}
genuine = session.send
def noise(count, size):
    for _ in range(count):
        genuine(iopub, "noise", {"x": "x" * size}, parent={})
armed = []
def arm(info):
    armed[:] = [1] if "assert" in info.raw_cell and "double" not in info.raw_cell else []
get_ipython().events.register("pre_run_cell", arm)
def flooding(stream, message, content=None, *arguments, **named):
    kind = message if isinstance(message, str) else message.get("msg_type")
    if kind == "execute_reply" and armed:
        # Two million bytes for one cell are the limit: crossed at the very moment of the answer.
        state("idle")
        noise(19, 100_000)
        time.sleep(0.5)
        noise(1, 200_000)
    return genuine(stream, message, content, *arguments, **named)
session.send = flooding
""",
        forged=IN_KERNEL,
        outcomes=(OK, POLICY, CRASH),
        cut_short=True,
    ),
    Attack(
        name="speaks_for_others",
        tries="outputs and states for the requests of other cells, earlier and later ones",
        must_not="change a cell that is not running",
        code=FORGE
        + r"""
first = dict(parent())
def speak(_info=None):
    for header in (first["header"], {}, {"msg_id": "x" * 10**5}, {"msg_id": None}, {"msg_id": [1]}):
        send("error", {"ename": "Forged", "evalue": "forged", "traceback": []}, {"header": header})
        result("0.0", parent_header={"header": header})
        state("idle", parent_header={"header": header})
        send("update_display_data", {"data": {"text/plain": "forged"}, "metadata": {},
             "transient": {"display_id": "x"}}, {"header": header})
get_ipython().events.register("post_run_cell", speak)
print("[nothing] forged")
""",
        answers={"center": RIGHT["center"]},
        # What is sent while a test runs carries that test's request only if it says so.
        marks=marks("center"),
    ),
    Attack(
        name="malformed_messages",
        tries="frames without a signature, without JSON, with deep, endless or absurd content",
        must_not="make the grader fail: the mark of the right answer stays",
        code=FORGE
        + r"""
import zmq
frames = [
    [b"x"], [b"", b""], [b"<IDS|MSG>"],
    [b"t", b"<IDS|MSG>", b"bad signature", b"{}", b"{}", b"{}", b"{}"],
    [b"t", b"<IDS|MSG>", b"", b"{", b"{}", b"{}", b"{}"], [b"\xff" * 1000], [b""] * 500,
]
for parts in frames:
    iopub.send_multipart(parts)
def signed(*parts):
    parts = list(parts)
    iopub.send_multipart([b"t", b"<IDS|MSG>", session.sign(parts), *parts])
good = session.pack(session.msg_header("status"))
mine = session.pack(parent()["header"])
deep = b"[" * 100_000 + b"]" * 100_000
signed(b"[]", b"[]", b"[]", b"[]")
signed(good, mine, b"{}", b'{"execution_state": ' + deep + b"}")
signed(good, mine, b"{}", b'{"execution_state": ' + b"9" * 100_000 + b"}")
signed(good, mine, b"{}", b'{"execution_state": NaN, "x": "\\ud800"}')
signed(good, mine, b"{}", b"null")
signed(good.replace(b'"status"', b"null"), mine, b"{}", b"{}")
for kind in ("comm_open", "clear_output", "shutdown_reply", "input_request", "debug_event",
             "display_data", "execute_result", "error", "stream", "update_display_data", "x" * 999):
    for content in ({}, {"data": 1, "text": 1, "name": 1}, {"data": {"text/plain": {"a": 1}}},
                    {"data": {"application/json": [[]] * 1000, "a" * 10**4: None}, "metadata": 3},
                    {"text": "\ud800\x00", "name": "stdout"}, {"traceback": [1, None], "ename": 3}):
        try:
            send(kind, content)
        except Exception as error:
            print(type(error).__name__)
print("[nothing] sent")
""",
        answers={"center": RIGHT["center"]},
        marks=marks("center"),
        outcomes=(OK, POLICY),
    ),
    Attack(
        name="asks_for_input",
        tries="calls input() and getpass(), and sends input requests by hand",
        must_not="wait for ever",
        answers={
            **RIGHT,
            "double": "input('password?')",
            "spread": "import getpass\ngetpass.getpass()",
            "model": FORGE + "kernel._allow_stdin = True\nkernel.raw_input('again?')",
        },
        marks=marks("center", "words"),
        outcomes=(OK, TIMEOUT),
    ),
    Attack(
        name="closes_its_sockets",
        tries="closes every socket of its kernel and lives on in silence",
        must_not="hold a worker, nor lose the marks earned before",
        answers={
            **RIGHT,
            "center": r"""
import gc, zmq
for thing in gc.get_objects():
    if isinstance(thing, zmq.Socket):
        thing.close(linger=0)
time.sleep(100000)
""",
        },
        marks=marks("double", "spread", "words", "model"),
        outcomes=(POLICY, TIMEOUT, CRASH),
        cut_short=True,
    ),
    Attack(
        name="tampers_with_the_socket_folder",
        tries="lists, removes and replaces the sockets of its kernel and fills their folder",
        must_not="see another kernel's, lose the marks earned before, nor fill the machine's disk",
        answers={
            **RIGHT,
            "center": r"""
folder = socket_folder()
others = {os.path.dirname(line.split()[-1]) for line in open("/proc/net/unix") if "/" in line}
attempt("another kernel's sockets", lambda: others - {folder, os.environ["TMPDIR"]})
attempt("beside the folder", lambda: os.listdir(os.path.join(folder, "..", host.token)))
def fill():
    written = 0
    with open(os.path.join(folder, host.token), "wb") as file:
        for _ in range(40):
            written += file.write(bytes(10**7))
    return written > 2 * 10**8 and written
attempt("fill", fill)
def many():
    return [open(os.path.join(folder, f"{host.token}-{i}"), "x").close() for i in range(50_000)]
attempt("many files", many)
for name in os.listdir(folder):
    try:
        os.remove(os.path.join(folder, name))
    except OSError:
        continue
    os.symlink(host.key, os.path.join(folder, name))
def center(values):
    return values - values.mean()
""",
        },
        marks=marks("double", "spread", "words", "model"),
        outcomes=(OK, POLICY, CRASH, TIMEOUT),
    ),
]
