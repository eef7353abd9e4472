"""Calls that are told of by HTTP: a request in, the reply and the events out. No sockets here.

The path is /hotline/<token> and may end with the name of a dialect: /hotline/<token>/phone. The token is the secret
of the line; without a secret the path is /hotline alone.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import quote, unquote

from hotline_desk.adapters.telephony.pushcalls import PushCalls
from hotline_desk.adapters.telephony.pushdialects import DIALECTS, PLACETEL, SIPGATE, dialect_of, one, told
from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain.calls import CallEvent

LOGGER = logging.getLogger(__name__)
ROOT = "hotline"
MOST_BYTES = 64 * 1024
_MOST_FIELDS, _LOGGED = 200, 20
_JSON, _XML, _PLAIN = "application/json", "application/xml", "text/plain; charset=utf-8"
_IN_PATHS = "/%:@!$&'()*+,;=~"
_HOST = re.compile(r"[\w.-]+(:[0-9]{1,5})?|\[[0-9a-fA-F:.]+\](:[0-9]{1,5})?")


@dataclass(frozen=True)
class Request:
    """One request. Names of headers are lower case; `path` is with its query, `peer` the address it came from."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    peer: str = ""
    scheme: str = "http"


@dataclass(frozen=True)
class Reply:
    """What is answered."""

    status: int
    content_type: str = _PLAIN
    body: bytes = b""


@dataclass(frozen=True)
class Heard:
    """The reply, to be given once the events are stored. `known` tells whether the sender knew the token."""

    reply: Reply
    events: Sequence[CallEvent] = ()
    known: bool = True


class PushTranslator:
    """Translates the requests of one feed. `dropped` counts those that made no sense or came from a stranger.

    `public` is where the sender sees us if not under the name it asked for: "https://calls.example.com".
    """

    def __init__(self, feed: str, plan: NumberPlan, secret: str, public: str = "") -> None:
        self.dropped = 0
        self._feed = feed
        self._plan = plan
        self._secret = secret
        self._public = public.rstrip("/")
        self._calls = PushCalls(feed)

    def take(self, request: Request, at: datetime) -> Heard:
        """What a request received `at` (UTC) means. Never raises. The same again gives the same again."""
        path, _, query = request.path.partition("?")
        dialect = self._entrance(path)
        if dialect is None:
            return self._refuse(Reply(404), "unknown address", known=False)
        if request.method not in ("GET", "POST"):
            return self._refuse(Reply(405), "method")
        if "origin" in request.headers or request.headers.get("sec-fetch-site", "none") != "none":
            return self._refuse(Reply(403), "sent by a page in a browser")  # it could reach the loopback too
        if request.method == "GET" and not query:
            return Heard(Reply(200, body=b"Hotline Desk\n"))  # somebody looks whether the address is right
        fields = _fields(request, query)
        if fields is None:
            return self._refuse(Reply(400), "not readable")
        dialect = dialect or dialect_of(request.method, request.headers, fields)
        if dialect == PLACETEL and not self._is_signed(request):
            return self._refuse(Reply(403), "signature")
        return self._told(dialect, request, fields, at)

    def overdue(self, at: datetime) -> Sequence[CallEvent]:
        """Ends that nobody will tell; asked for now and then. Never raises."""
        return self._calls.overdue(at)

    def _told(self, dialect: str, request: Request, fields: Mapping[str, list[str]], at: datetime) -> Heard:
        news = told(dialect, fields, self._plan, request.peer)
        if news is None:
            if not one(fields, "event"):
                return self._refuse(Reply(400), "no event")
            # Events of other kinds are sent too; refused, the sender might stop to send at all.
            return self._refuse(self._reply(dialect, request, hooks=False), "no event of ours")
        hooks = dialect == SIPGATE and one(fields, "event").casefold() == "newcall"
        return Heard(self._reply(dialect, request, hooks), self._calls.take(news, at))

    def _reply(self, dialect: str, request: Request, hooks: bool) -> Reply:
        if dialect == SIPGATE:
            where = escape(self._where(request)) if hooks else ""
            said = f' onAnswer="{where}" onHangup="{where}"' if where else ""
            return Reply(200, _XML, f'<?xml version="1.0" encoding="UTF-8"?>\n<Response{said}/>\n'.encode())
        if request.method == "GET":
            return Reply(200)  # telephones show on their display what they are answered
        return Reply(200, _JSON, b"{}")

    def _where(self, request: Request) -> str:
        """The URL that the request came to, "" if it does not say."""
        path = request.path.partition("?")[0]
        if self._public:
            return self._public + quote(path, safe=_IN_PATHS)
        host = _outermost(request, "x-forwarded-host") or request.headers.get("host", "")
        scheme = _outermost(request, "x-forwarded-proto") or request.scheme
        if not _HOST.fullmatch(host) or scheme not in ("http", "https"):
            return ""
        return f"{scheme}://{host}{quote(path, safe=_IN_PATHS)}"

    def _entrance(self, path: str) -> str | None:
        """The dialect that the path names, "" if none; None for the wrong door."""
        root, *rest = path.strip("/").split("/")
        token = rest.pop(0) if self._secret and rest else ""
        right = hmac.compare_digest(unquote(token).encode("utf-8", "replace"), self._secret.encode("utf-8", "replace"))
        dialect = rest[0].casefold() if rest else ""
        if root != ROOT or not right or len(rest) > 1 or (dialect and dialect not in DIALECTS):
            return None
        return dialect

    def _is_signed(self, request: Request) -> bool:
        """Whether the signature is right. Without one the token in the path has to do."""
        signature = request.headers.get("x-placetel-signature", "").strip().casefold()
        if "x-placetel-signature" not in request.headers:
            return True
        right = hmac.new(self._secret.encode("utf-8", "replace"), request.body, hashlib.sha256).hexdigest()
        return bool(self._secret) and hmac.compare_digest(signature.encode("utf-8", "replace"), right.encode())

    def _refuse(self, reply: Reply, why: str, known: bool = True) -> Heard:
        self.dropped += 1
        level = logging.INFO if self.dropped <= _LOGGED else logging.DEBUG
        LOGGER.log(level, "%s: a request was not understood (%s)", self._feed, why)
        return Heard(reply, known=known)


