"""The first quarter of an hour, by keys: nothing is there yet."""

from __future__ import annotations

import pytest

from hotline_desk.demo.fritzbox import FritzBox
from hotline_desk.services.access import active_people
from hotline_desk.services.views.journal import JournalFilter, journal
from hotline_desk.store.engine import database_url
from hotline_desk.store.opening import open_store
from tests.acceptance.driven import company

pytestmark = [pytest.mark.x11]


@pytest.fixture
def box():
    with FritzBox() as found:
        yield found


def test_an_own_company_is_set_up_with_a_connection_test_and_a_test_call(tmp_path, begin, box):
    desk = begin(tmp_path / "own")
    desk.until(lambda seen: seen["windows"] == ["Welcome"] and seen["focus"]["type"] == "Card")
    pointer = desk.pointer()
    desk.keys("Tab", "Tab")
    desk.until(lambda seen: seen["focus"]["text"] == "Deutsch")
    desk.keys("space")
    desk.until(lambda seen: "Willkommen" in seen["texts"][0])
    desk.keys("alt+e")
    desk.until(lambda seen: seen["focus"]["name"] == "Firma")
    desk.type("Hotline Muster GmbH")
    desk.keys("Tab")
    desk.type("Greta Muster")
    desk.keys("Tab", "Tab")
    desk.until(lambda seen: seen["focus"]["text"] == "Deutschland")
    desk.keys("Tab")
    desk.type("0911")
    desk.keys("Return")
    desk.until(lambda seen: seen["focus"]["name"] == "Netzadresse")
    desk.type(f"127.0.0.1:{box.port}")
    desk.keys("alt+p")
    desk.until(lambda seen: "antwortet" in seen["texts"][0])
    desk.keys("Return")
    ringing = desk.until(lambda seen: seen.get("front") and seen["popups"])
    assert "Hotline Muster GmbH" in ringing["title"]
    assert box.wait_for_listener(20)
    desk.keys("F2")
    desk.front("ticket")
    assert desk.pointer() == pointer
    with company(tmp_path / "own", None) as ctx:
        wanted = {"company.name": "Hotline Muster GmbH", "company.area_code": "0911", "company.country": "DE",
                  "company.zone": "Europe/Berlin", "company.language": "de"}
        assert {key: ctx.settings[key] for key in wanted} == wanted
        assert (ctx.user.name, [feed["url"] for feed in ctx.settings["feeds"]]) == ("Greta Muster", [box.url])
    box.ring("0911123456")
    desk.until(lambda seen: any("+49 911 123456" in popup for popup in seen["popups"]))
    desk.stored(lambda: any(row.number == "+49911123456" for row in calls(tmp_path / "own")))
    assert desk.quit() == 0
    assert desk.quiet() == ""


def calls(folder):
    with company(folder, None) as ctx:
        return journal(ctx, JournalFilter(), 20)


def test_the_sample_company_is_one_key_away_and_its_telephone_rings(tmp_path, begin):
    desk = begin(tmp_path / "sample")
    desk.until(lambda seen: seen["windows"] == ["Welcome"] and seen["focus"]["type"] == "Card")
    desk.keys("space")
    desk.until(lambda seen: seen.get("front"), 60)
    desk.until(lambda seen: "verbunden" in seen["status"]["feed"], 30)
    desk.keys("ctrl+shift+t")
    desk.until(lambda seen: seen["popups"])
    desk.keys("F2")
    desk.front("ticket")
    store = open_store(database_url(tmp_path / "sample", None))
    assert len(active_people(store)) >= 3
    store.close()
    assert desk.quit() == 0
    assert desk.quiet() == ""


def test_closing_the_choice_ends_the_program_and_leaves_no_company(tmp_path, begin):
    desk = begin(tmp_path / "none")
    desk.until(lambda seen: seen["windows"] == ["Welcome"])
    desk.keys("alt+F4")
    assert desk.over() == 0
    assert not list((tmp_path / "none").glob("hotline*.sqlite"))
