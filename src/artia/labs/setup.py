"""Open a lab: same seeds, one thread, the language chosen, the machine named."""

from __future__ import annotations

import random

import numpy as np
import torch

from artia.labs import firstaid, messages
from artia.labs.lab import Lab
from artia.labs.limits import one_of
from artia.labs.messages import N_
from artia.labs.show import show
from artia.labs.typed import typed

SEED = 2


@typed
def open_lab(lab: str, language: str) -> Lab:
    """Prepare the notebook and return its `lab`. Raises LabError for another lab or language."""
    messages.use(one_of(language, messages.LANGUAGES, N_("no such language")))
    repeatable(SEED)
    firstaid.install()
    gpu = torch.cuda.is_available()
    opened = Lab(lab, language, "cuda" if gpu else "cpu")
    sentence = messages._("lab open on a GPU") if gpu else messages._("lab open on a CPU")
    name = torch.cuda.get_device_name() if gpu else ""
    show(sentence.format(lab=lab, name=name, torch=torch.__version__.split("+")[0]))
    return opened


def repeatable(seed: int) -> None:
    """Make two runs on the same machine give the same numbers."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.set_num_threads(1)  # sums are then always made in the same order
    torch.use_deterministic_algorithms(True)
