"""Hints in three steps: a question, a step, then the worked solution and why it works."""

from __future__ import annotations

import html

from artia.labs.checks import Task
from artia.labs.errors import LabError, shown
from artia.labs.messages import N_, _
from artia.labs.show import inline, show
from artia.labs.typed import typed

STEPS = (1, 2, 3)


@typed
def hint(task: Task, step: int) -> None:
    """Show hint 1, 2 or 3; step 0 only says that there are three. Raises LabError for another."""
    if step == 0:
        show(_("three hints are waiting").format(name=task.name))
        return
    if step not in STEPS:
        raise LabError(N_("hints go from 1 to 3"), found=shown(step))
    step = int(step)  # 1.0 is as good as 1
    heading = _("hint {step} of 3").format(step=step)
    sentence = _(task.hints[step - 1])
    text, body = f"{heading} {sentence}", f"<p><strong>{heading}</strong> {inline(sentence)}</p>"
    if step == 3:
        text += "\n\n" + task.solution
        body += f"<pre><code>{html.escape(task.solution)}</code></pre>"
    show(text, body)


def next_hint(task: Task, failures: int) -> str:
    """What a check adds to its message: a bigger hint each time, then where the solution is."""
    if failures < 3:
        return _("hint {step} of 3").format(step=failures) + " " + _(task.hints[failures - 1])
    return _("see the worked solution").format(name=task.name)
