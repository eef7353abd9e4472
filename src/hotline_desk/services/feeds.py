"""The telephone lines of this workplace: what is listened to, and whether a box answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from hotline_desk.adapters.telephony.reader import check_connection
from hotline_desk.adapters.telephony.urls import DEFAULT_PORTS, FeedAddress, parse
from hotline_desk.core.errors import UserError
from hotline_desk.core.settings import Settings
from hotline_desk.core.text import N_
from hotline_desk.services.access import write_setting
from hotline_desk.services.context import Context

KINDS = {"fritzbox": N_("FRITZ!Box"), "asterisk": N_("Asterisk")}


@dataclass(frozen=True)
class Feed:
    """One line. `url` as in `fritzbox://fritz.box:1012#Office`; one that is not `active` is not listened to."""

    url: str
    active: bool = True

    @property
    def address(self) -> FeedAddress:
        """What the URL says. Raises UserError for nonsense."""
        return parse(self.url)


def feeds_of(settings: Settings) -> list[Feed]:
    """The lines kept at this workplace, in their order."""
    return [Feed(str(each["url"]), bool(each.get("active", True))) for each in settings["feeds"] if each.get("url")]


def feed_url(kind: str, place: str, name: str = "") -> str:
    """The URL of a line from what people type: host or host:port, and a name. Raises UserError for nonsense."""
    place = place.strip()
    if not place:
        raise UserError("value.missing", field=N_("Address of the box"))
    url = place if "://" in place else f"{kind}://{place}"
    if name.strip() and "#" not in url:
        url += f"#{quote(name.strip(), safe='')}"
    address = parse(url)
    if "://" in place or "?" in place or "@" in place or address.port != DEFAULT_PORTS[kind]:
        return url
    return url.replace(place, address.place, 1)


def keep_feeds(ctx: Context, feeds: Sequence[Feed]) -> None:
    """Keeps these lines for this workplace. Raises UserError if one cannot be used or two have one name."""
    names = [feed.address.name for feed in feeds]
    for name in names:
        if names.count(name) > 1:
            raise UserError("value.taken", field=N_("Name"), value=name)
    write_setting(ctx, "feeds", [{"url": feed.url, "active": feed.active} for feed in feeds])


def check_feed(url: str) -> FeedAddress:
    """Connects once to the line and hangs up. Raises UserError if nobody answers."""
    address = parse(url)
    check_connection(address)
    return address
