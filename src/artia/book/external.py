"""`artia book links`: do the addresses that the book gives still answer?

Never part of the check, which needs no network: a site that is down for an hour must not stop the
work. Each address is asked once, politely, a few at a time.
"""

import re
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

ADDRESS = re.compile(r"https?://[^\s<>\"'`{}|\\^\[\]]+")
DOI = re.compile(
    r"^\s*doi\s*=\s*[{\"]\s*(?:https?://(?:dx\.)?doi\.org/)?(10\.[^}\"\s]+)", re.M | re.I
)
AGENT = "Mozilla/5.0 (compatible; artia-book-links)"
#: Answers of a server that is there but will not speak to a program.
REFUSALS = {401, 403, 405, 406, 418, 429, 451, 503, 999}
DEAD = {404, 410}
LOCAL = re.compile(r"^https?://(?:127\.|localhost\b|0\.0\.0\.0|\[::1\])")


@dataclass(frozen=True)
class State:
    """What became of an address: alive, moved, refused, silent or dead, and why."""

    address: str
    word: str
    detail: str = ""

    def show(self, places: list[str]) -> str:
        """Return the address's line."""
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.word}{detail}: {self.address} [{', '.join(places)}]"


def addresses(root: Path, *, local: bool = False) -> dict[str, list[str]]:
    """Return every outside address of the book's sources, with the places that give it."""
    book = root / "book"
    paths = [*book.glob("fr/**/*.md"), *book.glob("en/**/*.md"), *book.glob("*.yml")]
    paths += [*book.glob("quizzes/*.yml"), *book.glob("references.bib")]
    found: dict[str, list[str]] = {}
    for path in sorted(paths):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for address in in_line(line):
                if local or not LOCAL.match(address):
                    found.setdefault(address, []).append(f"{path.relative_to(root)}:{number}")
    return found


def in_line(line: str) -> Iterator[str]:
    """Yield the addresses of a line, DOIs included."""
    for match in ADDRESS.finditer(line):
        address = match[0].rstrip(".,;:!?*_»")
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(".,;:!?")
        yield address
    for match in DOI.finditer(line):
        yield f"https://doi.org/{match[1]}"


def ask(address: str, timeout: float) -> State:
    """Ask for one address, without reading its content."""
    for method in ("HEAD", "GET"):
        request = urllib.request.Request(address, method=method, headers={"User-Agent": AGENT})
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                arrived = answer.geturl()
            same = arrived.rstrip("/") == address.rstrip("/")
            return State(address, "alive") if same else State(address, "moved", arrived)
        except urllib.error.HTTPError as error:
            code = error.code
            error.close()
            if method == "HEAD":
                continue  # some servers refuse HEAD, some answer 404 to it
            if code in DEAD:
                return State(address, "dead", str(code))
            return State(address, "refused" if code in REFUSALS else "silent", str(code))
        except urllib.error.URLError as error:
            return State(address, *failure(error.reason))
        except (OSError, HTTPException, ValueError) as error:
            return State(address, *failure(error))
    raise AssertionError("GET always returns")


def failure(reason: object) -> tuple[str, str]:
    """Return the state of an address whose server could not be spoken to."""
    if isinstance(reason, socket.gaierror):
        return "dead", "no such server"
    if isinstance(reason, ConnectionRefusedError):
        return "dead", "nothing listens there"
    if isinstance(reason, TimeoutError):
        return "silent", "no answer in time"
    return "silent", " ".join(str(reason).split())


def ask_all(found: list[str], timeout: float, workers: int = 8) -> Iterator[State]:
    """Yield the state of each address, in order."""
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(lambda address: ask(address, timeout), found)


def unreachable(states: list[State]) -> bool:
    """Tell whether nothing at all answered, as happens without a network."""
    return bool(states) and not any(
        state.word in ("alive", "moved", "refused") or state.detail.isdecimal() for state in states
    )
