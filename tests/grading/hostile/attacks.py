"""Every hostile learner of the class."""

from . import (
    attacks_escalation,
    attacks_files,
    attacks_floods,
    attacks_folders,
    attacks_formats,
    attacks_hooks,
    attacks_messages,
    attacks_network,
    attacks_processes,
    attacks_values,
)
from .attack import Attack

ATTACKS: dict[str, Attack] = {
    attack.name: attack
    for family in (
        attacks_files,
        attacks_processes,
        attacks_network,
        attacks_escalation,
        attacks_messages,
        attacks_values,
        attacks_hooks,
        attacks_floods,
        attacks_formats,
        attacks_folders,
    )
    for attack in family.ATTACKS
}
