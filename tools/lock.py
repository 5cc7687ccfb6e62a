"""Write constraints.txt from what is installed in this environment: exact pins, nothing else."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

HEADER = """\
# Exact versions of everything the course installs, resolved together on Python 3.11 (Linux x86-64).
# Remade with `make lock` after a change in pyproject.toml; never edited by hand.
"""
#: Tools of the environment itself, and the project: not ours to pin.
LEFT_OUT = {"artia", "pip", "setuptools", "wheel"}
#: Extras that no command installs: what was pinned for them stays when they are not there.
OPTIONAL_EXTRAS = ("llm",)


def normal(name: str) -> str:
    """Return a distribution's name as PyPI normalises it (PEP 503, simplified)."""
    return name.lower().replace("_", "-").replace(".", "-")


def optional_pins(constraints: str) -> dict[str, str]:
    """Return the pins of the optional extras, with the parts they are made of (`name-part-1`)."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [line for name in OPTIONAL_EXTRAS for line in extras["optional-dependencies"][name]]
    names = tuple(normal(re.split(r"[\[=<>~! ]", line)[0]) for line in asked)
    lines = [line.split("==") for line in constraints.splitlines() if "==" in line]
    return {name: version for name, version in lines if name.startswith(names)}


def pins(constraints: str) -> list[str]:
    """Return `name==version` lines, sorted; a local version (`+cpu`) is dropped.

    The local part names a build (CPU or a CUDA release): the same pin must serve both.
    """
    installed = {
        normal(dist.metadata["Name"]): dist.version.split("+")[0] for dist in distributions()
    }
    found = optional_pins(constraints) | installed
    return [f"{name}=={found[name]}" for name in sorted(found) if name not in LEFT_OUT]


if __name__ == "__main__":
    target = ROOT / "constraints.txt"
    lines = pins(target.read_text(encoding="utf-8"))
    target.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{target.name}: {len(lines)} pins")
