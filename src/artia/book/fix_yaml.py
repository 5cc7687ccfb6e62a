"""Write the typography of the texts kept in YAML, in place: keys, names and comments stay."""

from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from artia.book.texts import LANGUAGES, Loader, is_name, read_texts

#: Signs that mean something to YAML in each style of writing; a person writes those.
WITHOUT = {
    "": frozenset({"quotes"}),
    '"': frozenset({"quotes"}),
    "'": frozenset({"quotes", "apostrophe"}),
    "|": frozenset(),
    ">": frozenset(),
}
Fix = Callable[[str, Path, str, frozenset[str]], str]


def fixed_yaml(text: str, path: Path, fix: Fix) -> str:
    """Return the text of a YAML file with the typography of what it says right.

    Raises ValueError when the file would no longer have the same entries.
    """
    left_out = {
        page.offset + 1
        for page in read_texts(path).pages
        if any(rule.partition("-")[0] == "typography" for rule, _ in page.ignored)
    }
    fixed = text
    for node, language in reversed(list(scalars(yaml.compose(text, Loader=Loader), ""))):
        start, end = node.start_mark.index, node.end_mark.index
        raw = text[start:end]
        first = node.start_mark.line + (2 if node.style in ("|", ">") else 1)
        if first in left_out or (node.style == '"' and "\\" in raw):
            continue  # escapes would be read as text
        opening = raw.index("\n") + 1 if node.style in ("|", ">") else int(bool(node.style))
        closing = len(raw) - (node.style in ("'", '"'))
        inside = fix(raw[opening:closing], path, language, WITHOUT[node.style or ""])
        fixed = fixed[: start + opening] + inside + fixed[start + closing :]
    if fixed != text and shape(fixed) != shape(text):
        raise ValueError(
            f"{path.name}: correcting it would change what it holds; correct it by hand"
        )
    return fixed


def scalars(node: yaml.Node | None, language: str) -> Iterator[tuple[yaml.ScalarNode, str]]:
    """Yield the texts of a document, in order, with their language."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if not is_name(key.value, value):
                yield from scalars(value, key.value if key.value in LANGUAGES else language)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from scalars(value, language)
    elif language and node is not None and node.tag == "tag:yaml.org,2002:str":
        yield node, language


def shape(text: str) -> object:
    """Return a document with each text replaced by its kind: keys, order and numbers remain."""

    def bare(data: object) -> object:
        if isinstance(data, dict):
            return {key: bare(value) for key, value in data.items()}
        if isinstance(data, list):
            return [bare(value) for value in data]
        return "text" if isinstance(data, str) else data

    return bare(yaml.load(text, Loader=Loader))