def entrance(scheme: str, place: str, secret: str) -> str:
    """The address to be set at the telephone system; it holds the secret and is to be shown to its owner alone."""
    return f"{scheme}://{place}/{ROOT}" + (f"/{quote(secret, safe='')}" if secret else "")


def shown(request: Request) -> str:
    """The request for a trace: without the token."""
    path, _, query = request.path.partition("?")
    last = path.rstrip("/").rpartition("/")[2].casefold()
    where = f"/{ROOT}/***" + (f"/{last}" if last in DIALECTS else "") + (f"?{query}" if query else "")
    return f"{request.method} {where} {request.body[:1500].decode('utf-8', 'replace')}".strip()


def _outermost(request: Request, header: str) -> str:
    """What the first of several proxies saw."""
    return request.headers.get(header, "").partition(",")[0].strip()


def _fields(request: Request, query: str) -> dict[str, list[str]] | None:
    """The fields of query and body, each with its values; None if the body makes no sense."""
    fields = _form(query, plus_is_space=False)
    if fields is None or not request.body.strip():
        return fields
    if "json" in request.headers.get("content-type", "").casefold() or request.body.lstrip()[:1] == b"{":
        more = _of_json(request.body)
    else:
        more = _form(request.body.decode("utf-8", "replace"), plus_is_space=True)
    return None if more is None else {**fields, **more}


def _form(text: str, plus_is_space: bool) -> dict[str, list[str]] | None:
    """Telephones put numbers with "+" into their URLs as they are; in a form a plus is a space."""
    fields: dict[str, list[str]] = {}
    pairs = [pair for pair in text.strip().split("&") if pair]
    if len(pairs) > _MOST_FIELDS:
        return None
    for pair in pairs:
        key, _, value = (part.replace("+", " ") if plus_is_space else part for part in pair.partition("="))
        fields.setdefault(unquote(key).strip(), []).append(unquote(value))
    return fields


def _of_json(body: bytes) -> dict[str, list[str]] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or len(found) > _MOST_FIELDS:
        return None
    return {str(key): [text for value in _listed(found[key]) if (text := _text(value)) is not None] for key in found}


def _listed(value: Any) -> list[Any]:
    return value[:_MOST_FIELDS] if isinstance(value, list) else [value]


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
