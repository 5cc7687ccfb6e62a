"""Talking to anybody: the machine, the network, the fork server, the shell."""

from .attack import Attack
from .lab import RIGHT, marks

ATTACKS = [
    Attack(
        name="calls_the_network",
        tries="connects and sends by every family of sockets, from Python and from programs",
        must_not="be heard by a listener of the machine",
        code=r"""
import urllib.request
def sent(family, kind, address, data=b"secret"):
    with socket.socket(family, kind) as s:
        s.settimeout(2)
        if kind == socket.SOCK_DGRAM:
            return s.sendto(data, address)
        s.connect(address)
        return "connected"
here, mapped = "127.0.0.1", "::ffff:127.0.0.1"
attempt("TCP", lambda: sent(socket.AF_INET, socket.SOCK_STREAM, (here, host.tcp)))
attempt("TCP, by IPv6", lambda: sent(socket.AF_INET6, socket.SOCK_STREAM, (mapped, host.tcp)))
attempt("UDP", lambda: sent(socket.AF_INET, socket.SOCK_DGRAM, (here, host.udp)))
attempt("UDP, by IPv6", lambda: sent(socket.AF_INET6, socket.SOCK_DGRAM, (mapped, host.udp)))
# A question to a name server is a datagram: here to the listener's port.
question = b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0\6secret\7example\0\0\x10\0\x01"
attempt("DNS", lambda: sent(socket.AF_INET, socket.SOCK_DGRAM, (here, host.udp), question))
attempt("fast open", lambda: socket.socket().sendto(b"x", 0x20000000, (here, host.tcp)))
attempt("unix socket", lambda: sent(socket.AF_UNIX, socket.SOCK_STREAM, host.unix))
attempt("abstract socket", lambda: sent(socket.AF_UNIX, socket.SOCK_STREAM, host.abstract))
attempt("HTTP", lambda: urllib.request.urlopen(f"http://{here}:{host.tcp}/", timeout=2))
attempt("by a shell", lambda: subprocess.run(
    ["bash", "-c", f"echo x >/dev/tcp/{here}/{host.tcp}"], stderr=-3).returncode == 0)
attempt("UDP by a shell", lambda: subprocess.run(
    ["bash", "-c", f"echo x >/dev/udp/{here}/{host.udp}"], stderr=-3).returncode == 0)
""",
        real=frozenset({"TCP", "UDP", "DNS", "unix socket", "abstract socket", "by a shell"}),
    ),
    Attack(
        name="opens_odd_sockets",
        tries="raw, packet, netlink, virtual machine, Bluetooth and key sockets; listening",
        must_not="get a socket that speaks to anything but its own kernel",
        code=r"""
def opened(family, kind, protocol=0):
    with socket.socket(family, kind, protocol) as s:
        return f"opened {s.fileno()}"
attempt("raw", lambda: opened(socket.AF_INET, socket.SOCK_RAW, 1))
attempt("packet", lambda: opened(socket.AF_PACKET, socket.SOCK_RAW))
attempt("netlink", lambda: opened(socket.AF_NETLINK, socket.SOCK_RAW))
attempt("virtual machine", lambda: opened(socket.AF_VSOCK, socket.SOCK_STREAM))
attempt("Bluetooth", lambda: opened(31, socket.SOCK_RAW, 1))
attempt("crypto", lambda: opened(38, socket.SOCK_SEQPACKET))
attempt("key", lambda: opened(15, socket.SOCK_RAW, 2))
def listening():
    with socket.socket() as s:
        s.bind(("0.0.0.0", 0))
        s.listen()
        return s.getsockname()
attempt("listen", listening)
attempt("interfaces", lambda: [name for _, name in socket.if_nameindex() if name != "lo"])
attempt("routes", lambda: [line for line in open("/proc/net/route")][1:])
attempt("connections of others", lambda: [line for line in open("/proc/net/tcp")][1:])
""",
    ),
    Attack(
        name="finds_the_fork_server",
        tries="looks for unix sockets in the file system and in /proc/net/unix, and talks to them",
        must_not="reach a socket that is not its own kernel's",
        code=r"""
import glob
mine = (socket_folder(), os.environ["TMPDIR"])
def sockets():
    for folder, folders, names in os.walk("/"):
        if folder == "/":
            folders[:] = [f for f in folders if f not in ("proc", "sys", "usr")]
        for name in names:
            path = os.path.join(folder, name)
            try:
                if stat.S_ISSOCK(os.lstat(path).st_mode) and folder not in mine:
                    yield path
            except OSError:
                pass
def known():
    lines = open("/proc/net/unix").read().splitlines()[1:]
    paths = {line.split()[7] for line in lines if len(line.split()) > 7}
    return {p for p in paths if not p.startswith(mine)}
def reached(addresses):
    found = []
    for address in addresses:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
            with socket.socket(socket.AF_UNIX, kind) as s:
                s.settimeout(1)
                try:
                    s.connect(address.replace("@", "\0", 1))
                except OSError:
                    continue
                found.append(address)
    return found
# Where nothing confines, nobody else's sockets are disturbed.
attempt("in the file system", lambda: reached(sockets()) if jailed() else reached([host.unix]))
attempt("in the kernel's list", lambda: reached(known()) if jailed() else reached([host.abstract]))
others = (path for path in glob.glob("/tmp/*/*") if os.path.dirname(path) not in mine)
attempt("fork servers by name", lambda: [p for p in others if stat.S_ISSOCK(os.lstat(p).st_mode)])
""",
    ),
    Attack(
        name="shell_magics",
        tries="!, %%bash, %system, %%script, %run, %load, %%writefile, %logstart and %save",
        must_not="do with magics what code cannot",
        code=r"""
ip = get_ipython()
def gained(lines):
    return [line for line in (lines or []) if CANARY.search(str(line).encode())]
attempt("!", lambda: gained(ip.getoutput(f"cat {host.source} {host.checks} {host.key}")))
attempt("%sx", lambda: gained(ip.run_line_magic("sx", f"cat {host.neighbour}")))
attempt("%system", lambda: gained(ip.run_line_magic("system", f"strings -n 20 {host.gradebook}")))
attempt("%env", lambda: CANARY.findall(repr(ip.run_line_magic("env", "")).encode()))
def loaded():
    ip.run_line_magic("load", host.checks)
    return CANARY.findall(str(getattr(ip, "next_input", "")).encode())
attempt("%load", loaded)
def wrote(magic, argument, body="x"):
    path = f"{host.loot}/{host.token}-{magic}"
    ip.run_cell_magic(magic, argument.format(path), body.format(path)) if body else \
        ip.run_line_magic(magic, argument.format(path))
    return os.path.exists(path)
attempt("%%writefile", lambda: wrote("writefile", "{}"))
attempt("%%bash", lambda: wrote("bash", "", "echo x > {}"))
attempt("%%script", lambda: wrote("script", "sh", "echo x > {}"))
attempt("%save", lambda: wrote("save", "{} 1", ""))
attempt("%logstart", lambda: wrote("logstart", "{}", ""))
attempt("%history", lambda: wrote("history", "-f {}", ""))
attempt("%run", lambda: ip.run_line_magic("run", host.checks) or ip.user_ns.get("center"))
attempt("%cd", lambda: [ip.run_line_magic("cd", host.course), "course" in os.getcwd()][1])
""",
        answers={"double": "%%bash\necho double", "spread": RIGHT["spread"]},
        marks=marks("spread"),
        real=frozenset(
            {"!", "%sx", "%%bash", "%%script", "%%writefile", "%history", "%run", "%cd"}
        ),
    ),
]
