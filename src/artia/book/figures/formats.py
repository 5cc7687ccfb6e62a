"""Numbers as each language writes them: 1 234,5 and 44 % in French, 1,234.5 and 44% in English."""

from __future__ import annotations

NO_BREAK_SPACE, MINUS = "\u00a0", "\u2212"


def number(value: float, language: str, decimals: int = 0) -> str:
    """Write `value` with so many decimals, its thousands grouped, with a true minus sign."""
    text = f"{abs(value):,.{decimals}f}"
    if language == "fr":
        text = text.translate({ord(","): NO_BREAK_SPACE, ord("."): ","})
    negative = value < 0 and any(digit in text for digit in "123456789")  # never −0,0
    return (MINUS if negative else "") + text


def percent(share: float, language: str, decimals: int = 0) -> str:
    """Write a share of 1 as a percentage: 0.44 is 44 % or 44%."""
    return number(100 * share, language, decimals) + (NO_BREAK_SPACE * (language == "fr")) + "%"
