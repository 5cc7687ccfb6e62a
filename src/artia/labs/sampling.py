"""Writing with a model: draw a character, add it to the text, start again."""

from __future__ import annotations

import torch

from artia.labs.errors import LabError
from artia.labs.limits import seed_within, within
from artia.labs.messages import N_
from artia.labs.text import Vocabulary
from artia.labs.tinygpt import TinyGPT
from artia.labs.typed import typed


@typed
@torch.no_grad()
def sample(
    model: TinyGPT,
    vocabulary: Vocabulary,
    start: str = "\n",
    length: int = 200,
    temperature: float = 0.8,
    seed: int = 2,
) -> str:
    """Return `start` followed by `length` characters drawn one at a time.

    Temperature 0 always takes the most probable character: same start, same text.
    Raises LabError for a temperature below 0, a length that is no number of characters, or a
    vocabulary that is not the model's.
    """
    _same_vocabulary(model, vocabulary)
    temperature = within("temperature", temperature, 0, 100)
    length = within("length", length, 0, 100_000, whole=True)
    device = next(model.parameters()).device
    generator = torch.Generator().manual_seed(seed_within(seed))
    ids = vocabulary.encode(start) or [0]
    for _ in range(length):
        recent = torch.tensor([ids[-model.config.context :]], device=device)  # (1, T)
        scores = model(recent)[0, -1].cpu()  # (V,): scores of the next character
        ids.append(draw(scores, temperature, generator))
    return start + vocabulary.decode(ids[-length:] if length else [])


@typed
@torch.no_grad()
def next_scores(model: TinyGPT, vocabulary: Vocabulary, start: str) -> list[float]:
    """Return the V scores of the character that would follow `start`.

    Raises LabError when the vocabulary is not the model's.
    """
    _same_vocabulary(model, vocabulary)
    ids = vocabulary.encode(start)[-model.config.context :] or [0]
    recent = torch.tensor([ids], device=next(model.parameters()).device)  # (1, T)
    return model(recent)[0, -1].tolist()


def _same_vocabulary(model: TinyGPT, vocabulary: Vocabulary) -> None:
    if vocabulary.size != model.config.vocabulary:
        sizes = {"found": vocabulary.size, "size": model.config.vocabulary}
        raise LabError(N_("not the model's vocabulary"), **sizes)


def draw(scores: torch.Tensor, temperature: float, generator: torch.Generator) -> int:
    """Choose one of V characters from its scores (V,)."""
    if temperature == 0:
        return int(scores.argmax())
    probabilities = (scores / temperature).softmax(dim=0)  # (V,), they add up to 1
    return int(torch.multinomial(probabilities, 1, generator=generator))


def apply_temperature(scores: list[float], temperature: float) -> list[float]:
    """Turn scores into probabilities: exp(score / temperature), divided by their sum."""
    temperature = within("temperature", temperature, 0.01, 100)
    return (torch.tensor(scores).double() / temperature).softmax(dim=0).tolist()
