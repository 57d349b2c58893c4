"""docs/commands.md tells every command, argument, option and exit code, and nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from pipeline import errors
from pipeline.cli.app import app
from pipeline.errors import DealwireError

DOCS = Path(__file__).parents[2] / "docs" / "commands.md"
EVERYWHERE = {"--help", "-h"}


def commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", {})
    if inner:
        for name, below in inner.items():
            yield from commands(below, f"{path} {name}")
    else:
        yield path, command


COMMANDS = dict(commands(typer.main.get_command(app), "dealwire"))


def sections() -> dict[str, str]:
    """The text of each section by the command that its heading names."""
    parts = re.split(r"^#{2,4} `(dealwire [^`]*)`$", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_has_its_section_and_every_section_its_command() -> None:
    assert set(sections()) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented_and_every_documented_option_exists(name: str) -> None:
    options = {
        option for parameter in COMMANDS[name].params for option in parameter.opts if option.startswith("-")
    } - EVERYWHERE
    text = sections().get(name, "")
    told = set(re.findall(r"^\| `(--[a-z-]+)", text, flags=re.MULTILINE))
    assert told == options


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does_and_shows_an_example(name: str) -> None:
    command = COMMANDS[name]
    assert len(command.help or "") > 20
    assert name in (command.epilog or ""), "the help ends with an example of the command itself"
    for parameter in command.params:
        assert getattr(parameter, "help", ""), f"{parameter.name} has no help"


def test_every_exit_code_is_documented() -> None:
    known = (kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DealwireError))
    codes = {kind.exit_code for kind in known} | {0, 130}
    text = DOCS.read_text(encoding="utf-8").partition("## Exit codes")[2]
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", text, flags=re.MULTILINE)} == codes
