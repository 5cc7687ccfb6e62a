"""EcoLogits: what an answer of somebody else's large model may weigh, as ranges.

It computes from the number of tokens and from what is supposed of the model and its data
centre, offline, and says what it had to suppose.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Any

from artia.labs.calling import hushed
from artia.labs.energy.chart import significant
from artia.labs.energy.reading import ESTIMATED, label_name
from artia.labs.energy.tools import installed, silent
from artia.labs.energy.view import show_table
from artia.labs.errors import LabError, named, shown
from artia.labs.limits import within
from artia.labs.messages import N_, _, number
from artia.labs.typed import suits, typed

SECONDS_PER_TOKEN = 1 / 80  # how long one waits, which the estimate needs: 5 s for 400 tokens
# The package's warnings, in the learner's language.
WARNINGS = {
    "model-arch-not-released": N_("ecologits: architecture not released"),
    "model-arch-multimodal": N_("ecologits: multimodal"),
}


@typed
def show_answers(models: Sequence[object], tokens: int, zones: str | Sequence[str]) -> None:
    """Show what EcoLogits estimates for one answer of each model, in each electricity zone.

    Raises LabError for a number of tokens that cannot be, or a model without its provider.
    """
    tokens = within("tokens", tokens, 1, 100_000, whole=True)
    zones = [zones] if isinstance(zones, str) else list(zones)
    for model in models:
        if not suits(model, tuple[str, str]) and not (suits(model, list[str]) and len(model) == 2):
            raise LabError(N_("ecologits: not a pair"), found=shown(model).strip("`"))
    with installed("ecologits", N_("ecologits: missing")) as package:
        if package is None:
            return
        headers = [_("ecologits: model"), _("ecologits: zone"), _("ecologits: energy")]
        headers += [_("ecologits: carbon"), _("ecologits: water"), _("energy: label")]
        about = _("ecologits: about")
        seconds = number(tokens * SECONDS_PER_TOKEN)
        values = {"version": version("ecologits"), "tokens": number(tokens), "seconds": seconds}
        notes = [about.format(**values)]
        rows, warnings, unknown = [], [], []
        for provider, model in models:
            for zone in zones:
                found = answer(provider, model, tokens, zone)
                if found is None:
                    unknown.append(", ".join(map(named, (provider, model, zone))))
                    continue
                written = [range_of(found.energy, 1000), range_of(found.gwp, 1000)]
                written.append(range_of(found.wcf, 1000))
                rows.append([model, zone, *written, label_name(ESTIMATED)])
                warnings += [warning.code for warning in found.warnings or []]
        if unknown:
            notes.append(_("ecologits: unknown").format(unknown="; ".join(unknown)))
        for code in dict.fromkeys(warnings):
            said = _(WARNINGS[code]) if code in WARNINGS else f"`{code}`"
            notes.append(_("ecologits: warning").format(warning=said, code=code))
        show_table(headers, rows, notes)


def answer(provider: str, model: str, tokens: int, zone: str) -> Any | None:
    """EcoLogits's impacts of one answer (kWh, kg CO₂e, L); None for a name it does not know."""
    with hushed(), silent():
        found = import_module("ecologits.tracers.utils").llm_impacts(
            provider=provider,
            model_name=model,
            output_token_count=tokens,
            request_latency=tokens * SECONDS_PER_TOKEN,
            electricity_mix_zone=zone,
        )
    return None if found.errors else found


def range_of(impact: Any, times: float) -> str:
    """Write an impact, a number or a range of two, in a unit so many times smaller."""
    value = impact.value
    if not hasattr(value, "min"):
        return significant(times * value)
    least, most = significant(times * value.min), significant(times * value.max)
    return least if least == most else _("ecologits: range").format(least=least, most=most)
