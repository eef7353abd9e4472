"""Feeds are URLs with a name: `fritzbox://192.168.178.1:1012#Office`."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from hotline_desk.core.errors import UserError
from hotline_desk.core.log import without_secrets

DEFAULT_PORTS = {"fritzbox": 1012}
_LONGEST_NAME = 120
_HOST = re.compile(r"[\w](?:[\w.-]*[\w])?\.?")


@dataclass(frozen=True)
class FeedAddress:
    """Where a feed is and what its calls are filed under: `name` is the #fragment, else the URL itself."""

    kind: str
    name: str
    host: str
    port: int
    options: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> str:
        """Host and port for people."""
        return f"{_bracketed(self.host)}:{self.port}"


def parse(url: str) -> FeedAddress:
    """The address a feed URL names. Raises UserError feed.url for nonsense, feed.kind for an unknown kind.

    A URL with user or password is refused too: secrets don't belong there.
    """
    wrong = UserError("feed.url", url=without_secrets(url.strip())[:_LONGEST_NAME])
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise wrong from None
    kind = parts.scheme
    if not kind or "://" not in url:
        raise wrong
    if kind not in DEFAULT_PORTS:
        raise UserError("feed.kind", kind=kind, known=", ".join(sorted(DEFAULT_PORTS)))
    if port == 0 or "@" in parts.netloc or parts.path not in ("", "/") or not _is_host(host):
        raise wrong
    options = tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    port = port or DEFAULT_PORTS[kind]
    name = unquote(parts.fragment).strip() or _normal(kind, host, port, options)
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise wrong
    return FeedAddress(kind, name, host, port, options)


def _normal(kind: str, host: str, port: int, options: tuple[tuple[str, str], ...]) -> str:
    query = f"?{urlencode(options)}" if options else ""
    return without_secrets(f"{kind}://{_bracketed(host)}:{port}{query}")


def _is_host(host: str) -> bool:
    if ":" in host:
        try:
            ipaddress.IPv6Address(host)
        except ValueError:
            return False
        return True
    return bool(_HOST.fullmatch(host))


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
