"""The command ``dealwire``: its commands, and how each of them ends.

Exit codes: 0 done, also where a reader of the output stopped early; 1 some of what was asked failed; 2 wrong use,
configuration or input; 3 an address that cannot be fetched or read; 4 the database; 5 the model; 130 interrupted.
"""

from __future__ import annotations

import errno
import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from pipeline import __version__
from pipeline.cli import (
    companies,
    deals,
    exporting,
    extracting,
    faces,
    feeds,
    ingesting,
    links,
    loops,
    searching,
    totals,
    upkeep,
)
from pipeline.cli.console import tell
from pipeline.errors import DealwireError

# The library makes this class known only through those that are made of it.
UsageError: Any = typer.BadParameter.__base__
"""What typer raises for wrong use of a command."""
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


class Commands(TyperGroup):
    """Runs a command and makes of every error that a user can meet one line and an exit code."""

    def make_context(self, *args: Any, **more: Any) -> Any:
        """Read the options that stand before the command."""
        try:
            return super().make_context(*args, **more)
        except UsageError as error:
            raise _told(error) from None

    def invoke(self, ctx: Any) -> Any:
        """Run the command; never shows a traceback but for a fault of Dealwire itself."""
        _write_utf8()
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except DealwireError as error:
            tell(f"dealwire: {' '.join(str(error).split())}")
            raise typer.Exit(error.exit_code) from None
        except UsageError as error:
            raise _told(error) from None
        except BrokenPipeError:
            _write_no_more()
            raise typer.Exit(0) from None
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            _write_no_more()
            tell(f"dealwire: {error.filename or 'the output'}: cannot be written ({error.strerror}): make room for it")
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None


def _told(error: Any) -> Exception:
    """Wrong use as one line and an exit code; what is a help text stays one."""
    # What a value is checked with puts its own name before what is wrong with it.
    words = " ".join(error.format_message().split()).replace("Value error, ", "")
    if words.startswith("Usage:"):
        return error  # type: ignore[no-any-return]  # The library's own type is not public.
    command = error.ctx.command_path if error.ctx is not None else "dealwire"
    tell(f"{command}: {words.rstrip('.')}: see `{command} --help`")
    return typer.Exit(error.exit_code)


def _write_no_more() -> None:
    """Give up what is still buffered, which has nowhere to go; without this, Python complains as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _write_utf8() -> None:
    """Data is UTF-8 whatever the locale; a terminal shows what it can."""
    if hasattr(sys.stdout, "reconfigure"):
        encoding = None if sys.stdout.isatty() else "utf-8"
        sys.stdout.reconfigure(encoding=encoding, errors="replace")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dealwire {__version__}")
        raise typer.Exit


app = typer.Typer(
    name="dealwire",
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Reads business news in French, Japanese and English and keeps a database of deals."""


for module in (
    ingesting,
    faces,
    deals,
    totals,
    companies,
    searching,
    loops,
    exporting,
    links,
    feeds,
    extracting,
    upkeep,
):
    module.register(app)
