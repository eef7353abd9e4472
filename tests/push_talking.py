"""Requests of telephone systems as tests send them to the translator."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from hotline_desk.adapters.telephony.push import Heard, PushTranslator, Request
from hotline_desk.core.phone import NumberPlan
from hotline_desk.domain.calls import CallEvent
from tests.fritz_stream import PLAN

AT = datetime(2026, 11, 21, 14, 3, 22, tzinfo=UTC)
SECRET = "geheim/9"
PATH = "/hotline/geheim%2F9"
FORM = {"content-type": "application/x-www-form-urlencoded", "host": "calls.example.com:8765"}
GENERIC = {"from": "493023125741", "to": "492214710334", "direction": "in", "callId": "c1"}


class Talking:
    """A translator, the seconds that pass, and the events it has told."""

    def __init__(self, plan: NumberPlan = PLAN, secret: str = SECRET, public: str = "") -> None:
        self.translator = PushTranslator("Push", plan, secret, public)
        self.now = AT

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def take(self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> Heard:
        heard = self.translator.take(Request(method, path, headers or FORM, body, "192.0.2.7"), self.now)
        self.now += timedelta(milliseconds=10)
        return heard

    def form(self, path: str = PATH, **fields: Any) -> Sequence[CallEvent]:
        """The events of a form; `of` stands for `from`, and lists are given as user[]=..&user[]=.."""
        return self.take("POST", path, FORM, form_body(fields)).events

    def json(self, **fields: Any) -> Sequence[CallEvent]:
        body = json.dumps(fields).encode()
        return self.take("POST", PATH, {"content-type": "application/json"}, body).events

    def get(self, query: str, path: str = PATH) -> Sequence[CallEvent]:
        return self.take("GET", f"{path}?{query}").events


def form_body(fields: dict[str, Any]) -> bytes:
    named = {"from" if key == "of" else key: value for key, value in fields.items()}
    return urlencode(named, doseq=True).encode()


def short(events: Sequence[CallEvent]) -> list[tuple[str, str, str]]:
    return [(event.kind, event.call_id, event.extension) for event in events]
