"""The comments by which a page speaks to the checks.

Before a block, and up to the next empty line:

    % check: ignore spelling — a spelling of 1783, quoted
    % check: ours

or at the end of a line, for that line alone: `<!-- check: ours -->`. The first leaves a rule (or a
family: typography, parity) out and must give its reason; the second says that the numbers are the
course's own measurements or arithmetic, and need no source. The older `% parity: ignore` and
`% typography: ignore` still do what they did.
"""

import re
from dataclasses import dataclass, field

#: Every rule, or family of rules, that a page may leave out.
RULES = {
    "alternatives", "citations", "competencies", "external", "freshness", "glossary", "headings",
    "in-brief", "inclusive", "interface", "link-text", "links", "parity", "quizzes", "sentences",
    "spelling", "statistics", "tables", "tasklist", "typography", "words",
}  # fmt: skip
MARK = re.compile(
    r"(?P<open>^\s*%|^\s*#|<!--|\s#)\s*(?P<family>parity|typography|check):\s*(?P<said>.*?)\s*(?:-->|$)"
)
IGNORE = re.compile(r"^ignore\s+(?P<rules>[\w-]+(?:\s*,\s*[\w-]+)*)\s*(?P<reason>.*)$")


@dataclass
class Mark:
    """What a comment asks: `rules` left out, on the whole block or on its line."""

    block: bool
    rules: set[str] = field(default_factory=set)
    unclear: str = ""


def read_mark(line: str) -> Mark | None:
    """Return what a comment of this line asks of the checks; None when it asks nothing."""
    found = MARK.search(line) if ":" in line else None
    if not found or found["open"].strip() == "#":
        return None
    return parse(found)


def parse(found: re.Match[str]) -> Mark:
    """Return what a comment asks."""
    mark = Mark(found["open"].strip() == "%")
    said = found["said"]
    if found["family"] != "check":
        if said.split()[:1] == ["ignore"]:
            mark.rules = {found["family"]}
        else:
            mark.unclear = f"expected `{found['family']}: ignore`, found `{said}`"
    elif said.split()[:1] == ["ours"]:
        mark.rules = {"statistics"}
    elif not (ignore := IGNORE.match(said)):
        mark.unclear = f"expected `check: ignore RULE — reason` or `check: ours`, found `{said}`"
    else:
        rules = {each.strip() for each in ignore["rules"].split(",")}
        unknown = sorted(each for each in rules if not known(each))
        if unknown:
            expected = ", ".join(sorted(RULES))
            mark.unclear = f"no rule {', '.join(unknown)}; expected one of {expected}"
        elif not re.search(r"\w", ignore["reason"]):
            mark.unclear = "say why: `check: ignore RULE — reason`"
        else:
            mark.rules = rules
    return mark


def known(rule: str) -> bool:
    """Tell whether `rule` is one, or belongs to a family."""
    return rule in RULES or rule.partition("-")[0] in ("parity", "typography")
