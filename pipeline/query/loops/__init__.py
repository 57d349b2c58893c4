"""Loops of money: cycles of 2 to 5 companies through which money of several deals can come back to who paid it."""

from pipeline.query.loops.find import LoopOptions, find_loops
from pipeline.query.loops.flows import TIERS, Tier
from pipeline.query.loops.records import Loop, LoopEdge, LoopFlow, LoopLevel
from pipeline.query.loops.stored import stored_loops, undated_deals

__all__ = [
    "TIERS",
    "Loop",
    "LoopEdge",
    "LoopFlow",
    "LoopLevel",
    "LoopOptions",
    "Tier",
    "find_loops",
    "stored_loops",
    "undated_deals",
]
