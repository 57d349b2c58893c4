"""Fixtures are input beside expected object: ``name.xml`` beside ``name.py``, which sets ``expected``."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any


def inputs(folder: Path) -> list[Path]:
    """The input files of a folder."""
    return sorted(path for path in folder.iterdir() if path.is_file() and path.suffix != ".py")


def expected(path: Path) -> Any:
    """The object that an input should come to."""
    spec = importlib.util.spec_from_file_location(f"fixture_{path.stem}", path.with_suffix(".py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.expected
