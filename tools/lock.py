"""Write constraints.txt from what is installed in this environment: exact pins, nothing else."""

from importlib.metadata import distributions
from pathlib import Path

HEADER = """\
# Exact versions of everything the course installs, resolved together on Python 3.11 (Linux x86-64).
# Remade with `make lock` after a change in pyproject.toml; never edited by hand.
"""
#: Tools of the environment itself, and the project: not ours to pin.
LEFT_OUT = {"artia", "pip", "setuptools", "wheel"}


def normal(name: str) -> str:
    """Return a distribution's name as PyPI normalises it (PEP 503, simplified)."""
    return name.lower().replace("_", "-").replace(".", "-")


def pins() -> list[str]:
    """Return `name==version` lines, sorted; a local version (`+cpu`) is dropped.

    The local part names a build (CPU or a CUDA release): the same pin must serve both.
    """
    found = {normal(dist.metadata["Name"]): dist.version.split("+")[0] for dist in distributions()}
    return [f"{name}=={found[name]}" for name in sorted(found) if name not in LEFT_OUT]


if __name__ == "__main__":
    target = Path(__file__).resolve().parent.parent / "constraints.txt"
    lines = pins()
    target.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{target.name}: {len(lines)} pins")
