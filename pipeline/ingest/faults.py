"""What is made of a parser's own fault: anybody may write a feed or a page, the parsers are not ours, and what one of
them fails on must not stop all others."""

from __future__ import annotations

from pipeline.errors import FeedError


class ParserError(FeedError):
    """A feed or page on which the parser fails; ``why`` is the message without the name."""

    def __init__(self, name: str, error: Exception) -> None:
        reason = f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"
        self.why = f"makes the parser fail ({reason}): please report it with a copy of it"
        super().__init__(f"{name}: {self.why}")
