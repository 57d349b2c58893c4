"""Dealwire reads business news in French, Japanese and English and keeps a database of deals."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.api import Dealwire
    from pipeline.extract.document import nlp

__version__ = "0.1.0"
__all__ = ["Dealwire", "__version__", "nlp"]

# onnxruntime for Linux reports its use to its maker unless told not to before it is imported. What is read here is
# nobody else's business.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

_LAZY = {"Dealwire": "pipeline.api", "nlp": "pipeline.extract.document"}
"""Names that live in rooms too heavy to be imported with the package."""


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
