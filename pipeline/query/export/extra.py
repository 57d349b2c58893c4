"""Libraries that only exports need: they are asked for when they are used."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from pipeline.errors import InputError


def needs(module: str) -> Any:
    """A module of the ``export`` extra. Raises InputError, naming the remedy, where it is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != module.partition(".")[0]:
            raise
        name = module.partition(".")[0]
        raise InputError(f"{name} is not installed, which this format needs: pip install 'dealwire[export]'") from None
