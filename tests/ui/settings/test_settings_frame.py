"""Every setting of the catalogue can be found, changed at once, undone, and says beside the field what is wrong."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSpinBox

from hotline_desk.core.errors import UserError
from hotline_desk.core.settings import COMPANY, SETTINGS, Settings
from hotline_desk.ui.settings.frame import HIDDEN, OWN_FRAMES, SettingsFrame


class Kept:
    def __init__(self):
        self.values = {"ui.language": "en"}
        self.refuse = None

    def read(self):
        return Settings(self.values)

    def write(self, key, value):
        if self.refuse is not None:
            raise self.refuse
        self.values[key] = value


@pytest.fixture
def kept():
    return Kept()


@pytest.fixture
def frame(desk, kept):
    desk.windows.register("settings", lambda uid, **args: SettingsFrame(desk.shell, kept.read, kept.write, **args))
    return desk.windows.open("settings")


def shown(frame):
    return {key for form in frame._forms.values() for key in form._fields
            if not form.isHidden() and form._layout.isRowVisible(form.field(key).parentWidget())}


def editor(frame, key, kind):
    return frame._editors[key].findChild(kind)


def test_every_setting_is_on_a_page(frame):
    there = {key for form in frame._forms.values() for key in form._fields}
    assert there == set(SETTINGS) - HIDDEN
    assert all(SETTINGS[key].kind in OWN_FRAMES for key in there - set(frame._editors))


def test_a_search_shows_settings_of_all_pages_that_fit(frame):
    frame.search.setText("text size")
    assert shown(frame) == {"ui.font_percent"}
    frame.search.setText("dark")
    assert "ui.theme" in shown(frame)
    frame.search.setText("qqqq")
    assert shown(frame) == set() and frame.nothing.isVisible()
    frame.search.clear()
    assert shown(frame) == {k for k, s in SETTINGS.items() if s.group == "Company"} - HIDDEN


def test_a_change_is_stored_at_once(frame, kept, qtbot):
    editor(frame, "ui.font_percent", QSpinBox).setValue(120)
    qtbot.waitUntil(lambda: kept.values.get("ui.font_percent") == 120)


def test_what_others_changed_is_shown_but_never_over_what_is_being_typed(frame, kept):
    name, street = editor(frame, "company.name", QLineEdit), editor(frame, "company.street", QLineEdit)
    name.setFocus()
    QTest.keyClicks(name, "Mein")
    kept.values |= {"company.name": "Theirs", "company.street": "Their street"}
    frame.on_change("context", "")
    assert (name.text(), street.text()) == ("Mein", "Their street")


def test_it_can_be_opened_at_what_is_missing(frame, desk):
    desk.windows.open("settings", search="VAT id")
    assert shown(frame) == {"company.vat_id"}


def test_a_text_is_stored_when_the_field_is_left(frame, kept, qtbot):
    field = editor(frame, "company.name", QLineEdit)
    QTest.keyClicks(field, "Beispiel GmbH")
    assert "company.name" not in kept.values
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kept.values.get("company.name") == "Beispiel GmbH")


def test_a_change_can_be_undone(frame, kept, desk, qtbot):
    editor(frame, "billing.small_business", QCheckBox).setChecked(True)
    qtbot.waitUntil(lambda: bool(desk.window.strip.banners))
    desk.window.strip.banners[0].action_button.click()
    qtbot.waitUntil(lambda: kept.values["billing.small_business"] is False)
    qtbot.waitUntil(lambda: not editor(frame, "billing.small_business", QCheckBox).isChecked())


def test_the_default_comes_back_by_one_button(frame, kept, qtbot):
    editor(frame, "billing.days_to_pay", QSpinBox).setValue(30)
    qtbot.waitUntil(lambda: kept.values.get("billing.days_to_pay") == 30)
    reset = frame._resets["billing.days_to_pay"]
    qtbot.waitUntil(lambda: not reset.isHidden())
    reset.click()
    qtbot.waitUntil(lambda: kept.values["billing.days_to_pay"] == 14)
    qtbot.waitUntil(reset.isHidden)


def test_what_the_service_refuses_stands_beside_the_field(frame, kept, qtbot):
    kept.refuse = UserError("value.invalid", field="Time zone", value="Mars", hint="Choose another.")
    field = editor(frame, "company.zone", QLineEdit)
    field.setText("Mars")
    QTest.keyClick(field, Qt.Key.Key_Return)
    form = frame._forms["Company"]
    qtbot.waitUntil(lambda: "company.zone" in form.errors())
    assert "Mars" in form.errors()["company.zone"]


def test_who_may_not_change_the_company_sees_but_cannot(desk, kept):
    desk.windows.register("settings", lambda uid, **args: SettingsFrame(
        desk.shell, kept.read, kept.write, may_change=lambda scope: scope != COMPANY))
    frame = desk.windows.open("settings")
    assert not frame._editors["company.name"].isEnabled() and frame._editors["ui.theme"].isEnabled()


def test_names_follow_the_language(frame, desk):
    desk.shell.texts.use("de")
    assert frame.pages.item(0).text() == "Firma"
    assert editor(frame, "company.street", QLineEdit).accessibleName() == "Straße"
    desk.shell.texts.use("en")


def test_the_logo_is_shown_as_a_picture(desk, kept, qtbot):
    drawn = QImage(40, 20, QImage.Format.Format_RGB32)
    drawn.fill(Qt.GlobalColor.darkBlue)
    file = QBuffer()
    drawn.save(file, "PNG")
    desk.windows.register("settings", lambda _uid, **args: SettingsFrame(
        desk.shell, kept.read, kept.write, logo=lambda: bytes(file.data()), **args))
    frame = desk.windows.open("settings", search="logo")
    qtbot.waitUntil(lambda: not frame.logo.pixmap().isNull())
    assert "letter.logo" in shown(frame) and "letter.logo" not in frame._editors


def test_without_a_logo_that_is_said(frame):
    assert frame.logo.text() == "no logo"
