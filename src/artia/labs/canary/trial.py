"""One trial: train a small model on lines with canaries in them, and read it along the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from artia.labs import tinygpt
from artia.labs.canary.exposure import Exposure, Reading, exposure, read_canaries
from artia.labs.canary.given import answer_from
from artia.labs.canary.sentences import Canary
from artia.labs.errors import LabError, shown
from artia.labs.limits import within
from artia.labs.messages import N_
from artia.labs.text import Vocabulary
from artia.labs.tinygpt import TinyGPT
from artia.labs.training import MOST_STEPS, History, Watcher, train
from artia.labs.typed import typed

CONTEXT = 48  # characters read at once: the longest canary fits
WIDTH, LAYERS = 64, 2
STEPS, READINGS = 300, 6
BATCH = 16


@dataclass
class Trial:
    """A trained model, its losses, and its canaries read at several steps."""

    model: TinyGPT
    vocabulary: Vocabulary
    history: History
    step: list[int]
    readings: list[list[Reading]]  # one list per step read
    epochs: float  # how many times each line was read, on average

    @property
    def last(self) -> list[Reading]:
        """The readings at the end of training."""
        return self.readings[-1]


@dataclass
class _Reader:
    """Called by `train` after each measurement."""

    vocabulary: Vocabulary
    canaries: Sequence[Canary]
    exposure: Exposure
    also: Watcher | None
    step: list[int] = field(default_factory=list)
    readings: list[list[Reading]] = field(default_factory=list)

    def __call__(self, history: History, model: TinyGPT) -> None:
        self.step.append(history.step[-1])
        self.readings.append(read_canaries(model, self.vocabulary, self.canaries, self.exposure))
        if self.also:
            answer_from("watch", self.also, history, model, tidy=lambda answer: answer)


@typed
def run_trial(
    lines: Sequence[str],
    held_out: str,
    canaries: Sequence[Canary],
    *,
    steps: int = STEPS,
    width: int = WIDTH,
    layers: int = LAYERS,
    readings: int = READINGS,
    seed: int = 2,
    device: str = "cpu",
    exposure: Exposure = exposure,
    watch: Watcher | None = None,
) -> Trial:
    """Train a new model on `lines` and read the canaries `readings` times, the start besides.

    The vocabulary holds the characters of every canary, planted or not, so that trials on the
    same texts have the same one. Raises LabError when the texts or the numbers cannot do.
    """
    readings = within("readings", readings, 1, MOST_STEPS, whole=True)
    sentences = [canary.sentence for canary in canaries]
    text = "\n".join(lines)
    vocabulary = Vocabulary("\n".join([text, held_out, "0123456789", *sentences]))
    model = tinygpt.build(vocabulary.size, seed=seed, context=CONTEXT, width=width, layers=layers)
    try:
        model = model.to(device)
    except Exception:  # PyTorch has an error of its own for each way of not having a card
        raise LabError(N_("canary: no such device"), found=shown(device)) from None
    reader = _Reader(vocabulary, canaries, exposure, watch)
    ids = vocabulary.encode(text)
    history = train(
        model,
        ids,
        vocabulary.encode(held_out),
        steps=steps,
        batch_size=BATCH,
        measures=readings,
        seed=seed,
        watch=reader,
    )
    epochs = history.steps * BATCH * CONTEXT / len(ids)
    return Trial(model, vocabulary, history, reader.step, reader.readings, epochs)
