"""Feeds are URLs with a name: `fritzbox://192.168.178.1:1012#Office`, `asterisk://user@host?trunk=PJSIP/trunk`."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from hotline_desk.core.errors import UserError
from hotline_desk.core.log import without_secrets

DEFAULT_PORTS = {"fritzbox": 1012, "asterisk": 5038}
_ENCRYPTED_PORTS = {"asterisk": 5039}
_WITH_USER = frozenset({"asterisk"})
_YES = frozenset({"1", "yes", "true", "on"})
_LONGEST_NAME = 120
_HOST = re.compile(r"[\w](?:[\w.-]*[\w])?\.?")


@dataclass(frozen=True)
class FeedAddress:
    """Where a feed is and what its calls are filed under: `name` is the #fragment, else the URL itself.

    `user` is who logs in, "" where nobody does; the secret that goes with it is never part of a URL.
    """

    kind: str
    name: str
    host: str
    port: int
    options: tuple[tuple[str, str], ...] = ()
    user: str = ""

    @property
    def encrypted(self) -> bool:
        """Whether the connection is to be made with TLS."""
        return _is_encrypted(self.options)

    def chosen(self, option: str) -> list[str]:
        """The values of an option that may be given several times, or once with commas."""
        values = [part.strip() for key, value in self.options if key == option for part in value.split(",")]
        return [value for value in values if value]

    @property
    def place(self) -> str:
        """Host and port for people."""
        return f"{_bracketed(self.host)}:{self.port}"


def parse(url: str) -> FeedAddress:
    """The address a feed URL names. Raises UserError feed.url for nonsense, feed.kind for an unknown kind.

    A URL with a password is refused too: secrets don't belong there. So is one with a user where nobody logs in,
    and, as feed.user, one without a user where somebody has to.
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
    if port == 0 or ("@" in parts.netloc and kind not in _WITH_USER) or parts.password is not None:
        raise wrong
    if parts.path not in ("", "/") or not _is_host(host):
        raise wrong
    user = unquote(parts.username or "")
    if kind in _WITH_USER and not user:
        raise UserError("feed.user", url=without_secrets(url.strip())[:_LONGEST_NAME])
    options = tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    ports = _ENCRYPTED_PORTS if kind in _ENCRYPTED_PORTS and _is_encrypted(options) else DEFAULT_PORTS
    port = port or ports[kind]
    # How a line is read may be set anew at any time; its calls stay filed under the same name.
    name = unquote(parts.fragment).strip() or _normal(kind, host, port, () if kind in _WITH_USER else options)
    if len(name) > _LONGEST_NAME or not name.isprintable() or not user.isprintable():
        raise wrong
    return FeedAddress(kind, name, host, port, options, user)


def _is_encrypted(options: tuple[tuple[str, str], ...]) -> bool:
    return any(key == "tls" and value.casefold() in _YES for key, value in options)


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
