"""The first start: the sample company, or one's own in two steps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from hotline_desk.services.feeds import feeds_of
from tests.ui.whole_desk import Place


@pytest.fixture
def first(tmp_path, open_desk):
    """A desk at a workplace where nothing is yet, with its first window."""
    whole = open_desk.begin(Place(tmp_path / "new"))
    whole.until(lambda: getattr(whole.desktop, "welcome", None) is not None and whole.desktop.welcome.isVisible())
    whole.desktop.welcome._speak("en")
    return whole


def press(whole, widget):
    whole.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def fill(welcome):
    welcome.company.company.setText("Nord GmbH")
    welcome.company.person.setText("Änne Groß")
    welcome.company.area_code.setText("040")


def test_the_desk_stays_hidden_until_there_is_a_company(first):
    assert not first.desktop.desk.window.isVisible()


def test_a_company_of_ones_own_is_set_up_with_its_telephone_and_rings(first, box):
    welcome = first.desktop.welcome
    press(first, welcome.own_card)
    fill(welcome)
    first.qtbot.keyClick(welcome.company.area_code, Qt.Key.Key_Return)
    assert welcome.pages.currentIndex() == 2
    welcome.telephone.place.setText(f"127.0.0.1:{box.port}")
    welcome.telephone.name.setText("Büro")
    press(first, welcome.telephone.test)
    first.until(lambda: welcome.telephone.verdict.text() == f"127.0.0.1:{box.port} answers.")
    first.qtbot.keyClick(welcome.telephone.place, Qt.Key.Key_Return)
    first.until(lambda: first.desktop.ctx is not None)
    ctx = first.ctx
    assert (ctx.user.login, ctx.user.name, ctx.user.role) == ("aenne", "Änne Groß", "administrator")
    kept = [ctx.settings[f"company.{name}"] for name in ("name", "area_code", "country", "zone")]
    assert kept == ["Nord GmbH", "040", "DE", "Europe/Berlin"]
    assert [feed.address.name for feed in feeds_of(ctx.settings)] == ["Büro"]
    first.until(lambda: first.popups)
    assert first.active_kind() == "connect", "the telephone that was connected wants a call"
    assert box.wait_for_listener(10)
    assert first.desktop.desk.window.isVisible()
    first.do("panel.confirm")
    first.until(lambda: first.active_kind() == "start")


def test_a_mistake_stands_beside_its_field_and_nothing_is_made(first):
    welcome = first.desktop.welcome
    press(first, welcome.own_card)
    welcome.company.company.setText("Nord GmbH")
    first.qtbot.keyClick(welcome.company.company, Qt.Key.Key_Return)
    assert welcome.company.errors() == {"person": "Your name is missing. Fill it in."}
    assert welcome.pages.currentIndex() == 1
    assert not (first.desktop._folder / "hotline.sqlite").exists()


@pytest.mark.logs("feed.unreachable")
def test_a_box_that_does_not_answer_is_told_with_what_to_do(first):
    welcome = first.desktop.welcome
    press(first, welcome.own_card)
    fill(welcome)
    welcome._go(2)
    welcome.telephone.place.setText("127.0.0.1:9")
    press(first, welcome.telephone.test)
    first.until(lambda: "#96*5*" in welcome.telephone.verdict.text())


def test_country_and_language_lead_zone_and_words(first):
    company = first.desktop.welcome.company
    company.country.setCurrentIndex(company.country.findData("AT"))
    assert company.zone.currentText() == "Europe/Vienna"
    assert company.country.currentText() == "Austria"
    company.language.setCurrentIndex(company.language.findData("de"))
    assert company.country.currentText() == "Österreich"


def test_the_sample_company_opens_with_calls_that_ring(first):
    press(first, first.desktop.welcome.sample_card)
    first.qtbot.waitUntil(lambda: first.desktop.ctx is not None, timeout=60_000)
    assert first.ctx.settings["company.sample"]
    first.until(lambda: first.desktop.desk.window.status.text("feed").startswith("FRITZ!Box verbunden"))
    first.until(lambda: [row for row in first.journal() if row.state == "ringing"])
