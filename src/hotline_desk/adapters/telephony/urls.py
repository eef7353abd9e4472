"""Feeds are URLs with a name.

fritzbox://192.168.178.1:1012#Office            we connect to the box
asterisk://user@host?trunk=PJSIP/trunk&tls=1    we connect and log in
modem:///dev/ttyUSB0?baud=115200, modem://COM3  a serial port; modem://host:port is a serial server
hipath://0.0.0.0:4000, smdr+avaya://...         the exchange connects to us; with ?connect=1 we to it
smdr+panasonic://host:2300                      we connect to the exchange; with ?listen=1 it to us
push://127.0.0.1:8765                           the exchange sends requests to us
tapi://, tapi:///?line=NAME                     the telephone lines of Windows
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from hotline_desk.core.errors import UserError
from hotline_desk.core.log import without_secrets

CONNECT, LISTEN, SERIAL, HTTP, SYSTEM = "connect", "listen", "serial", "http", "system"
ROLES = {
    "fritzbox": CONNECT, "asterisk": CONNECT, "modem": CONNECT, "hipath": LISTEN, "smdr+avaya": LISTEN,
    "smdr+panasonic": CONNECT, "push": HTTP, "tapi": SYSTEM,
}
"""How each kind gets its calls where its URL does not say otherwise."""
DEFAULT_PORTS = {"fritzbox": 1012, "asterisk": 5038, "modem": 4001, "hipath": 4000, "smdr+avaya": 8808,
                 "smdr+panasonic": 2300, "push": 8765}
_ON_A_PORT = frozenset({"modem", "hipath", "smdr+avaya", "smdr+panasonic"})
_COM = re.compile(r"com[0-9]{1,3}", re.IGNORECASE)
_DEVICE = re.compile(r"/dev/[\w.:+@/-]{1,100}")
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
    path: str = ""

    @property
    def role(self) -> str:
        """How its calls are heard: `CONNECT`, `LISTEN`, `SERIAL`, `HTTP` or `SYSTEM`; `path` is the serial device."""
        usual = ROLES[self.kind]
        if usual in (HTTP, SYSTEM):
            return usual
        if self.path:
            return SERIAL
        if self.kind in _ON_A_PORT:
            if self.option("connect").casefold() in _YES:
                return CONNECT
            if self.option("listen").casefold() in _YES:
                return LISTEN
        return usual

    def option(self, name: str, default: str = "") -> str:
        """The first value of an option, stripped."""
        return next((value.strip() for key, value in self.options if key == name), default)

    @property
    def on_a_port(self) -> bool:
        """Whether it is a kind of source with a serial port, maybe behind a server that brings it into the network."""
        return self.kind in _ON_A_PORT

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
        """Host and port for people; of a serial line its device, of the system's lines which one."""
        if self.role == SYSTEM:
            return self.option("line") or self.host or self.name
        if self.path:
            return self.path
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
    if kind not in ROLES:
        raise UserError("feed.kind", kind=kind, known=", ".join(sorted(ROLES)))
    if port == 0 or ("@" in parts.netloc and kind not in _WITH_USER) or parts.password is not None:
        raise wrong
    path = _device(kind, parts.netloc, parts.path)
    if not path and (parts.path not in ("", "/") or not (_is_host(host) or (ROLES[kind] == SYSTEM and not host))):
        raise wrong
    user = unquote(parts.username or "")
    if kind in _WITH_USER and not user:
        raise UserError("feed.user", url=without_secrets(url.strip())[:_LONGEST_NAME])
    options = tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    ports = _ENCRYPTED_PORTS if kind in _ENCRYPTED_PORTS and _is_encrypted(options) else DEFAULT_PORTS
    port = port or (0 if path else ports.get(kind, 0))
    # How a line is read may be set anew at any time; its calls stay filed under the same name.
    name = unquote(parts.fragment).strip() or _normal(
        kind, path or _hosted(host, port), () if kind in _WITH_USER | _ON_A_PORT else options)
    if len(name) > _LONGEST_NAME or not name.isprintable() or not user.isprintable():
        raise wrong
    return FeedAddress(kind, name, "" if path else host, port, options, user, path)


def _is_encrypted(options: tuple[tuple[str, str], ...]) -> bool:
    return any(key == "tls" and value.casefold() in _YES for key, value in options)


def _device(kind: str, netloc: str, path: str) -> str:
    """The serial device that the URL names, "" for none."""
    if kind not in _ON_A_PORT:
        return ""
    if not netloc and _DEVICE.fullmatch(path) and ".." not in path:
        return path
    return netloc.upper() if _COM.fullmatch(netloc) and path in ("", "/") else ""


def _normal(kind: str, place: str, options: tuple[tuple[str, str], ...]) -> str:
    query = f"?{urlencode(options)}" if options else ""
    return without_secrets(f"{kind}://{place}{query}")


def _hosted(host: str, port: int) -> str:
    return f"{_bracketed(host)}:{port}" if port else _bracketed(host)


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
