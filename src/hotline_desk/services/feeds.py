"""The telephone lines of this workplace: what is listened to, what people type for a line, and whose number it told."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlencode

from sqlalchemy.orm import Session

from hotline_desk.adapters.secrets import forget_secret, keep_secret, secret_of
from hotline_desk.adapters.telephony.push import entrance
from hotline_desk.adapters.telephony.urls import CONNECT, DEFAULT_PORTS, LISTEN, SERIAL, FeedAddress, parse
from hotline_desk.core.errors import UserError
from hotline_desk.core.settings import Settings
from hotline_desk.core.text import N_
from hotline_desk.services.access import write_setting
from hotline_desk.services.act import reading
from hotline_desk.services.context import Context
from hotline_desk.store.addresses import match_number

KINDS = {
    "fritzbox": N_("FRITZ!Box"), "asterisk": N_("Asterisk"), "modem": N_("Modem or ISDN adapter"),
    "hipath": N_("HiPath"), "smdr+avaya": N_("Avaya IP Office"), "smdr+panasonic": N_("Panasonic KX"),
    "push": N_("Cloud exchange or desk telephones"), "tapi": N_("Telephone lines of Windows (TAPI)"),
}
WITH_SECRET = frozenset({"asterisk", "push", "smdr+panasonic"})
WAYS = {
    "fritzbox": (CONNECT,), "asterisk": (CONNECT,), "modem": (SERIAL, CONNECT), "hipath": (LISTEN, CONNECT, SERIAL),
    "smdr+avaya": (LISTEN, CONNECT), "smdr+panasonic": (CONNECT, LISTEN, SERIAL), "push": (LISTEN,), "tapi": (),
}
"""How a kind of line may be connected, the usual way first."""
_EVERYWHERE = frozenset({"0.0.0.0", "::"})
_BAUDS = {"modem": "115200", "hipath": "9600", "smdr+panasonic": "9600"}
_OWN_OPTIONS = ("baud", "connect", "listen", "tls", "ca", "trunk", "context", "phone", "dial_context", "line", "url")


@dataclass(frozen=True)
class Feed:
    """One line. `url` as in `fritzbox://fritz.box:1012#Office`; one that is not `active` is not listened to."""

    url: str
    active: bool = True

    @property
    def address(self) -> FeedAddress:
        """What the URL says. Raises UserError for nonsense."""
        return parse(self.url)


@dataclass(frozen=True)
class Draft:
    """What people fill in for a line. `place` is host or host:port, `device` a serial port; `way` how it is heard.

    `further` are options of the URL that have no field here; they are kept.
    """

    kind: str = "fritzbox"
    name: str = ""
    way: str = CONNECT
    place: str = ""
    device: str = ""
    baud: str = ""
    user: str = ""
    encrypted: bool = False
    ca: str = ""
    trunk: str = ""
    context: str = ""
    phone: str = ""
    dial_context: str = ""
    line: str = ""
    public: str = ""
    further: tuple[tuple[str, str], ...] = field(default=())

    def url(self) -> str:
        """The URL of the line. Raises UserError for what is missing or makes no sense."""
        options = list(self.further)
        if self.kind == "tapi":
            return self._named("tapi:///", [*options, ("line", self.line)])
        if self.way == SERIAL:
            if not self.device.strip():
                raise UserError("value.missing", field=N_("Port"))
            device = self.device.strip()
            begin = f"{self.kind}://{device}"
            return self._named(begin, [*options, ("baud", "" if self.baud == _BAUDS.get(self.kind) else self.baud)])
        if not self.place.strip():
            raise UserError("value.missing", field=N_("Network address"))
        if "://" in self.place:  # who knows how a line is written may type it as a whole
            whole = draft_of(self.place.strip())
            return replace(whole, name=self.name.strip() or whole.name).url()
        if self.way != WAYS[self.kind][0] and self.kind not in ("modem", "push"):
            options.append((self.way, "1"))
        options.append(("url", self.public if self.kind == "push" else ""))
        return self._named(f"{self.kind}://{self._login()}{self.place.strip()}", [*options, *self._of_asterisk()])

    def _login(self) -> str:
        if self.kind != "asterisk":
            return ""
        if not self.user.strip():
            raise UserError("value.missing", field=N_("User"))
        return f"{quote(self.user.strip(), safe='')}@"

    def _of_asterisk(self) -> list[tuple[str, str]]:
        if self.kind != "asterisk":
            return []
        told = [("trunk", self.trunk), ("context", self.context), ("phone", self.phone),
                ("dial_context", self.dial_context)]
        return [("tls", "1"), ("ca", self.ca), *told] if self.encrypted else told

    def _named(self, begin: str, options: Sequence[tuple[str, str]]) -> str:
        said = [(key, value.strip()) for key, value in options if value.strip()]
        query = f"?{urlencode(said, safe='/:,*{}')}" if said else ""
        fragment = f"#{quote(self.name.strip(), safe='')}" if self.name.strip() else ""
        url = f"{begin}{query}{fragment}"
        parse(url)
        return url


def draft_of(url: str) -> Draft:
    """What was filled in for this URL. Raises UserError for nonsense."""
    address = parse(url)
    way = LISTEN if address.kind == "push" else address.role
    place = address.place if address.host else ""
    usual = f":{DEFAULT_PORTS.get(address.kind, 0)}"
    if address.kind not in ("push",) and way == CONNECT and not address.encrypted:
        place = place.removesuffix(usual)
    return Draft(
        address.kind, address.name if "#" in url else "", way, place, address.path,
        address.option("baud", _BAUDS.get(address.kind, "")), address.user, address.encrypted, address.option("ca"),
        ", ".join(address.chosen("trunk")), ", ".join(address.chosen("context")), address.option("phone"),
        address.option("dial_context"),
        address.option("line"), address.option("url"),
        tuple(pair for pair in address.options if pair[0] not in _OWN_OPTIONS))


def new_draft(kind: str) -> Draft:
    """The usual answers for a kind of line."""
    way = (*WAYS[kind], "")[0]
    places = {LISTEN: f"0.0.0.0:{DEFAULT_PORTS.get(kind, 0)}"}
    place = f"127.0.0.1:{DEFAULT_PORTS['push']}" if kind == "push" else places.get(way, "")
    return Draft(kind, way=way, place=place, baud=_BAUDS.get(kind, ""))


def feeds_of(settings: Settings) -> list[Feed]:
    """The lines kept at this workplace, in their order."""
    return [Feed(str(each["url"]), bool(each.get("active", True))) for each in settings["feeds"] if each.get("url")]


def keep_feeds(ctx: Context, feeds: Sequence[Feed]) -> None:
    """Keeps these lines for this workplace. Raises UserError if one cannot be used or two have one name."""
    names = [feed.address.name for feed in feeds]
    for name in names:
        if names.count(name) > 1:
            raise UserError("value.taken", field=N_("Name"), value=name)
    write_setting(ctx, "feeds", [{"url": feed.url, "active": feed.active} for feed in feeds])


def sending_url(place: str, token: str, public: str = "") -> str:
    """What is entered where calls of a push line come from, "" while `place` makes no sense.

    A line that is open to all is named by this computer's own name; `public` is where it is reached from outside.
    """
    if public.strip():
        scheme, _, reached = public.strip().rstrip("/").rpartition("://")
        return entrance(scheme or "https", reached, token)
    try:
        address = parse(f"push://{place.strip()}")
    except UserError:
        return ""
    reached = f"{platform.node()}:{address.port}" if address.host in _EVERYWHERE else address.place
    return entrance("https" if address.encrypted else "http", reached, token)


def keep_feed(ctx: Context, feed: Feed, secret: str = "", instead: str = "") -> bool:
    """Keeps one more line, or one in the place of the line with the URL `instead`, and its secret.

    False if there is no keyring for the secret: the line then has it until the program ends. An empty secret leaves
    it as it is, under the new name if the line got one. Raises UserError as `keep_feeds`.
    """
    before = feeds_of(ctx.settings)
    if instead in [each.url for each in before]:
        keep_feeds(ctx, [feed if each.url == instead else each for each in before])
    else:
        keep_feeds(ctx, [*before, feed])
    name, former = feed.address.name, parse(instead).name if instead else ""
    renamed = bool(former) and former != name
    if feed.address.kind not in WITH_SECRET:
        return True
    secret = secret or (secret_of(former) if renamed else "")
    safe = keep_secret(name, secret) if secret else True
    if renamed:
        forget_secret(former)
    return safe


def drop_feed(ctx: Context, url: str) -> str:
    """Takes a line away, and its secret out of the keyring; returns the secret, for taking it back."""
    gone = parse(url)
    secret = secret_of(gone.name) if gone.kind in WITH_SECRET else ""
    keep_feeds(ctx, [feed for feed in feeds_of(ctx.settings) if feed.url != url])
    if secret:
        forget_secret(gone.name)
    return secret


def take_back(ctx: Context, feeds: Sequence[Feed], name: str, secret: str) -> None:
    """Keeps the lines as they were before one was dropped, with its secret."""
    if secret:
        keep_secret(name, secret)
    keep_feeds(ctx, feeds)


@dataclass(frozen=True)
class Known:
    """An address that a number belongs to."""

    uid: str
    name: str


@reading("address.read")
def known_callers(ctx: Context, session: Session, number: str) -> list[Known]:
    """The addresses with this number (E.164), the surest first; none for a stranger."""
    return [Known(address.uid, address.name) for address, _contact in match_number(session, number)]


def switched(feeds: Sequence[Feed], url: str) -> list[Feed]:
    """The lines with this one switched on or off."""
    return [replace(feed, active=not feed.active) if feed.url == url else feed for feed in feeds]
