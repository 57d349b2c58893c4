"""The picture of a loop: companies in a circle, arrows as wide as the money is much, and the sources below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.query.loops.records import Loop, LoopEdge, LoopFlow
from pipeline.query.pictures.canvas import FAINT, INK, LINE_HEIGHT, Anchor, Box, Canvas, Point, text_width, wrap
from pipeline.query.pictures.words import KINDS, PHRASES, TIERS, TYPES, dollars, month
from pipeline.records import Lang

_WIDTH, _CENTER, _RADIUS = 920.0, (460.0, 330.0), (300.0, 205.0)
_BOX_WIDTH, _NAME_SIZE, _LABEL_SIZE, _NOTE_SIZE = 176.0, 17.0, 14.0, 12.5
_LABEL_WIDTH = 185.0
_STRONG, _WEAK, _NODE, _NODE_EDGE = "#2468b4", "#8a97a5", "#eaf1f9", "#2468b4"
_STEPS = 60
_DEALS_TOLD = 3
_NUMBERS = "①②③④⑤"


def loop_svg(loop: Loop, lang: Lang = "en") -> str:
    """An SVG picture of a loop, in a language: who pays whom, how much, how sure it is, and which articles say so."""
    notes = _notes(loop, lang)
    boxes = _boxes(loop)
    curves = [_curve(boxes, i) for i in range(len(boxes))]
    labels = [_place_label(edge, n, curve, lang) for edge, n, curve in zip(loop.edges, _NUMBERS, curves, strict=False)]
    bottom = max(*(box.y + box.height / 2 for box in boxes), *(label.bottom for label in labels)) + 30
    canvas = Canvas(_WIDTH, bottom + _note_height(notes) + 20, f"{PHRASES[lang]['loop']}: {' → '.join(loop.names)}")
    _heading(canvas, loop, lang)
    widest = max((edge.value or 0.0 for edge in loop.edges), default=0.0)
    for i, (edge, curve) in enumerate(zip(loop.edges, curves, strict=True)):
        _arrow(canvas, _between(curve, boxes[i], boxes[(i + 1) % len(boxes)]), edge, widest)
    for box, name in zip(boxes, loop.names, strict=True):
        canvas.rectangle(box, _NODE, _NODE_EDGE)
        canvas.text(wrap(name, _NAME_SIZE, _BOX_WIDTH - 20), (box.x, box.y), _NAME_SIZE, bold=True)
    for label, edge in zip(labels, loop.edges, strict=True):
        color = FAINT if edge.weak else INK
        canvas.text(label.lines, label.at, _LABEL_SIZE, color=color, anchor=label.anchor, halo=True)
    _middle(canvas, loop, lang)
    _write_notes(canvas, notes, bottom)
    return canvas.finish()


def _heading(canvas: Canvas, loop: Loop, lang: Lang) -> None:
    level = loop.levels[0]
    days = " – ".join(dict.fromkeys(text for text in (month(level.first, lang), month(level.last, lang)) if text))
    canvas.text([PHRASES[lang]["loop"]], (30, 34), 20, anchor="start", bold=True)
    told = f"{TIERS[lang][loop.tier]}{' · ' if days else ''}{days}"
    canvas.text([told], (_WIDTH - 30, 34), _LABEL_SIZE, color=FAINT, anchor="end")


def _boxes(loop: Loop) -> list[Box]:
    count = len(loop.edges)
    turn = math.pi if count == 2 else -math.pi / 2
    boxes = []
    for i, name in enumerate(loop.names):
        angle = turn + 2 * math.pi * i / count
        lines = wrap(name, _NAME_SIZE, _BOX_WIDTH - 20)
        height = 26 + len(lines) * _NAME_SIZE * LINE_HEIGHT
        x, y = _CENTER[0] + _RADIUS[0] * math.cos(angle), _CENTER[1] + _RADIUS[1] * math.sin(angle)
        boxes.append(Box(x, y, _BOX_WIDTH, height))
    return boxes


def _curve(boxes: Sequence[Box], i: int) -> list[Point]:
    """From the middle of one box to that of the next, bent away from the middle of the picture."""
    start, end = boxes[i], boxes[(i + 1) % len(boxes)]
    if len(boxes) == 2:
        bend = (_CENTER[0], _CENTER[1] + (-1 if i == 0 else 1) * _RADIUS[1] * 1.5)
    else:
        middle = ((start.x + end.x) / 2, (start.y + end.y) / 2)
        away = 1.45 if len(boxes) == 3 else 1.3
        bend = tuple(c + (m - c) * away for c, m in zip(_CENTER, middle, strict=True))  # type: ignore[assignment]
    points = []
    for step in range(_STEPS + 1):
        t = step / _STEPS
        points.append(
            (
                (1 - t) ** 2 * start.x + 2 * t * (1 - t) * bend[0] + t**2 * end.x,
                (1 - t) ** 2 * start.y + 2 * t * (1 - t) * bend[1] + t**2 * end.y,
            )
        )
    return points


def _between(curve: Sequence[Point], start: Box, end: Box) -> list[Point]:
    return [p for p in curve if not start.holds(p, 4) and not end.holds(p, 9)]


def _arrow(canvas: Canvas, points: list[Point], edge: LoopEdge, widest: float) -> None:
    width = 2.5 if edge.value is None or not widest else 3 + 11 * math.sqrt(edge.value / widest)
    color = _WEAK if edge.weak else _STRONG
    head = max(12.0, width * 1.7)
    tip = points[-1]
    while len(points) > 2 and math.dist(points[-1], tip) < head * 0.8:
        points.pop()
    canvas.line(points, color, width, dashed=edge.weak)
    canvas.shape(_head(points[-1], tip, head), color)


def _head(base: Point, tip: Point, width: float) -> list[Point]:
    length = math.dist(base, tip) or 1.0
    dx, dy = (tip[0] - base[0]) / length, (tip[1] - base[1]) / length
    return [
        (base[0] - dy * width / 2, base[1] + dx * width / 2),
        (base[0] + dy * width / 2, base[1] - dx * width / 2),
        tip,
    ]


@dataclass(frozen=True, slots=True)
class _Label:
    lines: tuple[str, ...]
    at: Point
    anchor: Anchor

    @property
    def bottom(self) -> float:
        return self.at[1] + len(self.lines) * _LABEL_SIZE * LINE_HEIGHT / 2


def _place_label(edge: LoopEdge, number: str, curve: Sequence[Point], lang: Lang) -> _Label:
    """The label of an edge, outside of its curve and inside of the picture."""
    x, y = curve[_STEPS // 2]
    out = math.atan2(y - _CENTER[1], x - _CENTER[0])
    first, *more = wrap(_amount(edge, lang), _LABEL_SIZE, _LABEL_WIDTH, 2)
    lines = (f"{number} {first}", *more, KINDS[lang][edge.kind], *filter(None, [_sure(edge, lang)]))
    reach = 16 + abs(math.sin(out)) * len(lines) * _LABEL_SIZE * LINE_HEIGHT / 2
    anchor: Anchor = "middle" if abs(math.cos(out)) < 0.35 else "start" if math.cos(out) > 0 else "end"
    x, y = x + math.cos(out) * reach, y + math.sin(out) * reach
    widest = max(text_width(line, _LABEL_SIZE) for line in lines)
    if anchor == "start":
        x = min(x, _WIDTH - 15 - widest)
    elif anchor == "end":
        x = max(x, 15 + widest)
    return _Label(lines, (x, y), anchor)


def _amount(edge: LoopEdge, lang: Lang) -> str:
    if edge.value is None:
        return PHRASES[lang]["untold"]
    amount = dollars(edge.value, lang)
    return PHRASES[lang]["whole"].format(amount=amount) if edge.totals[0].at_most else amount


def _sure(edge: LoopEdge, lang: Lang) -> str:
    """How sure the money of the edge's main kind is, and of when."""
    flows = [flow for flow in edge.flows if flow.kind == edge.kind]
    tiers = TIERS[lang][flows[0].tier] if len({flow.tier for flow in flows}) == 1 else ""
    return " · ".join(part for part in (tiers, month(flows[0].day, lang)) if part)


