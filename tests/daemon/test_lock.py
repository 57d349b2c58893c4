from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.daemon.lock import only_daemon
from pipeline.errors import StoreError


def test_one_at_a_time_and_another_afterwards(tmp_path: Path) -> None:
    db = tmp_path / "deals.db"
    with only_daemon(db), pytest.raises(StoreError, match=rf"already running.*process {os.getpid()}"), only_daemon(db):
        pass
    with only_daemon(db):
        pass


def test_one_database_under_two_names_has_one_lock(tmp_path: Path) -> None:
    db = tmp_path / "deals.db"
    db.touch()
    link = tmp_path / "other.db"
    link.symlink_to(db)
    with only_daemon(db), pytest.raises(StoreError, match="a daemon is already running"), only_daemon(link):
        pass


def test_two_databases_have_two_locks(tmp_path: Path) -> None:
    with only_daemon(tmp_path / "a.db"), only_daemon(tmp_path / "b.db"):
        pass


def test_a_lock_left_behind_by_a_process_that_is_gone_holds_nobody_up(tmp_path: Path) -> None:
    (tmp_path / "deals.db-daemon.lock").write_text("999999999\n")
    with only_daemon(tmp_path / "deals.db"):
        assert (tmp_path / "deals.db-daemon.lock").read_text() == f"{os.getpid()}\n"


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="check that the folder exists"), only_daemon(tmp_path / "none" / "deals.db"):
        pass
