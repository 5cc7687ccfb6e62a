"""What a translation records of the text it follows, in a lab's cell as on a page of the book."""

import hashlib


def text_hash(text: str) -> str:
    """Return the first 12 hex digits of the SHA-256 of `text`, its white space made single.

    Moving a line break or an unbreakable space does not make a translation stale.
    """
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]
