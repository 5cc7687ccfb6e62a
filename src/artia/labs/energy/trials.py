"""On a graphics card: how many characters a joule reads, by precision and by batch size."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from artia.labs import tinygpt
from artia.labs.energy.chart import show_bars, significant
from artia.labs.energy.meter import Meter, synchronize
from artia.labs.energy.reading import Reading, label_name
from artia.labs.energy.view import show_table
from artia.labs.messages import _, number
from artia.labs.show import show
from artia.labs.training import as_tensor, batch

PRECISIONS = {"float32": torch.float32, "bfloat16": torch.bfloat16}


@dataclass(frozen=True)
class Trial:
    """One setting, and how many characters went through the model while it was weighed."""

    precision: str
    batch_size: int
    characters: int
    reading: Reading

    @property
    def characters_per_joule(self) -> float:
        """What the learner compares."""
        return self.characters / self.reading.joules if self.reading.joules > 0 else 0.0


@torch.no_grad()
def trial(
    model: tinygpt.TinyGPT,
    ids: Sequence[int],
    precision: str,
    batch_size: int,
    seconds: float,
    meter: Meter | None = None,
) -> Trial:
    """Have the model read batches of (B, T) characters for at least so many seconds."""
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


def gpu_trials(
    ids: Sequence[int],
    vocabulary: int,
    batch_sizes: Sequence[int] = (1, 16, 256),
    precisions: Sequence[str] = ("float32", "bfloat16"),
    seconds: float = 6,
) -> list[Trial]:
    """Try every setting on the card and show them; without a card, say so and return nothing."""
    if not torch.cuda.is_available():
        show(_("trials: no GPU"))
        return []
    sizes = {"width": 384, "layers": 6, "heads": 6}  # about 10 million parameters
    model = tinygpt.build(vocabulary, **sizes).to("cuda").eval()
    done = [
        trial(model, ids, precision, size, seconds)
        for precision in precisions
        for size in batch_sizes
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
            significant(trial.characters_per_joule),
            label_name(trial.reading.label),
        ]
        for name, trial in zip(names, done, strict=True)
    ]
    notes = list(dict.fromkeys(note for trial in done for note in trial.reading.notes))
    show_table(headers, rows, notes)
    values = {n: t.characters_per_joule for n, t in zip(names, done, strict=True)}
    show_bars(values, _("trials: per joule"), logarithmic=True)
