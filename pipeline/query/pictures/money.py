"""The picture of a company's money: who pays it on the left, whom it pays on the right, ribbons as wide as the sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.query.loops.records import LoopEdge
from pipeline.query.money import CompanyMoney
from pipeline.query.pictures.canvas import FAINT, Anchor, Box, Canvas, Point, wrap
from pipeline.query.pictures.words import KINDS, PHRASES, TIERS, dollars, month
from pipeline.records import Lang

_WIDTH, _SIDE, _MIDDLE = 1040.0, 300.0, 150.0
_TOP, _GAP, _ROW, _TALLEST = 90.0, 10.0, 42.0, 330.0
_COLORS = {"in": "#2a8a57", "out": "#2468b4"}
_SIZE, _SMALL = 14.0, 12.0
MOST = 12
"""Companies on each side; the others are counted below."""


@dataclass(frozen=True, slots=True)
class _Band:
    """A neighbour's place on its side, and the thickness of its ribbon."""

    edge: LoopEdge
    y: float
    height: float
    thick: float


def company_money_svg(money: CompanyMoney, lang: Lang = "en", most: int = MOST) -> str:
    """An SVG picture of all money that deals move to a company and from it, in a language.

    ``most`` neighbours a side are drawn, the largest ones; an amount that is not told is a thin dashed line."""
    said = PHRASES[lang]
    sides = {"in": money.incoming, "out": money.outgoing}
    largest = max((sum(e.value or 0.0 for e in edges[:most]) for edges in sides.values()), default=0.0)
    bands = {side: _bands(edges[:most], largest) for side, edges in sides.items()}
    tall = max(120.0, *(sum(band.height + _GAP for band in side) for side in bands.values()))
    height = _TOP + tall + 90
    canvas = Canvas(_WIDTH, height, said["money"].format(name=money.name))
    canvas.text([said["money"].format(name=money.name)], (30, 34), 20, anchor="start", bold=True)
    center = Box(_WIDTH / 2, _TOP + tall / 2, _MIDDLE, max(tall * 0.6, 110.0))
    for side in ("in", "out"):
        _draw_side(canvas, side, bands[side], sides[side], center, tall, lang, most)
    canvas.rectangle(center, "#eaf1f9", "#2468b4")
    canvas.text(wrap(money.name, 17, _MIDDLE - 20, 4), (center.x, center.y), 17, bold=True)
    canvas.text(wrap(said["rates"], _SMALL, _WIDTH - 60, 2), (30, height - 26), _SMALL, color=FAINT, anchor="start")
    return canvas.finish()


def _bands(edges: Sequence[LoopEdge], largest: float) -> list[_Band]:
    bands: list[_Band] = []
    y = _TOP
    for edge in edges:
        thick = max(2.0, _TALLEST * edge.value / largest) if edge.value is not None and largest else 0.0
        height = max(_ROW, thick)
        bands.append(_Band(edge, y + height / 2, height, thick))
        y += height + _GAP
    return bands


def _draw_side(
    canvas: Canvas,
    side: str,
    bands: Sequence[_Band],
    edges: Sequence[LoopEdge],
    center: Box,
    tall: float,
    lang: Lang,
    most: int,
) -> None:
    said, left = PHRASES[lang], side == "in"
    anchor: Anchor = "end" if left else "start"
    edge_x = _SIDE if left else _WIDTH - _SIDE
    text_x = edge_x - 12 if left else edge_x + 12
    canvas.text([said[side]], (text_x, _TOP - 22), _SIZE, color=FAINT, anchor=anchor)
    near_x = center.x - _MIDDLE / 2 if left else center.x + _MIDDLE / 2
    inner = sum(max(b.thick, 3.0) for b in bands)
    scale = min(1.0, (center.height - 16) / inner) if inner else 1.0
    at = center.y - inner * scale / 2
    lower = (tall - sum(band.height + _GAP for band in bands)) / 2
    for band in (replace(band, y=band.y + lower) for band in bands):
        thick = max(band.thick, 3.0) * scale
        _ribbon(canvas, (edge_x, band.y), (near_x, at + thick / 2), band, thick, _COLORS[side])
        at += thick
        name = wrap(band.edge.payer_name if left else band.edge.receiver_name, _SIZE, _SIDE - 40, 1)
        canvas.text(name, (text_x, band.y - 9), _SIZE, anchor=anchor, bold=True)
        canvas.text(wrap(_told(band.edge, lang), _SMALL, _SIDE - 30, 1), (text_x, band.y + 9), _SMALL, anchor=anchor)
    if len(edges) > most:
        rest = [said["others"].format(count=len(edges) - most)]
        canvas.text(rest, (text_x, _TOP + tall + 12), _SMALL, color=FAINT, anchor=anchor)


def _ribbon(canvas: Canvas, far: Point, near: Point, band: _Band, thick: float, color: str) -> None:
    path = [_between(far, near, step / 40) for step in range(41)]
    if not band.thick or band.edge.weak:
        canvas.line(path, color if not band.edge.weak else "#8a97a5", max(2.0, min(thick, 3.0)), dashed=True)
        return
    upper = [(x, y - _width(band.thick, thick, i / 40) / 2) for i, (x, y) in enumerate(path)]
    lower = [(x, y + _width(band.thick, thick, i / 40) / 2) for i, (x, y) in enumerate(path)]
    canvas.shape([*upper, *lower[::-1]], color, 0.45)


def _between(far: Point, near: Point, t: float) -> Point:
    smooth = t * t * (3 - 2 * t)
    return far[0] + (near[0] - far[0]) * t, far[1] + (near[1] - far[1]) * smooth


def _width(far: float, near: float, t: float) -> float:
    return far + (near - far) * t


def _told(edge: LoopEdge, lang: Lang) -> str:
    said = PHRASES[lang]
    amount = said["untold"] if edge.value is None else dollars(edge.value, lang)
    if edge.value is not None and edge.totals[0].at_most:
        amount = said["at_most"].format(amount=amount)
    flows = [flow for flow in edge.flows if flow.kind == edge.kind]
    sure = TIERS[lang][flows[0].tier] if len({flow.tier for flow in flows}) == 1 else ""
    days = month(flows[0].day, lang) if len(flows) == 1 else ""
    return " · ".join(part for part in (amount, KINDS[lang][edge.kind], sure, days) if part)
