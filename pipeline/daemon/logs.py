"""The daemon's log: one event a line, JSON for machines and plain words for a terminal."""

from __future__ import annotations

import logging
import sys
from typing import TextIO

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor

_QUIET = {
    # The daemon tells itself of a job that failed; the scheduler would tell it a second time, with less.
    "apscheduler.executors": logging.CRITICAL + 1,
    "apscheduler.scheduler": logging.ERROR,
    # Pages without text are told as problems of their feed.
    "trafilatura": logging.CRITICAL,
}
"""The least level told of libraries that say more than a daemon's reader needs."""


def configure_logs(stream: TextIO | None = None, *, json: bool | None = None, level: int = logging.INFO) -> None:
    """Send the log of Dealwire (``level`` and above) and the warnings of libraries to ``stream``, by default standard
    error: as JSON lines unless it is a terminal, or as ``json`` says. Changes the logging of the whole process."""
    stream = stream or sys.stderr
    terminal = stream.isatty()
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    rendering: list[Processor]
    if not terminal if json is None else json:
        rendering = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        plain = structlog.dev.plain_traceback
        rendering = [structlog.dev.ConsoleRenderer(colors=terminal, exception_formatter=plain)]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        ProcessorFormatter(foreign_pre_chain=shared, processors=[ProcessorFormatter.remove_processors_meta, *rendering])
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("dealwire").setLevel(level)
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(least)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
