"""Collect the outputs of one cell from messages nobody vouches for.

The kernel runs the learner's code, which holds the key that signs messages: any of them may be
forged. What is kept is a well-formed nbformat output, within a budget of bytes and messages.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from nbformat import NotebookNode
from nbformat.v4 import new_output

from .clean import clean_text, clean_value
from .texts import size, text

#: Outputs of one cell; a page with more is not read.
MOST_OUTPUTS = 1000
#: Bytes, beyond the budget, for the output that decides the mark.
RESERVE = 16_000
MOST_LINES = 400  # of one traceback
MOST_MIMES = 16
MOST_DISPLAYS = 200


@dataclass
class Collector:
    """The outputs of one cell, bounded.

    limit: bytes kept for a cell; room: what the notebook has left for all of them, if less.
    """

    limit: int
    language: str = "en"
    room: int | None = None
    outputs: list[NotebookNode] = field(default_factory=list)
    cut: bool = False

    def __post_init__(self):
        self._budget = self.limit if self.room is None else max(0, min(self.limit, self.room))
        self._left = self._budget
        self._reserve = RESERVE
        self._decided = False  # nbgrader reads the mark in the first error, stderr or result
        self._displays: dict[str, NotebookNode] = {}
        self._clear_next = False
        self._streams: dict[int, list[str]] = {}  # pieces of a stream, joined at the end

    @property
    def spent(self) -> int:
        """Bytes kept so far."""
        return self._budget - self._left

    def take(self, kind: str, content: dict) -> None:
        """Add what a message says; ignore what is not an output or is malformed."""
        handler = getattr(self, f"_on_{kind}", None) if isinstance(kind, str) else None
        if handler is not None:
            handler(content)

    def finish(self) -> list[NotebookNode]:
        """Return the outputs as they go in the notebook."""
        for output in self.outputs:
            if output.output_type == "stream" and id(output) in self._streams:
                output.text = "".join(self._streams.pop(id(output)))
        if self.cut:
            sentence = text(self.language, "cut", limit=size(self.language, self.limit))
            self.outputs.append(new_output("stream", name="stdout", text=f"\n{sentence}\n"))
            self.cut = False
        return self.outputs

    def _on_stream(self, content: dict) -> None:
        name, written = content.get("name"), content.get("text")
        if name not in ("stdout", "stderr") or not isinstance(written, str) or not written:
            return
        self._clear_if_asked()
        decides = name == "stderr"
        written = self._fit(written, decides)
        last = self.outputs[-1] if self.outputs else None
        if last is not None and last.output_type == "stream" and last.name == name:
            self._streams[id(last)].append(written)
        elif written:
            output = new_output("stream", name=name, text="")
            if self._append(output, decides):
                self._streams[id(output)] = [written]

    def _on_display_data(self, content: dict) -> None:
        self._clear_if_asked()
        output = self._bundle("display_data", content)
        if output is None or not self._append(output, False):
            return
        display = self._display_id(content)
        if display and len(self._displays) < MOST_DISPLAYS:
            self._displays[display] = output

    def _on_update_display_data(self, content: dict) -> None:
        # Only within the cell: an update could otherwise rewrite a test that is already marked.
        shown = self._displays.get(self._display_id(content))
        new = self._bundle("display_data", content) if shown is not None else None
        if new is not None:
            shown.data, shown.metadata = new.data, new.metadata

    def _on_execute_result(self, content: dict) -> None:
        self._clear_if_asked()
        output = self._bundle("execute_result", content)
        if output is not None:
            count = content.get("execution_count")
            output.execution_count = count if type(count) is int and 0 <= count < 1 << 31 else None
            self._append(output, True)

    def _on_error(self, content: dict) -> None:
        self._clear_if_asked()
        self.add_error(content.get("ename"), content.get("evalue"), content.get("traceback"))

    def _on_clear_output(self, content: dict) -> None:
        self._clear_next = True
        if content.get("wait") is not True:
            self._clear_if_asked()

    def add_error(self, name: object, value: object, traceback: object) -> None:
        """Append an error output, whatever the types of its parts."""
        lines = [line for line in traceback if isinstance(line, str)] if _is_list(traceback) else []
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES // 2], "…", *lines[-MOST_LINES // 2 :]]
        output = new_output(
            "error",
            ename=clean_text(name[:200]) if isinstance(name, str) else "Error",
            evalue=self._fit(value, True) if isinstance(value, str) else "",
            traceback=[line for line in (self._fit(x, True) for x in lines) if line],
        )
        self._append(output, True)

    def _bundle(self, kind: str, content: dict) -> NotebookNode | None:
        """Return an output with the representations that are valid and fit."""
        data, metadata = content.get("data"), content.get("metadata")
        data = data if isinstance(data, dict) else {}
        kept = {}
        for mime, value in sorted(data.items(), key=_text_first)[:MOST_MIMES]:
            mime = clean_text(str(mime)[:100])
            value = self._representation(mime, value, kind == "execute_result")
            if value is not None:
                kept[mime] = value
        # A result of nothing is kept: without it, its test would seem to have passed.
        if not kept and kind != "execute_result":
            return None
        metadata = clean_value(metadata, 6) if isinstance(metadata, dict) else {}
        if metadata and not self._spend(len(json.dumps(metadata))):
            metadata = {}
        return new_output(kind, data=kept, metadata=metadata)

    def _representation(self, mime: str, value: object, decides: bool) -> object:
        """Return one value of a bundle as nbformat defines it, None when it cannot be kept."""
        if mime == "application/json" or mime.endswith("+json"):
            value = clean_value(value)
            return value if self._spend(len(json.dumps(value))) else None
        if _is_list(value) and all(isinstance(line, str) for line in value):
            value = "".join(value)
        if not isinstance(value, str):
            return None
        if mime == "text/plain":
            return self._fit(value, decides)
        value = clean_text(value)
        return value if self._spend(len(value.encode())) else None

    def _append(self, output: NotebookNode, decides: bool) -> bool:
        """Keep an output, unless there are too many; the first that decides is always kept."""
        first = decides and not self._decided
        if len(self.outputs) >= MOST_OUTPUTS and not first:
            self.cut = True
            return False
        self._decided = self._decided or decides
        self.outputs.append(output)
        return True

    def _spend(self, count: int) -> bool:
        """Take so many bytes from the budget; False, and nothing is taken, when it is short."""
        if count > self._left:
            self.cut = True
            return False
        self._left -= count
        return True

    def _fit(self, written: str, decides: bool) -> str:
        """Return as much of a text as fits; what decides the mark may draw on the reserve."""
        # What is beyond any room is not even cleaned.
        written = clean_text(written[: self._left + RESERVE + 1])
        encoded = written.encode()
        if self._spend(len(encoded)):
            return written
        room, self._left = self._left, 0
        if decides and not self._decided:
            drawn = min(self._reserve, len(encoded) - room)
            self._reserve -= drawn
            room += drawn
        return encoded[:room].decode("utf-8", "ignore")

    def _clear_if_asked(self) -> None:
        if self._clear_next:
            # What was spent stays spent: an endless animation is a flood.
            self.outputs.clear()
            self._streams.clear()
            self._displays.clear()
            self._reserve, self._decided, self._clear_next = RESERVE, False, False

    @staticmethod
    def _display_id(content: dict) -> str:
        transient = content.get("transient")
        display = transient.get("display_id") if isinstance(transient, dict) else None
        return display[:200] if isinstance(display, str) else ""


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _text_first(item: tuple[str, object]) -> tuple[bool, str]:
    return (item[0] != "text/plain", item[0])
