"""Where the hub listens: this machine only, on ports nobody else holds."""

import errno
import ipaddress
import socket
from contextlib import ExitStack

from artia.hub import HubError

DEFAULT_PORT = 8000


def require_private(host: str, accepted: bool) -> None:
    """Refuse an address other machines reach, unless the person said they know.

    The local spawner runs everybody under one system account: any learner can read any file
    of the hub, so letting strangers in lets them read and change everybody's work.
    """
    try:
        private = ipaddress.ip_address(host).is_loopback
    except ValueError:
        private = host == "localhost"
    if not private and not accepted:
        raise HubError(
            f"L'adresse {host} serait joignable d'autres machines, et ce serveur n'isole personne "
            "l'un de l'autre. Gardez 127.0.0.1, ou ajoutez --i-know-this-isolates-nobody.",
            f"Other machines could reach the address {host}, and this hub isolates nobody from "
            "anybody. Keep 127.0.0.1, or add --i-know-this-isolates-nobody.",
        )


def require_free(host: str, port: int) -> None:
    """Refuse a port that something already listens on. Raises HubError with what to do."""
    if not 1024 <= port <= 65535:
        raise HubError(
            f"Le port {port} ne convient pas. Choisissez un nombre de 1024 à 65535.",
            f"Port {port} will not do. Choose a number from 1024 to 65535.",
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise HubError(
                    f"Rien ne peut répondre à l'adresse {host}, port {port} ({error.strerror}). "
                    "Gardez 127.0.0.1, ou donnez une adresse de cette machine.",
                    f"Nothing can answer at the address {host}, port {port} ({error.strerror}). "
                    "Keep 127.0.0.1, or give an address of this machine.",
                ) from error
            raise HubError(
                f"Le port {port} de {host} n'est pas libre\u00a0: un autre programme s'en sert. "
                f"Choisissez-en un autre\u00a0: HUB_PORT={port + 1} make hub, "
                f"ou --port {port + 1}.",
                f"Port {port} of {host} is not free: another program uses it. "
                f"Choose another one: HUB_PORT={port + 1} make hub, or --port {port + 1}.",
            ) from error


def free_ports(count: int) -> list[int]:
    """Return ports of the loopback address that nothing listens on."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
