"""Opening what a command works on: the configuration, and the database that it or the user names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config import Config, load_config

if TYPE_CHECKING:
    from pipeline.store import Store


def open_config_and_store(
    config_path: Path | None = None, db_path: Path | None = None, *, create: bool = True
) -> tuple[Config, Store]:
    """The configuration, and the database at ``db_path``, else at the place that the configuration names.

    Raises :class:`~pipeline.errors.ConfigError`, and :class:`~pipeline.errors.StoreError` where the database cannot
    be opened, or is missing and ``create`` is false.
    """
    # A wrong configuration is told before the database is touched, and without waiting for this import.
    config = load_config(config_path)
    from pipeline.store import open_store

    return config, open_store(db_path or Path(config.settings.database), create=create)
