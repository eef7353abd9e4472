"""What the manual tells to set at telephones and telephone systems is understood by the lines."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from hotline_desk.adapters.telephony.push import PushTranslator, Request
from hotline_desk.adapters.telephony.urls import ROLES, parse
from hotline_desk.core.phone import NumberPlan
from hotline_desk.ui.help.pages import read_manual
from hotline_desk.ui.setup.push_address import EVENTS, TEMPLATES
from tests.house import manual

LANGUAGE = pytest.mark.parametrize("language", manual.LANGUAGES)
AT = datetime(2026, 11, 21, 14, 3, 22, tzinfo=UTC)
FILLED = {
    "$call-id": "3a1c8@192.168.178.31", "$call_id": "33093", "$remote": "sip:030123456@192.168.178.2",
    "$local": "sip:11@192.168.178.2", "$active_user": "11", "$display_remote": "Anna Berg", "$mac": "0004134A",
}


def templates(language: str, maker: str) -> dict[str, str]:
    """The templates for the telephones of a maker, by their events."""
    text = manual.page(language, "telephony")
    start = text.index(f"| {maker}, ")
    table = text[start:text.index("\n\n", start)]
    return {re.findall(r"event=(\w+)", found)[0]: found.split("?", 1)[1]
            for found in re.findall(r"`(BAS[A-Z]+\?[^`]+)`", table)}


def asked(template: str) -> Request:
    """The request of a telephone that fills the template in, with no care for special signs."""
    for name, value in FILLED.items():
        template = re.sub(re.escape(name) + r"(?![\w-])", value, template)
    assert "$" not in template
    return Request("GET", f"/hotline?{template}", peer="192.168.178.31")


@LANGUAGE
@pytest.mark.parametrize("maker", ["snom", "Yealink", "Grandstream"])
@pytest.mark.parametrize(("events", "kinds", "direction"), [
    (("ringing", "answered", "ended"), ["ringing", "answered", "ended"], "in"),
    (("ringing", "missed"), ["ringing", "ended"], "in"),
    (("outgoing", "answered", "ended"), ["ringing", "answered", "ended"], "out"),
])
def test_the_templates_tell_whole_calls(language, maker, events, kinds, direction):
    told, push = templates(language, maker), PushTranslator("push", NumberPlan("DE", "030"), "")
    assert set(told) == {"ringing", "outgoing", "answered", "ended", "missed"}
    heard = []
    for n, event in enumerate(events):
        heard += push.take(asked(told[event]), AT + timedelta(seconds=20 * n)).events
    assert [event.kind for event in heard] == kinds
    assert {(event.call_id, event.direction) for event in heard} == {(heard[0].call_id, direction)}
    other = {event.called_number if direction == "out" else event.caller_number for event in heard}
    assert other == {"+4930123456"}
    assert heard[0].extension == "11"


@LANGUAGE
@pytest.mark.parametrize("maker", ["snom", "Yealink", "Grandstream"])
def test_the_desk_shows_the_templates_of_the_manual(language, maker):
    template = TEMPLATES[maker.casefold()].replace("&name=$display_remote", "")
    shown = {event: template.format(base="", event=event).partition("?")[2] for event, _ in EVENTS}
    assert shown == {event: told.replace("&name=$display_remote", "") for event, told in templates(
        language, maker).items()}


@LANGUAGE
def test_the_example_of_any_provider_is_a_whole_call(language):
    push = PushTranslator("push", NumberPlan("DE", "030"), "")
    kinds = []
    for line in "\n".join(manual.fences(manual.page(language, "telephony"), "sh")).splitlines():
        _, _, body, url = shlex.split(line)
        assert re.fullmatch(r"http://127\.0\.0\.1:8765/hotline/[A-Z]+", url)
        kinds += [event.kind for event in push.take(Request("POST", "/hotline", body=body.encode()), AT).events]
    assert kinds == ["ringing", "answered", "ended"]


@LANGUAGE
def test_every_kind_of_line_has_its_section(language):
    page = next(page for page in read_manual(language).pages if page.name == "telephony")
    assert set(page.sections) == set(ROLES)
    assert "<a id" not in page.text


@LANGUAGE
def test_every_address_of_a_line_is_one(language):
    text = manual.page(language, "telephony")
    urls = {span for line in manual.typed(text) for span in shlex.split(line.replace("'", ""))
            if re.match(rf"({'|'.join(map(re.escape, ROLES))})://", span)}
    assert {parse(quote(url, safe=":/?#@=&+.,%")).kind for url in urls} == set(ROLES)
