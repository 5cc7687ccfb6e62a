"""What attackers import first: one way to say what an attempt gained.

An action gains when it returns something true. Refusals are errors, or nothing at all. Where
an attack could do harm outside a jail it asks `jailed()` first, and is content with "nothing".
"""

PRELUDE = r"""
import ctypes, os, re, signal, socket, stat, subprocess, sys, threading, time
from types import SimpleNamespace
CANARY = re.compile(rb"canary-[a-z]+-[0-9a-f]{16}")
libc = ctypes.CDLL(None, use_errno=True)

def attempt(label, action):
    try:
        gain = action()
    except BaseException as error:
        print(f"[refused] {label}: {type(error).__name__} {str(error)[:80]}")
    else:
        print(f"[gained] {label}: {gain!r}"[:400] if gain else f"[nothing] {label}")

def jailed():
    return os.getpid() == 1 and not os.path.exists(host.marker)

def read(path, size=10**6):
    with open(path, "rb") as file:
        return file.read(size)

def write(folder):
    path = os.path.join(folder, host.token)
    with open(path, "x") as file:
        file.write("hostile")
    return path

def socket_folder():
    import json
    from ipykernel.connect import get_connection_file
    with open(get_connection_file()) as file:
        return os.path.dirname(json.load(file)["ip"])

def succeeded(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return f"returned {result}"
""".strip()
