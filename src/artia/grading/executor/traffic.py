"""Read a kernel's messages without trusting one of them, and count what it sends."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from jupyter_client.session import Session

from .clean import structure_size

log = logging.getLogger(__name__)

#: A message above this is weighed before it is parsed, and refused when its structure is above.
WEIGHED = 1_000_000


@dataclass
class Flow:
    """Bytes and messages received for one request, and the most there may be."""

    most_bytes: int
    most_messages: int = 50_000
    size: int = 0
    messages: int = 0

    def reset(self) -> None:
        """Begin a new request."""
        self.size = self.messages = 0

    def add(self, frames: list[bytes]) -> bool:
        """Count a message; return whether the kernel may go on."""
        self.size += sum(map(len, frames))
        self.messages += 1
        return self.size <= self.most_bytes and self.messages <= self.most_messages


@dataclass(frozen=True)
class Message:
    """What we use of a message; every field has its type."""

    kind: str
    parent: str
    content: dict


def read(session: Session, frames: list[bytes]) -> Message | None:
    """Decode a message; None for one that is not well formed, not signed, or not reasonable."""
    try:
        _, parts = session.feed_identities(frames)
        if any(len(part) > WEIGHED and structure_size(part) > WEIGHED for part in parts[1:5]):
            return None
        message = session.deserialize(parts)
        kind, content = message["header"]["msg_type"], message["content"]
        parent = message["parent_header"].get("msg_id", "")
    # Anything may be raised here (a forged header, 10,000 nested lists, a number of 5,000
    # digits) and nothing of it is our fault: such a message says nothing.
    except Exception as error:
        log.debug("A message was not readable: %s", type(error).__name__)
        return None
    if not (isinstance(kind, str) and isinstance(content, dict) and isinstance(parent, str)):
        return None
    return Message(kind, parent, content)
