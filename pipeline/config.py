"""Settings and feeds: feeds.yaml read through a schema, and edited without losing its comments.

Every mistake in the file raises :class:`~pipeline.errors.ConfigError` with one line: file, line number, what is
wrong, what would be right.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationError,
)

from pipeline.errors import ConfigError, InputError
from pipeline.records import LANGS, Feed

FILE_NAME = "feeds.yaml"

Loc = tuple[str | int, ...]
"""Where in the file something stands: keys and list positions, outermost first."""


def check_url(url: str) -> str:
    """The address as given, if it is one that can be fetched; else ValueError saying what is wrong with it."""
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError as error:
        raise ValueError(f"is no address: {error}") from None
    if any(c.isspace() for c in url):
        raise ValueError("holds a space: write it as %20")
    if parts.scheme.lower() not in ("http", "https"):
        raise ValueError("must start with http:// or https://")
    if not parts.hostname or not port_is_fine:
        raise ValueError("names no host, as in https://example.org/feed")
    if parts.username is not None:
        raise ValueError("holds a user name: feeds behind a password are not supported")
    return url


def url_key(url: str) -> str:
    """What two addresses of one feed have in common: host and path without regard to scheme, case of the host,
    default port and fragment. What is no address is its own key."""
    try:
        parts = urlsplit(url)
        port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    except ValueError:
        return url
    query = f"?{parts.query}" if parts.query else ""
    return f"{(parts.hostname or '').lower()}{port}{parts.path or '/'}{query}"


def _networks(value: object) -> bool | tuple[Network, ...]:
    if isinstance(value, bool):
        return value
    if not isinstance(value, list):
        raise ValueError("must be true, false, or a list of networks such as [127.0.0.0/8]")
    try:
        return tuple(ip_network(str(item)) for item in value)
    except ValueError as error:
        raise ValueError(f"holds no network such as 127.0.0.0/8: {error}") from None


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Network = IPv4Network | IPv6Network
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Settings(_Strict):
    """The ``settings`` section of feeds.yaml; every key may be left out."""

    database: str = "dealwire.db"
    """Path of the database, from the folder where the command runs."""
    contact: str = Field(default="", pattern=r"^[^\r\n()]*$")
    """Address or mail of whoever runs this, told to every server in the User-Agent."""
    allow_private_addresses: Annotated[bool | tuple[Network, ...], PlainValidator(_networks)] = False
    """Whether hosts of private and local networks may be fetched: all (true), none, or those of some networks."""
    connect_timeout: float = Field(default=10, gt=0, le=300)
    """Seconds."""
    read_timeout: float = Field(default=20, gt=0, le=300)
    """Seconds without a byte."""
    total_timeout: float = Field(default=60, gt=0, le=3600)
    """Seconds for one address, redirects and body included."""
    body_cap_mib: float = Field(default=10, gt=0, le=1024)
    """Largest body read, in MiB after decompression."""
    host_spacing: float = Field(default=2, ge=0, le=3600)
    """Seconds between two requests to one host."""
    fetch_pages: bool = True
    """Whether the page of an entry is fetched, or the feed's own text has to do."""
    reference_currencies: Annotated[tuple[Currency, ...], BeforeValidator(_tuple)] = ("EUR", "USD", "JPY")
    """Currencies that amounts are also shown in: ISO 4217 codes."""
    metrics_port: int = Field(default=9464, ge=0, le=65535)
    """Port on loopback for the daemon's metrics and health check; 0 for none."""
    tagger: str = Field(default="dealwire", min_length=1)
    """Name of the engine that finds entities."""

    @property
    def body_cap(self) -> int:
        """Largest body read, in bytes."""
        return int(self.body_cap_mib * 1024 * 1024)


def _known_language(value: str) -> str:
    if value not in LANGS:
        raise ValueError(f"is not a language of Dealwire: write {', '.join(LANGS)}")
    return value


class _FeedEntry(_Strict):
    url: Annotated[str, AfterValidator(check_url)]
    title: str = Field(min_length=1)
    lang: Annotated[str, AfterValidator(_known_language)]
    every: int = Field(default=30, ge=1, le=10080)
    note: str = ""
    full_text: bool = False
    enabled: bool = True


class _File(_Strict):
    # A section with nothing under it is read by YAML as null.
    settings: Annotated[Settings, BeforeValidator(lambda value: {} if value is None else value)] = Settings()
    feeds: Annotated[list[_FeedEntry], BeforeValidator(lambda value: [] if value is None else value)] = []


@dataclass(frozen=True, slots=True)
class Config:
    """A feeds.yaml as read."""

    path: Path
    settings: Settings
    feeds: tuple[Feed, ...]

    def feed(self, name: str) -> Feed | None:
        """The feed of that address or title; None if there is none.

        Raises :class:`~pipeline.errors.InputError` for a title that several feeds have."""
        if "://" in name:
            key = url_key(name)
            for feed in self.feeds:
                if url_key(feed.url) == key:
                    return feed
        named = [feed for feed in self.feeds if feed.title.casefold() == name.casefold()]
        if len(named) > 1:
            addresses = " or ".join(feed.url for feed in named)
            raise InputError(f"{name}: {len(named)} feeds have this title: give the address, {addresses}")
        return named[0] if named else None


