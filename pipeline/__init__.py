"""Dealwire reads business news in French, Japanese and English and keeps a database of deals."""

from __future__ import annotations

__version__ = "0.1.0"
