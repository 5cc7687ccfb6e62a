"""A lab's checks.py: what decides the marks, read as text and never run here.

`artia.grading` runs it when it grades. Here each autograded cell must have its check, and each
check its cell: a test cell without one would be marked by the learner's own kernel.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from .findings import Finding
from .source import Source, SourceCell

NAME = "checks.py"
_EXAMPLE = '@check("test_count")'
_MODULE = "artia.grading.checks"


def checks_file(source: Source) -> Path:
    """Return where a lab's checks stand: beside its source."""
    return source.path.with_name(NAME)


def checks_findings(source: Source) -> Iterator[Finding]:
    """Find the test cells without a check, the checks without a cell, and a file that is none."""
    path, file = checks_file(source), source.file.removesuffix(source.path.name) + NAME
    cells = {str(cell.nbgrader["grade_id"]): cell for cell in source.cells if _is_test(cell)}
    lines: dict[str, int] = {}
    try:
        if path.is_file():
            tree = ast.parse(path.read_text(encoding="utf-8"))
            if not _imports_check(tree):
                yield Finding(file, f"lacks the line: from {_MODULE} import check, close", 1)
            for grade_id, line in _marked(tree):
                if grade_id is None:
                    yield Finding(file, f"a check names no cell; write {_EXAMPLE}", line)
                elif grade_id in lines:
                    reason = f"{grade_id} already has a check (line {lines[grade_id]})"
                    yield Finding(file, reason, line)
                elif grade_id not in cells:
                    yield Finding(file, f"no autograded cell has the grade_id {grade_id}", line)
                if grade_id is not None:
                    lines.setdefault(grade_id, line)
    except SyntaxError as error:
        yield Finding(file, f"is not valid Python: {error.msg}", error.lineno or 0)
        return
    except (OSError, ValueError, RecursionError) as error:
        yield Finding(file, f"cannot be read: {' '.join(str(error).split())[:200]}")
        return
    for grade_id, cell in cells.items():
        if grade_id not in lines:
            yield cell.finding(f"an autograded cell without a hidden check; write it in {NAME}")


def _is_test(cell: SourceCell) -> bool:
    metadata = cell.nbgrader or {}
    graded = metadata.get("grade") is True and not metadata.get("solution")
    return cell.kind == "code" and graded and bool(metadata.get("grade_id"))


def _imports_check(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom | ast.Import)
        and _MODULE in (getattr(node, "module", None), *(name.name for name in node.names))
        for node in ast.walk(tree)
    )


def _marked(tree: ast.Module) -> Iterator[tuple[str | None, int]]:
    """Return the grade_id (None when it is no literal text) and the line of each @check."""
    for node in ast.walk(tree):
        for call in getattr(node, "decorator_list", []):
            function = call.func if isinstance(call, ast.Call) else call
            if getattr(function, "id", getattr(function, "attr", "")) != "check":
                continue
            named = [word.value for word in getattr(call, "keywords", []) if word.arg == "grade_id"]
            first = next(iter([*getattr(call, "args", []), *named]), None)
            value = getattr(first, "value", None)
            yield (value if isinstance(value, str) and value else None), call.lineno