def _middle(canvas: Canvas, loop: Loop, lang: Lang) -> None:
    level, said = loop.levels[0], PHRASES[lang]
    head = said["round_unknown"] if level.value is None else said["round"].format(amount=dollars(level.value, lang))
    lines = wrap(head, _LABEL_SIZE + 1, 190, 4)
    canvas.text(lines, (_CENTER[0], _CENTER[1] - 10), _LABEL_SIZE + 1, bold=True, halo=True)
    if level.untold and level.value is not None:
        more = wrap(said["some_untold"].format(count=level.untold), _NOTE_SIZE, 190, 3)
        below = _CENTER[1] - 10 + len(lines) * (_LABEL_SIZE + 1) * 0.65 + len(more) * _NOTE_SIZE * 0.65 + 10
        canvas.text(more, (_CENTER[0], below), _NOTE_SIZE, color=FAINT, halo=True)


_Note = tuple[list[str], str | None]


def _notes(loop: Loop, lang: Lang) -> list[_Note]:
    """The sources of every edge, each with the address that it leads to, and what to bear in mind."""
    notes: list[_Note] = []
    for number, edge in zip(_NUMBERS, loop.edges, strict=False):
        for flow in edge.flows[:_DEALS_TOLD]:
            source = flow.sources[0] if flow.sources else None
            told = f"{number} {edge.payer_name} → {edge.receiver_name}: {_deal(flow, lang)}"
            title = f" — {source.title or source.url or source.article}" if source else ""
            notes.append((wrap(told + title, _NOTE_SIZE, _WIDTH - 60, 2), source.url if source else None))
        if len(edge.flows) > _DEALS_TOLD:
            notes.append(([f"{number} {PHRASES[lang]['others'].format(count=len(edge.flows) - _DEALS_TOLD)}"], None))
    if loop.weak:
        notes.append(([f"── {PHRASES[lang]['solid']}    ╌╌ {PHRASES[lang]['dashed']}"], None))
    notes.append((wrap(f"{PHRASES[lang]['rates']} {PHRASES[lang]['caution']}", _NOTE_SIZE, _WIDTH - 60, 3), None))
    return notes


def _deal(flow: LoopFlow, lang: Lang) -> str:
    told = [TYPES[lang][flow.type], TIERS[lang][flow.tier], month(flow.day, lang)]
    if flow.amount is not None:
        told.append(flow.amount.text)
    return ", ".join(part for part in told if part)


def _note_height(notes: Sequence[_Note]) -> float:
    return sum(len(lines) * _NOTE_SIZE * LINE_HEIGHT + 5 for lines, _ in notes)


def _write_notes(canvas: Canvas, notes: Sequence[_Note], top: float) -> None:
    for lines, url in notes:
        high = len(lines) * _NOTE_SIZE * LINE_HEIGHT
        canvas.link(lines, (30, top + high / 2), _NOTE_SIZE, url)
        top += high + 5
