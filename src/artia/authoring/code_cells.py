"""Code is shared: plain ASCII names, and one text for both languages."""

import ast
import re
from collections.abc import Iterator

from IPython.core.inputtransformer2 import TransformerManager

from .findings import Finding
from .source import Pair, Source

# Cell magics whose body is Python; the body of any other (%%bash, %%html…) is left alone.
PYTHON_MAGICS = {"time", "timeit", "capture", "prun"}
_LANGUAGE_LITERAL = re.compile(r"""(["'])fr\1""")


def parse(text: str) -> ast.Module:
    """Return the syntax tree of a cell, IPython magics tolerated. Raises SyntaxError."""
    if text.startswith("%%"):
        magic, _, body = text.partition("\n")
        text = body if magic[2:].split(" ")[0] in PYTHON_MAGICS else ""
    return ast.parse(TransformerManager().transform_cell(text))


def accented_names(tree: ast.AST) -> list[str]:
    """Return the identifiers that hold anything but ASCII, in order, once each."""
    names: dict[str, None] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            continue  # a text: it may hold any character
        for _, value in ast.iter_fields(node):
            for name in value if isinstance(value, list) else [value]:
                if isinstance(name, str) and not name.isascii():
                    names[name] = None
    return list(names)


def code_findings(source: Source) -> Iterator[Finding]:
    """Find code that is not Python, or whose identifiers are accented."""
    for cell in source.cells:
        if cell.kind != "code":
            continue
        try:
            names = accented_names(parse(cell.text))
        except SyntaxError as error:
            if "raises-exception" not in cell.tags:
                reason = f"not valid Python: {error.msg} (line {error.lineno} of the cell)"
                yield cell.finding(reason)
            continue
        if names:
            yield cell.finding(f"accented identifiers: {', '.join(names)}; names are ASCII")


def language_code_findings(source: Source) -> Iterator[Finding]:
    """Find code that differs between the languages, the opening cell's language excepted."""
    opening = next((cell for cell in source.cells if cell.kind == "code"), None)
    for cell in source.cells:
        if cell.kind == "code" and cell.language == "fr" and cell is not opening:
            yield cell.finding(
                "a code cell that differs between the languages; leave one untagged cell, "
                "labels and messages follow the opening cell through the catalogues"
            )
    for pair in source.pairs:
        if pair.fr is opening and not _same_but_language(pair):
            yield pair.en.finding(
                'the opening cell may differ in "fr" and "en" only; the rest is not the same'
            )


def _same_but_language(pair: Pair) -> bool:
    try:
        expected = ast.dump(parse(_LANGUAGE_LITERAL.sub(r"\1en\1", pair.fr.text)))
        return expected == ast.dump(parse(pair.en.text))
    except SyntaxError:
        return True  # said by code_findings
