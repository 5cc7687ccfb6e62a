"""The command line answers with help and with sentences, never with a traceback."""

import pytest
from click.testing import CliRunner

from artia import cli


@pytest.mark.parametrize("words", [[], ["labs"], ["book"], ["hub"], ["labs", "build"]])
def test_every_level_has_help(words):
    result = CliRunner().invoke(cli.main, [*words, "--help"])
    assert result.exit_code == 0, result.output
    assert "Usage:" in result.output


def test_an_unknown_command_exits_with_a_sentence():
    result = CliRunner().invoke(cli.main, ["sculpture"])
    assert result.exit_code == 2
    assert "No such command 'sculpture'" in result.output


def test_a_missing_extra_is_named_with_what_to_type(monkeypatch):
    def refuse(name):
        raise ModuleNotFoundError("No module named 'nbgrader'", name="nbgrader")

    monkeypatch.setattr(cli.importlib, "import_module", refuse)
    result = CliRunner().invoke(cli.main, ["labs", "build"])
    assert result.exit_code == 1
    assert "`nbgrader`" in result.output
    assert "pip install -e '.[instructor,labs]'" in result.output
