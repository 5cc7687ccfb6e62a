"""On a graphics card: how many characters a joule reads, by precision and by batch size."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from artia.labs import tinygpt
from artia.labs.energy.chart import show_bars
from artia.labs.energy.meter import Meter, synchronize
from artia.labs.energy.reading import Reading, label_name
from artia.labs.energy.view import ratio, show_table
from artia.labs.errors import LabError, shown
from artia.labs.limits import within
from artia.labs.messages import N_, _, number
from artia.labs.show import show
from artia.labs.training import as_tensor, batch
from artia.labs.typed import typed

MOST_PASSAGES = 4096  # a batch: more would not hold on most cards
PRECISIONS = {"float32": torch.float32, "bfloat16": torch.bfloat16}


@dataclass(frozen=True)
class Trial:
    """One setting, and how many characters went through the model while it was weighed."""

    precision: str
    batch_size: int
    characters: int
    reading: Reading

    @property
    def characters_per_joule(self) -> float | None:
        """What the learner compares; None when the energy is lost in idle."""
        return self.characters / self.reading.joules if self.reading.joules > 0 else None


@torch.no_grad()
def trial(
    model: tinygpt.TinyGPT,
    ids: Sequence[int],
    precision: str,
    batch_size: int,
    seconds: float,
    meter: Meter | None = None,
) -> Trial:
    """Have the model read batches of (B, T) characters for at least so many seconds.

    `precision` is a key of PRECISIONS, `batch_size` is B, T the model's context.
    """
    device = next(model.parameters()).device
    context, dtype = model.config.context, PRECISIONS[precision]
    generator = torch.Generator().manual_seed(2)
    inputs, _following = batch(as_tensor(ids, context), context, batch_size, generator)
    inputs = inputs.to(device)
    with torch.autocast(device.type, dtype=dtype, enabled=dtype != torch.float32):
        model(inputs)  # the first call prepares the card: not weighed
        turns = 0
        with meter or Meter() as m:
            end = time.perf_counter() + seconds
            while time.perf_counter() < end:
                model(inputs)
                turns += 1
                synchronize()  # else the card falls behind and the loop counts what is only asked
    return Trial(precision, batch_size, turns * inputs.numel(), m.reading)


@typed
def gpu_trials(
    ids: Sequence[int],
    vocabulary: int,
    batch_sizes: Sequence[int] = (1, 16, 256),
    precisions: Sequence[str] = ("float32", "bfloat16"),
    seconds: float = 6,
) -> list[Trial]:
    """Try every setting on the card and show them; without a card, say so and return nothing.

    `seconds` a setting. Raises LabError for a setting that cannot be.
    """
    vocabulary = within("vocabulary", vocabulary, 1, 10_000, whole=True)
    seconds = within("seconds", seconds, 1, 60)
    sizes = [within("batch_sizes", size, 1, MOST_PASSAGES, whole=True) for size in batch_sizes]
    for precision in precisions:
        if precision not in PRECISIONS:
            known = ", ".join(PRECISIONS)
            raise LabError(N_("trials: precision"), found=shown(precision), known=known)
    if not torch.cuda.is_available():
        show(_("trials: no GPU"))
        return []
    shape = {"width": 384, "layers": 6, "heads": 6}  # about 10 million parameters
    model = tinygpt.build(vocabulary, **shape).to("cuda").eval()
    done = [
        trial(model, ids, precision, size, seconds) for precision in precisions for size in sizes
    ]
    show_trials(done)
    return done


def show_trials(done: Sequence[Trial]) -> None:
    """Show a table, then bars."""
    headers = [_("trials: setting"), _("trials: characters"), _("energy: joules")]
    headers += [_("trials: per joule"), _("energy: label")]
    names = [
        _("trials: name").format(precision=trial.precision, size=number(trial.batch_size))
        for trial in done
    ]
    rows = [
        [
            name,
            number(trial.characters),
            number(trial.reading.joules, 1),
            ratio(trial.characters, trial.reading.joules),
            label_name(trial.reading.label),
        ]
        for name, trial in zip(names, done, strict=True)
    ]
    notes = list(dict.fromkeys(note for trial in done for note in trial.reading.notes))
    show_table(headers, rows, notes)
    known = {n: t.characters_per_joule for n, t in zip(names, done, strict=True)}
    values = {name: value for name, value in known.items() if value is not None}
    show_bars(values, _("trials: per joule"), logarithmic=True)
