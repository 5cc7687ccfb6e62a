"""How well a kernel is confined: four tiers, the higher the better."""

from __future__ import annotations

import enum


class Tier(enum.IntEnum):
    """What stands between a learner's code and the machine.

    ROOT: private mount, pid, net, ipc and uts namespaces, an own uid, cgroups where writable.
    USER_NAMESPACES: the same namespaces without privileges; resource limits instead of cgroups.
    LANDLOCK: no namespace; files, sockets and signals are ruled by Landlock and seccomp.
    NONE: an ordinary process with resource limits, for code that is trusted.
    """

    NONE = 0
    LANDLOCK = 1
    USER_NAMESPACES = 2
    ROOT = 3

    @property
    def label(self) -> str:
        """The tier's name as it is printed."""
        return _LABELS[self]

    @property
    def namespaces(self) -> bool:
        """Whether a kernel of this tier sees its own root and its own processes only."""
        return self >= Tier.USER_NAMESPACES

    @classmethod
    def parse(cls, name: str) -> Tier:
        """Read a tier as people write it: "userns", "user namespaces", "landlock", "root"…

        Raises ValueError for another name.
        """
        key = name.strip().lower().replace("_", " ").replace("-", " ")
        for tier in cls:
            if key in (tier.label, tier.name.lower().replace("_", " "), *_ALIASES.get(tier, ())):
                return tier
        known = ", ".join(tier.label for tier in cls)
        raise ValueError(f"unknown tier {name!r}: write one of {known}")


_LABELS = {
    Tier.NONE: "none",
    Tier.LANDLOCK: "landlock + seccomp",
    Tier.USER_NAMESPACES: "user namespaces",
    Tier.ROOT: "root",
}
_ALIASES = {Tier.USER_NAMESPACES: ("userns", "user namespace")}
