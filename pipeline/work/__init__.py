"""The steps that all faces call: ingest, then extract and link what is pending; or rebuild all that is derived.

Nothing is decided here: the rooms are wired together, and what belongs together is written in one transaction. A
process that is killed at any point has stored whole results only, and the same call made again does what is left.
"""

from pipeline.opening import open_config_and_store
from pipeline.work.checking import FeedCheck, check_feeds
from pipeline.work.extracting import extract_pending, rebuild
from pipeline.work.ingesting import (
    Ingestion,
    IngestSummary,
    feeds_to_poll,
    ingest_feeds,
    ingest_inputs,
    sort_inputs,
)
from pipeline.work.progress import Progress

__all__ = [
    "FeedCheck",
    "IngestSummary",
    "Ingestion",
    "Progress",
    "check_feeds",
    "extract_pending",
    "feeds_to_poll",
    "ingest_feeds",
    "ingest_inputs",
    "open_config_and_store",
    "rebuild",
    "sort_inputs",
]