def packaged_path() -> Path:
    """The feeds.yaml that comes with Dealwire: inside the installed package, or beside it in a checkout."""
    inside = Path(__file__).parent / FILE_NAME
    return inside if inside.exists() else Path(__file__).parent.parent / FILE_NAME


def load_config(path: Path | None = None) -> Config:
    """Read ``path``; without one ./feeds.yaml, and without that the packaged list.

    Raises :class:`~pipeline.errors.ConfigError`.
    """
    if path is None:
        local = Path(FILE_NAME)
        path = local if local.exists() else packaged_path()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}: give the path of a feeds.yaml") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: byte {error.start} is not UTF-8: save the file as UTF-8") from None
    return parse_config(text, path)


def parse_config(text: str, path: Path) -> Config:
    """The configuration that ``text`` holds; ``path`` is named in errors.

    Raises :class:`~pipeline.errors.ConfigError`.
    """
    data, lines = _read_yaml(text, path)
    try:
        file = _File.model_validate(data)
    except ValidationError as error:
        raise ConfigError(_explain(error, path, lines)) from None
    feeds: list[Feed] = []
    seen: dict[str, int] = {}
    for position, entry in enumerate(file.feeds):
        line = lines["feeds", position, "url"]
        first = seen.setdefault(url_key(entry.url), line)
        if first != line:
            raise ConfigError(f"{path}:{line}: {entry.url} is already listed in line {first}: remove one of them")
        feeds.append(Feed(**entry.model_dump()))
    return Config(path, file.settings, tuple(feeds))


def _read_yaml(text: str, path: Path) -> tuple[Any, dict[Loc, int]]:
    """The data of a YAML text, and the line (from 1) of every key and list item in it."""
    lines: dict[Loc, int] = {}
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            return {}, {(): 1}
        _mark(node, (), lines, path)
        data = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ConfigError(f"{path}:{line}: not valid YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, ValueError) as error:
        # A character YAML forbids, or a date that does not exist; neither carries a mark.
        raise ConfigError(f"{path}:1: not valid YAML: {' '.join(str(error).split())}") from None
    return {} if data is None else data, lines


def _mark(node: yaml.Node, loc: Loc, lines: dict[Loc, int], path: Path) -> None:
    """Note the lines of a node and all below it; a key given twice is an error, which YAML readers let pass."""
    lines.setdefault(loc, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*loc, str(key.value))
            line = key.start_mark.line + 1
            if place in lines:
                raise ConfigError(f"{path}:{line}: {key.value} stands here a second time: remove one of them")
            lines[place] = line
            _mark(value, place, lines, path)
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            _mark(item, (*loc, position), lines, path)


def _explain(error: ValidationError, path: Path, lines: dict[Loc, int]) -> str:
    """One line for the first mistake in the file, counting the others."""
    details = error.errors(include_url=False)
    # A misspelt key comes first: it also makes the key that it should have been go missing.
    detail = min(details, key=lambda d: (d["type"] != "extra_forbidden", lines[_place(d["loc"], lines)]))
    loc = _place(detail["loc"], lines)
    name = ".".join(str(part) for part in loc if isinstance(part, str)) or "the file"
    match detail["type"]:
        case "extra_forbidden":
            allowed = _keys(loc)
            near = difflib.get_close_matches(str(loc[-1]), allowed, n=1, cutoff=0.5)
            remedy = f"did you mean {near[0]}?" if near else f"known are {', '.join(allowed)}"
            what = f"unknown key {loc[-1]}: {remedy}"
        case "missing":
            what = f"{detail['loc'][-1]} is missing: add it to this {'feed' if loc[:1] == ('feeds',) else 'section'}"
        case "value_error":
            what = f"{name} {str(detail['input'])!r} {detail['ctx']['error']}"
        case "model_type":
            what = f"{name} must be a list of keys and values, not {detail['input']!r}"
        case _:
            said = detail["msg"][0].lower() + detail["msg"][1:]
            what = f"{name}: {said}, not {detail['input']!r}"
    others = len({_place(d["loc"], lines) for d in details}) - 1
    more = f" (and {others} more)" if others else ""
    return f"{path}:{lines[loc]}: {what}{more}"


def _place(loc: Loc, lines: dict[Loc, int]) -> Loc:
    """The part of a location that stands in the file: a missing key and the branches of a union do not."""
    while loc and loc not in lines:
        loc = loc[:-1]
    return loc


def _keys(loc: Loc) -> list[str]:
    """The keys allowed beside the last one of a location."""
    sections: dict[str | int, type[BaseModel]] = {"feeds": _FeedEntry, "settings": Settings}
    return list((sections[loc[0]] if loc[1:] else _File).model_fields)
