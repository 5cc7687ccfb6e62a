"""The training loop: bet on the next character, measure the loss, correct the weights, again.

The corpus arrives as a long row of character numbers, shape (N,). A batch is B short
passages of T characters taken at random places, and what follows each character.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from artia.labs.errors import LabError
from artia.labs.limits import row_within, seed_within, within
from artia.labs.messages import N_
from artia.labs.tinygpt import TinyGPT
from artia.labs.typed import typed

MOST_STEPS = 10_000  # ten minutes or so on a processor: more is surely a slip

Watcher = Callable[["History", TinyGPT], None]


@dataclass
class History:
    """What was measured along the way; one entry of each list per measurement."""

    steps: int
    step: list[int] = field(default_factory=list)
    train: list[float] = field(default_factory=list)  # loss on the texts it learns from
    held_out: list[float] = field(default_factory=list)  # loss on the texts set aside


def as_tensor(ids: Sequence[int] | Tensor, context: int) -> Tensor:
    """Character numbers as a row of integers (N,), N > `context` or nothing can be cut from it."""
    row = torch.as_tensor(ids, dtype=torch.long).flatten()
    if len(row) <= context:
        raise LabError(
            N_("too few characters to train"), found=len(row), context=context, needed=context + 1
        )
    return row


def batch(
    ids: Tensor, context: int, size: int, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Take `size` passages at random: the characters (B, T) and those that follow (B, T)."""
    starts = torch.randint(len(ids) - context, (size, 1), generator=generator)  # (B, 1)
    places = starts + torch.arange(context)  # (B, T)
    return ids[places], ids[places + 1]


@torch.no_grad()
def average_loss(model: TinyGPT, ids: Tensor, limit: int = 8192) -> float:
    """Mean loss (nats per character) over the first `limit` characters, passage by passage."""
    context, device = model.config.context, next(model.parameters()).device
    ids = as_tensor(ids, context)[: limit + 1]
    passages = (len(ids) - 1) // context  # the last, incomplete passage is left out
    inputs = ids[: passages * context].view(passages, context)  # (passages, T)
    following = ids[1 : passages * context + 1].view(passages, context)
    return model.loss(inputs.to(device), following.to(device)).item()


def learning_rate(step: int, steps: int, highest: float, warm_up: int = 20) -> float:
    """Rise for `warm_up` steps, then come down along a cosine: big corrections first."""
    if step < warm_up:
        return highest * (step + 1) / warm_up
    return highest * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * step / steps)))


@typed
def train(
    model: TinyGPT,
    train_ids: Sequence[int] | Tensor,
    held_out_ids: Sequence[int] | Tensor,
    *,
    steps: int = 400,
    batch_size: int = 16,
    highest_rate: float = 5e-3,
    measures: int = 10,
    seed: int = 2,
    watch: Watcher | None = None,
) -> History:
    """Train in place and return the losses (nats per character), start and end included.

    `watch(history, model)` is called after each measurement. Same seed, same machine and
    one thread: same weights. Raises LabError when the texts or the numbers cannot do.
    """
    context, device = model.config.context, next(model.parameters()).device
    train_row, held_out_row = (
        as_tensor(row_within(ids, model.config.vocabulary), context)
        for ids in (train_ids, held_out_ids)
    )
    steps = within("steps", steps, 1, MOST_STEPS, whole=True)
    batch_size = within("batch_size", batch_size, 1, 1024, whole=True)
    highest_rate = within("highest_rate", highest_rate, 0, 1)
    measures = within("measures", measures, 1, MOST_STEPS, whole=True)
    history = History(steps)
    generator = torch.Generator().manual_seed(seed_within(seed))
    optimizer = torch.optim.AdamW(model.parameters(), lr=highest_rate, betas=(0.9, 0.99))
    marks = {round(k * steps / measures) for k in range(measures + 1)}
    for step in range(steps + 1):
        if step in marks:
            history.step.append(step)
            history.train.append(average_loss(model, train_row))
            history.held_out.append(average_loss(model, held_out_row))
            if watch:
                watch(history, model)
        if step < steps:
            inputs, following = batch(train_row, context, batch_size, generator)  # (B, T) twice
            loss = model.loss(inputs.to(device), following.to(device))
            optimizer.zero_grad()
            loss.backward()  # how much each weight weighs in the error
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # no jump too far
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(step, steps, highest_rate)
            optimizer.step()  # a small correction of every weight
    return history
