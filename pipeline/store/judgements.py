"""What people judged; given, never derived, and never deleted: an undone judgement keeps its place."""

from __future__ import annotations

import json
from datetime import datetime
from sqlite3 import Connection
from typing import Any

from pipeline.records import Judgement

_COLUMNS = "id, kind, verdict, a, b, because, judge, at, anchors, undone_at, undone_by"


class JudgementTable:
    """Reading and writing judgements."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, judgement: Judgement) -> None:
        """Store a judgement, or what became of it."""
        self._connection.execute(
            f"INSERT OR REPLACE INTO judgements ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                judgement.id,
                judgement.kind,
                judgement.verdict,
                judgement.a,
                judgement.b,
                judgement.because,
                judgement.judge,
                judgement.at.isoformat(),
                json.dumps(judgement.anchors, ensure_ascii=False),
                judgement.undone_at.isoformat() if judgement.undone_at else None,
                judgement.undone_by,
            ],
        )

    def get(self, id: str) -> Judgement | None:
        """A judgement by id, or None."""
        row = self._connection.execute(f"SELECT {_COLUMNS} FROM judgements WHERE id = ?", [id]).fetchone()
        return _judgement(row) if row else None

    def all(self) -> list[Judgement]:
        """Every judgement, those undone among them, oldest first."""
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM judgements ORDER BY at, id").fetchall()
        return [_judgement(row) for row in rows]


def _judgement(row: tuple[Any, ...]) -> Judgement:
    id, kind, verdict, a, b, because, judge, at, anchors, undone_at, undone_by = row
    first, second = json.loads(anchors)
    return Judgement(
        id=id,
        kind=kind,
        verdict=verdict,
        a=a,
        b=b,
        because=because,
        judge=judge,
        at=datetime.fromisoformat(at),
        anchors=(first, second),
        undone_at=datetime.fromisoformat(undone_at) if undone_at else None,
        undone_by=undone_by,
    )
