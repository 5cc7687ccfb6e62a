"""What the recorder can run by itself: the course's small model, trained or made to write."""

from __future__ import annotations

import time
from collections.abc import Callable

from artia.labs.energy import meter
from artia.labs.errors import LabError
from artia.labs.messages import N_

WORKLOADS = ("train", "generate")
STEPS = 50  # between two looks at the clock
CHARACTERS = 200


def for_seconds(turn: Callable[[], int], seconds: float) -> Callable[[], int]:
    """Return a function that repeats the turn for at least so long and counts the characters."""

    def run() -> int:
        done, end = 0, time.perf_counter() + seconds
        while time.perf_counter() < end:
            done += turn()
        meter.synchronize()
        return done

    return run


def check_workload(name: str) -> None:
    """Raise LabError for a workload that is not one of the course's."""
    if name not in WORKLOADS:
        raise LabError(N_("record: unknown workload"), name=name[:40])


def prepare(name: str) -> Callable[[], int]:
    """Load what is needed, outside of what is weighed, and return one turn of the work.

    Raises LabError for another name than those of WORKLOADS.
    """
    check_workload(name)
    import torch

    from artia.labs import tinygpt
    from artia.labs.messages import language
    from artia.labs.sampling import sample
    from artia.labs.text import Vocabulary, load_corpus
    from artia.labs.training import train

    device = "cuda" if torch.cuda.is_available() else "cpu"
    text = load_corpus(language())
    vocabulary = Vocabulary(text)
    ids = vocabulary.encode(text)
    model = tinygpt.build(vocabulary.size).to(device)

    def training() -> int:
        train(model, ids, ids[:1000], steps=STEPS, measures=1)
        return STEPS * 16 * model.config.context  # 16 passages a step

    def generation() -> int:
        sample(model, vocabulary, length=CHARACTERS)
        return CHARACTERS

    return training if name == "train" else generation
