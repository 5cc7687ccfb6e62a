"""The same question to the learner's own small model, which writes one character at a time."""

from __future__ import annotations

import torch

from artia.labs import tinygpt
from artia.labs.limits import within
from artia.labs.messages import _, number
from artia.labs.show import show
from artia.labs.text import Vocabulary, split
from artia.labs.tinygpt import TinyGPT
from artia.labs.training import train
from artia.labs.typed import typed
from artia.labs.vectors.odds import LogOdds


@typed
def trained(text: str, steps: int = 250) -> tuple[TinyGPT, Vocabulary]:
    """Train a small model on a text, quickly: two blocks, 64 numbers a character.

    Raises LabError for a text too short or a number of steps out of 50 to 1,000.
    """
    steps = within("steps", steps, 50, 1000, whole=True)
    vocabulary = Vocabulary(text)
    seen, aside = (vocabulary.encode(part) for part in split(text, 0.1))
    model = tinygpt.build(vocabulary.size, width=64, layers=2)
    train(model, seen, aside, steps=steps, measures=2)
    return model, vocabulary


@torch.no_grad()
def log_chance(model: TinyGPT, vocabulary: Vocabulary, start: str, follows: str) -> float:
    """Return ln P(`follows` | `start`): the sum of the ln P of its characters, one by one."""
    ids = vocabulary.encode(start)
    total = 0.0
    for character in vocabulary.encode(follows):
        recent = torch.tensor([ids[-model.config.context :]], device=_device(model))  # (1, T)
        total += model(recent)[0, -1].log_softmax(dim=0)[character].item()
        ids.append(character)
    return total


@typed
def tiny_log_odds(model: TinyGPT, vocabulary: Vocabulary) -> LogOdds:
    """Return a function that asks this model; a space after each word: `il` is not `ils`."""

    def log_odds(prompt: str, first: str, second: str) -> float:
        ends = [f"{word} " for word in (first, second)]
        one, other = (log_chance(model, vocabulary, prompt, word) for word in ends)
        return one - other

    return log_odds


def counted(text: str, first: str, second: str) -> tuple[int, int]:
    """Count both words, spaces around, in a text: what a small model has to go by."""
    lowered = f" {text.lower()} "
    return lowered.count(f"{first} "), lowered.count(f"{second} ")


@typed
def show_counted(text: str, first: str, second: str) -> None:
    """Say how often each word is in a text."""
    one, other = (number(count) for count in counted(text, first, second))
    values = {"first": first.strip(), "one": one, "second": second.strip(), "other": other}
    show(_("vectors: counted").format(**values))


def _device(model: TinyGPT) -> torch.device:
    return next(model.parameters()).device
