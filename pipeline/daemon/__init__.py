"""The background process that polls the feeds, reads what they bring and keeps the deals up to date."""

from pipeline.daemon.run import run_daemon
from pipeline.daemon.service import Daemon

__all__ = ["Daemon", "run_daemon"]
