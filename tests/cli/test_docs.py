"""docs/commands.md tells every command, argument, option and exit code, and nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
import typer.main

from pipeline import errors
from pipeline.cli.app import app
from pipeline.errors import DealwireError
from pipeline.records import DEAL_TYPES, LANGS, STATUSES

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


FILTER = "Which deals"
"""The section of the options that several commands share."""


def sections() -> dict[str, str]:
    """The text of each section by the command that its heading names."""
    parts = re.split(r"^#{2,4} `(dealwire [^`]*)`$", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    ended = (re.split(r"^#{2,4} ", text, maxsplit=1, flags=re.MULTILINE)[0] for text in parts[2::2])
    return dict(zip(parts[1::2], ended, strict=True))


def test_every_command_has_its_section_and_every_section_its_command() -> None:
    assert set(sections()) == set(COMMANDS)


def options(name: str) -> set[str]:
    """The options of a command, but for those that are everywhere."""
    known = (option for parameter in COMMANDS[name].params for option in (*parameter.opts, *parameter.secondary_opts))
    return {option for option in known if option.startswith("-")} - EVERYWHERE


def told(text: str) -> set[str]:
    """The options in the tables of a text."""
    rows = re.findall(r"^\| (`--.*?) \|", text, flags=re.MULTILINE)
    return {option for row in rows for option in re.findall(r"--[a-z-]+", row)}


def shared() -> set[str]:
    """The options that say which deals are meant."""
    return told(DOCS.read_text(encoding="utf-8").partition(f"### {FILTER}\n")[2].partition("\n### ")[0])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented_and_every_documented_option_exists(name: str) -> None:
    mine = options(name)
    filters = shared() if "--changed-since" in mine else set()
    assert told(sections()[name]) | filters == mine


def values(name: str) -> dict[str, tuple[str, ...]]:
    """The options of a command that take one of a few values, with these values."""
    found = {
        option: parameter.type_descriptor.annotation for parameter in COMMANDS[name].params for option in parameter.opts
    }
    return {option: get_args(kind) for option, kind in found.items() if get_origin(kind) is Literal}


def row(text: str, option: str) -> str:
    """The line of an option in the tables of a text."""
    return next(line for line in text.splitlines() if line.startswith(f"| `{option}"))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_value_of_an_option_is_documented(name: str) -> None:
    """Where an option takes one of a few values, its row names them; languages are told once for all commands."""
    for option, known in values(name).items():
        if option.startswith("--") and option != "--lang":
            assert [value for value in known if f"`{value}`" not in row(sections()[name], option)] == [], option


def test_the_values_of_shared_options_are_documented() -> None:
    assert values("dealwire deals")["--lang"] == LANGS
    text = DOCS.read_text(encoding="utf-8")
    assert f"`--lang {'|'.join(LANGS)}`" in text
    for option, known in (("--type", DEAL_TYPES), ("--status", STATUSES), ("--told-in", LANGS)):
        assert [value for value in known if f"`{value}`" not in row(text, option)] == [], option


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_is_documented(name: str) -> None:
    for parameter in COMMANDS[name].params:
        if parameter.param_type_name == "argument":
            words = re.findall(r"[A-Z]+", parameter.metavar or parameter.name.upper())
            assert [word for word in words if word not in sections()[name]] == []


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
