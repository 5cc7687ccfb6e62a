"""What outlives a cell: hooks of IPython and of Python, threads, and bombs set to go off later."""

from .attack import CRASH, OK, POLICY, TIMEOUT, Attack
from .lab import IN_KERNEL, RIGHT, marks

ATTACKS = [
    Attack(
        name="strips_the_asserts",
        tries="an AST transformer removes every assert, and turns numbers into full points",
        must_not="win a checked mark (its own kernel's tests cannot be defended)",
        code=r"""
import ast
class Strip(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
    def visit_Name(self, node):
        return ast.Constant(2.0) if node.id == "score" and isinstance(node.ctx, ast.Load) else node
get_ipython().ast_transformers.append(Strip())
def double(values): return values
spread = center = words = double
""",
        forged=IN_KERNEL,
    ),
    Attack(
        name="hides_its_errors",
        tries="showtraceback silenced, a custom exception handler, run_cell that always succeeds",
        must_not="win a checked mark (its own kernel's tests cannot be defended)",
        code=r"""
ip = get_ipython()
ip.showtraceback = ip._showtraceback = ip.showsyntaxerror = lambda *a, **k: None
ip.set_custom_exc((BaseException,), lambda *a, **k: None)
async def run_cell_async(*a, **k):
    from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult
    return ExecutionResult(ExecutionInfo("", False, False, False, "x"))
ip.run_cell_async = run_cell_async
""",
        forged=IN_KERNEL,
        outcomes=(OK, POLICY),
    ),
    Attack(
        name="takes_the_tests_names",
        tries="replaces the names that tests use: the functions, abs, numpy, score",
        must_not="win a checked mark (its own kernel's tests cannot be defended)",
        answers={
            "model": r"""
import builtins
class Anything:
    __eq__ = __call__ = __getattr__ = __getitem__ = __lt__ = __bool__ = lambda *a, **k: True
    __hash__ = None
abs = builtins.abs = lambda value: 0
double = spread = center = words = model = Anything()
np.allclose = np.array_equal = lambda *a, **k: True
""",
        },
        forged=IN_KERNEL,
    ),
    Attack(
        name="rewrites_what_is_run",
        tries="input transformers, hooks before and after each cell, display formatters",
        must_not="win a checked mark, nor keep a hook in the next kernel",
        code=r"""
ip = get_ipython()
ip.input_transformers_cleanup.append(lambda lines: ["2.0"] if "assert" in "".join(lines) else lines)
ip.input_transformers_post.append(lambda lines: [line.replace("score", "2.0") for line in lines])
for event in ("pre_execute", "pre_run_cell", "post_execute", "post_run_cell"):
    ip.events.register(event, lambda *info: ip.user_ns.update(words=lambda text: {}))
ip.display_formatter.formatters["text/plain"].for_type(float, lambda value, *a: print("2.0"))
""",
        forged=IN_KERNEL,
        outcomes=(OK, POLICY),  # a result without text is no score
    ),
    Attack(
        name="patches_python",
        tries="settrace, setprofile, meta_path, __import__, sum and others patched, audit hooks",
        must_not="win a checked mark, nor bring the grader down",
        code=r"""
import builtins, importlib.abc
class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        answer = lambda *a: '{"kind": "value", "value": 3}'
        sys.modules[name] = SimpleNamespace(answer=answer, __spec__=None)
sys.meta_path.insert(0, Finder())
def trace(frame, event, argument):
    if "expected" in frame.f_locals or "request" in frame.f_locals:
        frame.f_locals["value"] = True
    return trace
sys.settrace(trace)
sys.setprofile(trace)
threading.settrace(trace)
builtins.sum = builtins.abs = builtins.all = lambda *a, **k: 0
sys.addaudithook(lambda name, args: None)
sys.excepthook = sys.unraisablehook = lambda *a: None
""",
        answers={"double": RIGHT["double"]},
        marks=marks("double"),
        forged=frozenset({"test_spread"}),
        outcomes=(OK, CRASH, TIMEOUT),
    ),
    Attack(
        name="hooks_then_dies",
        tries="plants hooks, files of configuration and start-up scripts, then kills its kernel",
        must_not="have them obeyed by the kernel that continues",
        answers={
            **RIGHT,
            "spread": r"""
hook = f"open('{host.loot}/{host.token}', 'w'); print('[gained] hook')\n"
hook += "import builtins; builtins.hooked = True\n"
profile = os.environ.get("IPYTHONDIR", ".") + "/profile_default"
for folder in (".", "~", "~/.ipython/profile_default/startup", "~/.ipython/profile_default", "/tmp",
               "~/.config", "~/.local/lib/python3.11/site-packages", profile, profile + "/startup"):
    folder = os.path.expanduser(folder)
    try:
        os.makedirs(folder, exist_ok=True)
        for name in ("00-first.py", "ipython_config.py", "ipython_kernel_config.py", "numpy.py",
                     "json.py", "x.pth", "sitecustomize.py", "usercustomize.py", ".pythonrc.py"):
            with open(os.path.join(folder, name), "w") as file:
                file.write(hook)
    except OSError:
        pass
os._exit(1)
""",
        },
        after='attempt("hook", lambda: getattr(__builtins__, "hooked", False))',
        marks=marks("double", "center", "words", "model"),
        outcomes=(CRASH,),
        cut_short=True,
    ),
    Attack(
        name="time_bombs",
        tries="threads, timers, atexit, alarms and finalisers that act after the last cell",
        must_not="act after the grading, change a mark, or keep the kernel alive",
        code=r"""
import atexit, weakref
def bomb(*_):
    while True:
        try:
            print("tick")
            with open(f"{host.loot}/{host.token}-late", "w") as file:
                file.write("late")
        except BaseException:
            pass
        time.sleep(0.5)
threading.Thread(target=bomb, daemon=False).start()
threading.Timer(3, bomb).start()
atexit.register(bomb)
signal.signal(signal.SIGALRM, lambda *_: None)
signal.setitimer(signal.ITIMER_REAL, 0.5, 0.5)
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(number, bomb)
class Last:
    def __del__(self): bomb()
keep = Last()
weakref.finalize(keep, bomb)
""",
        answers={"double": RIGHT["double"], "center": RIGHT["center"]},
        marks=marks("double", "center"),
        outcomes=(OK, TIMEOUT),
    ),
    Attack(
        name="refuses_to_shut_down",
        tries="a shutdown that never comes, a kernel that answers no control message",
        must_not="hold a worker once its cells were run",
        code=r"""
kernel = get_ipython().kernel
async def never(*a, **k):
    while True:
        time.sleep(1)
kernel.do_shutdown = kernel.shutdown_request = never
for name in list(kernel.control_handlers):
    kernel.control_handlers[name] = never
""",
        answers=RIGHT,
        marks=marks(*RIGHT),
    ),
    Attack(
        name="late_output",
        tries="a thread prints into the tests that follow, in their own streams and by display",
        must_not="win or lose a checked mark by what a thread prints",
        code=r"""
from IPython.display import display
def chatter():
    while True:
        print("2.0")
        display({"text/plain": "3.0"}, raw=True)
        time.sleep(0.01)
threading.Thread(target=chatter, daemon=True).start()
""",
        answers={"center": RIGHT["center"]},
        marks=marks("center"),
        outcomes=(OK, POLICY),
    ),
]
