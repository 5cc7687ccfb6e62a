"""French spaces, put where a person writing code would forget them."""

_NO_BREAK = "\N{NO-BREAK SPACE}"


def french(sentence: str) -> str:
    """Set colons and guillemets apart by non-breaking spaces, as in Québec."""
    for plain, apart in ((" :", ":"), (" »", "»")):
        sentence = sentence.replace(plain, _NO_BREAK + apart)
    return sentence.replace("« ", f"«{_NO_BREAK}")
