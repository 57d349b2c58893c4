"""The errors that a user can cause or meet. Each names the input at fault and the remedy in one line."""

from __future__ import annotations


class DealwireError(Exception):
    """Base of all errors that the command line shows as one line, without a traceback."""

    exit_code = 1


class ConfigError(DealwireError):
    """feeds.yaml or a setting is wrong; the message names file, line and remedy."""

    exit_code = 2


class InputError(DealwireError):
    """A file, text or argument that cannot be read as what it was given for."""

    exit_code = 2


class FetchError(DealwireError):
    """An address that could not be fetched, or must not be."""

    exit_code = 3


class FeedError(DealwireError):
    """A feed that was fetched but cannot be read as one."""

    exit_code = 3


class StoreError(DealwireError):
    """The database cannot be opened, is too new, or is locked."""

    exit_code = 4


class ModelError(DealwireError):
    """The tagger's files are missing, damaged or of another version."""

    exit_code = 5


def first_line(error: Exception) -> str:
    """What an error of a library says, cut to one line, for telling it within one of ours."""
    return str(error).strip().split("\n")[0]
