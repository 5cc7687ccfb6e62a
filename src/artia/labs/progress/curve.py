"""The loss curve, drawn while the model trains, and the sentence that says what it shows."""

from __future__ import annotations

from typing import Any

from artia.labs.figures import BLUE, ORANGE, Table, figure_html, new_figure, show_figure
from artia.labs.messages import _, number
from artia.labs.progress.frontend import has_widgets
from artia.labs.sampling import sample
from artia.labs.show import show
from artia.labs.text import Vocabulary
from artia.labs.training import History

SAMPLE = 90  # characters: one line


def loss_figure(history: History) -> Any:
    """Draw both losses (nats per character) against the step."""
    figure, axes = new_figure()
    axes.plot(history.step, history.train, "o-", color=BLUE, label=_("texts seen"))
    axes.plot(history.step, history.held_out, "s--", color=ORANGE, label=_("texts set aside"))
    axes.set(xlabel=_("step"), ylabel=_("loss (nats per character)"), xlim=(0, history.steps))
    axes.yaxis.set_major_formatter(lambda value, _position: number(value, 1))
    axes.legend(frameon=False)
    return figure


def describe(history: History) -> str:
    """What a sighted reader takes from the curve: where it starts, turns and ends."""
    intro = _("Two loss curves over {steps} steps.").format(steps=number(history.steps))
    seen = _("On the texts seen").format(
        first=number(history.train[0], 2), last=number(history.train[-1], 2)
    )
    return f"{intro} {seen} {_held_out_sentence(history)}"


def _held_out_sentence(history: History) -> str:
    losses = history.held_out
    lowest = min(range(len(losses)), key=losses.__getitem__)
    values = {"first": number(losses[0], 2), "last": number(losses[-1], 2)}
    if losses[-1] - losses[lowest] < 0.02:  # nats: less than that cannot be seen on the figure
        return _("On the texts set aside, down").format(**values)
    low, step = number(losses[lowest], 2), number(history.step[lowest])
    return _("On the texts set aside, down then up").format(low=low, step=step, **values)


def loss_table(history: History) -> Table:
    """The figure's data: one row per measurement."""
    rows = zip(history.step, history.train, history.held_out, strict=True)
    headers = [_("step"), _("texts seen"), _("texts set aside")]
    return headers, [[number(s), number(a, 2), number(b, 2)] for s, a, b in rows]


class LiveCurve:
    """Called by `train` after each measurement; the figure stays on the page at the end."""

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self.vocabulary = vocabulary
        self.samples: list[tuple[int, str]] = []
        self.screen = WidgetScreen() if has_widgets() else PlainScreen()

    def __call__(self, history: History, model: Any) -> None:
        """Show the latest measurement and, a few times, what the model writes at that point."""
        written = ""
        if self.vocabulary and _is_sampled(history):
            written = sample(model, self.vocabulary, length=SAMPLE)
            self.samples.append((history.step[-1], written))
        self.screen.update(history, written)


def _is_sampled(history: History) -> bool:
    """Before training, early, half-way and at the end."""
    share = history.step[-1] / history.steps
    before = history.step[-2] / history.steps if len(history.step) > 1 else -1
    return any(before < mark <= share for mark in (0, 0.1, 0.5, 1))


class PlainScreen:
    """One line per measurement, then the figure: needs nothing but text."""

    def update(self, history: History, written: str) -> None:
        """Print the latest measurement; draw when the last one is in."""
        print(progress_line(history))
        if written:
            print(sample_line(written))
        if history.step[-1] == history.steps:
            show_figure(loss_figure(history), describe(history), loss_table(history))


class WidgetScreen:
    """A progress bar (ipywidgets) above a figure redrawn in place."""

    def __init__(self) -> None:
        self.bar: Any = None
        self.figure: Any = None

    def update(self, history: History, written: str) -> None:
        """Move the bar and redraw; the figure is an ordinary output, saved with the notebook."""
        step = history.step[-1]
        drawn = {
            "text/html": figure_html(loss_figure(history), describe(history), loss_table(history)),
            "text/plain": describe(history),
        }
        if self.bar is None:
            self._open(history, drawn)
        self.bar.value, self.bar.description = step, f"{number(step)}/{number(history.steps)}"
        self.line.value = progress_line(history)
        self.figure.update(drawn, raw=True)
        if written:
            show(sample_line(written))

    def _open(self, history: History, drawn: dict[str, str]) -> None:
        import ipywidgets
        from IPython.display import display

        label = _("Training progress")
        self.bar = ipywidgets.IntProgress(max=history.steps, tooltip=label)
        self.line = ipywidgets.Label()
        display(ipywidgets.HBox([self.bar, self.line]))
        self.figure = display(drawn, raw=True, display_id=True)


def progress_line(history: History) -> str:
    """One measurement in a line."""
    return _("step {step}: seen {train}, set aside {held_out}").format(
        step=number(history.step[-1]),
        train=number(history.train[-1], 2),
        held_out=number(history.held_out[-1], 2),
    )


def sample_line(written: str) -> str:
    """What the model writes, on one line, its line breaks made visible."""
    return "    → " + written.strip("\n").replace("\n", " ↵ ")
