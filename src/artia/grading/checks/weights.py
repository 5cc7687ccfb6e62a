"""Run a learner's weights here, in an architecture that the instructor fixed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from artia.grading.checks.errors import WrongAnswerError
from artia.grading.checks.texts import LOCALES, Words

if TYPE_CHECKING:
    import torch

Module = TypeVar("Module", bound="torch.nn.Module")


def load_weights(module: Module, tensors: Mapping[str, np.ndarray]) -> Module:
    """Put a learner's weights in a PyTorch module built here, and return it ready to evaluate.

    Use it inside `then`: names and shapes must be exactly those of the module and every number
    finite, else the case fails and says which. Nothing of the learner's is executed.
    """
    import torch

    expected = module.state_dict()
    if tensors.keys() != expected.keys():
        _refuse("other names")
    state = {}
    for name, place in expected.items():
        array = tensors[name]
        if array.shape != tuple(place.shape):
            _refuse("other shapes")
        loaded = torch.from_numpy(np.array(array)).to(place.dtype)
        # Once in the module's precision: a float64 may be too large for a float32.
        if not torch.isfinite(loaded).all():
            _refuse("weights not finite")
        state[name] = loaded
    module.load_state_dict(state, strict=True)
    return module.eval()


def _refuse(kind: str) -> None:
    raise WrongAnswerError({language: Words(language).say(kind) for language in LOCALES})
