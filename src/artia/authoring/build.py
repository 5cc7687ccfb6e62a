"""From sources to notebooks: read, refuse, split, clear, execute, compare, write."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode, ValidationError

from . import answer_key, student
from .findings import AuthoringError, Finding
from .language import language_notebook, write_text
from .manifest import Manifest, read_manifest
from .paths import LANGUAGES, Repository
from .rules import source_findings
from .source import Source, read_source
from .writing import write_all

Say = Callable[[str], None]


@dataclass
class Lab:
    """A lab whose source passed every rule: its notebooks of each language, not executed."""

    source: Source
    manifest: Manifest
    complete: dict[str, NotebookNode]
    learner: dict[str, NotebookNode]

    @property
    def name(self) -> str:
        """The lab's name, which is also its notebooks'."""
        return self.source.lab


def load_lab(repository: Repository, name: str) -> Lab:
    """Return a lab ready to write. Raises AuthoringError with everything wrong in it."""
    repository.require(name)
    path = repository.source(name)
    source = read_source(name, path, repository.relative(path))
    findings = source_findings(source)
    try:
        manifest = read_manifest(repository, name)
    except AuthoringError as error:
        findings += error.findings
    if findings:
        raise AuthoringError(findings)

    complete = {language: language_notebook(source, language) for language in LANGUAGES}
    learner = {
        language: student.learner_notebook(
            notebook, repository.relative(repository.learner(name, language))
        )
        for language, notebook in complete.items()
    }
    findings = student.parity_findings(*learner.values(), source.file)
    if findings:
        raise AuthoringError(findings)
    return Lab(source, manifest, complete, learner)


def load_labs(repository: Repository, names: list[str]) -> list[Lab]:
    """Return every lab named (all of them when none is). Raises AuthoringError for all at once."""
    labs, findings = [], []
    for name in dict.fromkeys(names or repository.labs()):
        try:
            labs.append(load_lab(repository, name))
        except AuthoringError as error:
            findings += error.findings
    if findings:
        raise AuthoringError(findings)
    return labs


def build_lab(repository: Repository, lab: Lab, execute: bool, say: Say) -> None:
    """Write a lab's notebooks, all or none. Raises AuthoringError, OSError."""
    files = {
        repository.learner(lab.name, language): write_text(notebook)
        for language, notebook in lab.learner.items()
    }
    if execute:
        for language, key in execute_keys(repository, lab, say).items():
            files[repository.answer_key(lab.name, language)] = write_text(key)
    write_all(files)
    for path in files:
        say(f"{lab.name}: wrote {repository.relative(path)}")


def execute_keys(repository: Repository, lab: Lab, say: Say) -> dict[str, NotebookNode]:
    """Return the executed answer key of each language. Raises AuthoringError."""
    executed, findings = {}, []
    for language, notebook in lab.complete.items():
        file = repository.relative(repository.answer_key(lab.name, language))
        total = answer_key.cells_to_run(notebook)
        say(f"{lab.name}: running the {language} answer key, {total} code cells")
        try:
            executed[language] = answer_key.execute(
                notebook,
                file,
                lab.manifest.place,
                lambda done, total, language=language: say(
                    f"{lab.name}: {language} cell {done} of {total}"
                ),
            )
        except AuthoringError as error:
            findings += error.findings
    if not findings:
        english = repository.relative(repository.answer_key(lab.name, "en"))
        findings = answer_key.figure_parity(executed["fr"], executed["en"], english)
    if findings:
        raise AuthoringError(findings)
    return {
        language: answer_key.text_only(notebook, lab.complete[language].metadata)
        for language, notebook in executed.items()
    }


def check_lab(repository: Repository, lab: Lab) -> list[Finding]:
    """Return the committed notebooks of a lab that are not what its source gives."""
    findings = []
    for language in LANGUAGES:
        path = repository.learner(lab.name, language)
        findings += _difference(repository, lab, path, lab.learner[language], exact=True)
        path = repository.answer_key(lab.name, language)
        findings += _difference(repository, lab, path, lab.complete[language], exact=False)
    return findings


def orphan_findings(repository: Repository) -> list[Finding]:
    """Return the notebooks in the generated folders that no source gives."""
    labs = set(repository.labs())
    expected = {repository.learner(lab, language) for lab in labs for language in LANGUAGES}
    expected |= {repository.answer_key(lab, language) for lab in labs for language in LANGUAGES}
    folders = {path.parent for path in expected}
    return [
        Finding(repository.relative(path), "no source gives this notebook; remove it")
        for folder in sorted(folders)
        for path in sorted(folder.glob("*.ipynb"))
        if path not in expected
    ]


def _difference(
    repository: Repository, lab: Lab, path: Path, expected: NotebookNode, exact: bool
) -> list[Finding]:
    file = repository.relative(path)
    remedy = f"run `artia labs build {lab.name}`"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return [Finding(file, f"missing; {remedy}")]
    except UnicodeDecodeError:
        return [Finding(file, f"is not a notebook; {remedy}")]
    wanted = write_text(expected)
    if text == wanted:
        return []
    try:
        found = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
        if not exact:
            if _without_outputs(found) == _without_outputs(nbformat.reads(wanted, as_version=4)):
                return []
        cell = _first_difference(found, expected)
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError, ValidationError):
        return [Finding(file, f"is not a notebook; {remedy}")]
    where = f" (cell {cell})" if cell else ""
    return [Finding(file, f"is not what {lab.source.file} gives{where}; {remedy}")]


def _without_outputs(notebook: NotebookNode) -> NotebookNode:
    bare = copy.deepcopy(notebook)
    for cell in bare.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return bare


def _first_difference(found: NotebookNode, expected: NotebookNode) -> int:
    """Return the number of the first cell that differs, 0 when it is not a cell."""
    first, second = _without_outputs(found).cells, _without_outputs(expected).cells
    for number, (one, other) in enumerate(zip(first, second, strict=False), 1):
        if one != other:
            return number
    return min(len(first), len(second)) + 1 if len(first) != len(second) else 0
