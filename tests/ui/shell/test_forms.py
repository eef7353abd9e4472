"""Fields have names and buddies, say beside them what is wrong, and panels never lose what was typed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit

from hotline_desk.core.errors import UserError
from hotline_desk.ui.shell.buttons import ButtonRow
from hotline_desk.ui.shell.forms import ChoiceBox, Form, SearchField, TypedField
from hotline_desk.ui.shell.panels import Panel
from hotline_desk.ui.shell.texts import Texts

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def form(shell, qtbot):
    made = Form(shell)
    qtbot.addWidget(made)
    made.row("name", "&Name", QLineEdit())
    made.row("city", "City", QLineEdit())
    made.show()
    return made


def test_a_label_is_the_buddy_of_its_field_and_shows_no_ampersand(form):
    captions = {label.text(): label for label in form.findChildren(QLabel) if label.buddy()}
    assert captions["&Name"].buddy() is form.field("name")
    assert form.field("name").accessibleName() == "Name"


def test_what_height_is_to_spare_goes_to_the_field_that_can_use_it(shell, qtbot):
    form = Form(shell)
    qtbot.addWidget(form)
    line, text = form.row("line", "&Line", QLineEdit()), form.row("text", "&Text", QPlainTextEdit())
    form.resize(400, 300)
    form.show()
    before = [form.field(name).parentWidget().y() for name in ("line", "text")]
    form.resize(400, 900)
    assert [form.field(name).parentWidget().y() for name in ("line", "text")] == before
    assert text.height() > 700 and line.height() < 60


def test_what_is_wrong_stands_beside_its_field_until_it_is_mended(form):
    assert form.show_problem(UserError("value.missing", field="Name"))
    assert form.errors() == {"name": "Name is missing. Fill it in."}
    assert form.field("name").accessibleDescription() == "Name is missing. Fill it in."
    QTest.keyClicks(form.field("name"), "a")
    assert form.errors() == {}


def test_trouble_that_has_no_field_is_left_to_the_messages(form):
    assert not form.show_problem(UserError("billing.changed", name="x"))
    assert not form.show_problem(ZeroDivisionError())
    assert form.show_problem(UserError("reason.missing"), "city")


def number(text):
    try:
        return Decimal(text.replace(",", "."))
    except ArithmeticError as problem:
        raise UserError("value.invalid", field="Amount", value=text, hint="") from problem


def test_a_typed_field_reads_freely_and_writes_back_in_order(qtbot):
    field = TypedField(number, lambda value: f"{value:.2f}")
    qtbot.addWidget(field)
    seen, wrong = [], []
    field.value_changed.connect(seen.append)
    field.misread.connect(wrong.append)
    field.setText("1,5")
    assert field.take() and field.text() == "1.50" and seen == [Decimal("1.5")]
    assert field.take() and len(seen) == 1
    field.setText("abc")
    assert not field.take() and wrong[0].id == "value.invalid" and field.text() == "abc"
    field.setText("")
    assert field.take() and field.value() is None


def test_a_choice_is_a_code_and_its_text_follows_the_language(shell, qtbot):
    box = ChoiceBox(shell, (("low", "Low"), ("high", "High")))
    qtbot.addWidget(box)
    told = []
    box.code_changed.connect(told.append)
    box.set_code("high")
    assert (box.code(), box.currentText(), told) == ("high", "High", [])
    box.setCurrentIndex(0)
    assert told == ["low"]
    shell.texts.use("de")
    assert box.itemText(1) == "Hoch"
    shell.texts.use("en")


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_type_ahead_offers_what_the_search_found_and_enter_takes_it(shell, qtbot):
    asked = []

    def search(text):
        asked.append(text)
        return [(f"{text} one", 1), (f"{text} two", 2)]

    field = SearchField(shell, search)
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    chosen = []
    field.chosen.connect(chosen.append)
    QTest.keyClicks(field, "mei")
    qtbot.waitUntil(field._popup.isVisible)
    assert asked == ["mei"]
    QTest.keyClick(field._popup, Qt.Key.Key_Down)
    QTest.keyClick(field._popup, Qt.Key.Key_Return)
    assert chosen == [2] and field.value() == 2 and field.text() == "mei two"
    QTest.keyClicks(field, "x")
    assert chosen == [2, None]


@pytest.fixture
def framed(desk, qtbot):
    frame = desk.windows.open("plain", "1")
    panel = Panel(frame, "Close ticket", "Close")
    panel.field = QPlainTextEdit()
    panel.body.addWidget(panel.field)
    frame.layout().addWidget(panel)
    frame.two.setFocus()
    qtbot.waitUntil(frame.two.hasFocus)
    return frame, panel


def test_a_panel_confirms_by_ctrl_enter_even_from_a_text(framed, qtbot):
    _frame, panel = framed
    told = []
    panel.confirmed.connect(lambda: told.append(panel.field.toPlainText()))
    panel.open(panel.field)
    qtbot.waitUntil(panel.field.hasFocus)
    QTest.keyClicks(panel.field, "solved")
    QTest.keyClick(panel.field, Qt.Key.Key_Return, CTRL)
    assert told == ["solved"]
    panel.set_busy(True)
    QTest.keyClick(panel.field, Qt.Key.Key_Return, CTRL)
    assert told == ["solved"]


def test_esc_backs_out_without_losing_text_and_the_cursor_returns(framed, qtbot):
    frame, panel = framed
    panel.open(panel.field)
    qtbot.waitUntil(panel.field.hasFocus)
    QTest.keyClicks(panel.field, "half")
    QTest.keyClick(panel.field, Qt.Key.Key_Escape)
    assert not panel.is_open
    qtbot.waitUntil(frame.two.hasFocus)
    panel.open(panel.field)
    assert panel.field.toPlainText() == "half"


def test_where_the_system_asks_for_stillness_a_panel_is_there_at_once(framed, shell, qapp):
    _frame, panel = framed
    blinks = qapp.cursorFlashTime()
    shell.theme.keep_still(True)
    try:
        panel.open(panel.field)
        assert panel._slide.state() == panel._slide.State.Stopped and panel.maximumHeight() > 10_000
        assert qapp.cursorFlashTime() == 0 and not qapp.isEffectEnabled(Qt.UIEffect.UI_AnimateCombo)
    finally:
        shell.theme.keep_still(False)
    assert qapp.cursorFlashTime() == blinks


def test_beside_an_open_panel_no_other_button_is_highlighted(framed, shell):
    frame, panel = framed
    row = ButtonRow(shell, ("frame.print",), primary="frame.save")
    alone = shell.commands.button("record.new", frame, primary=True)
    for widget in (row, alone):
        frame.layout().addWidget(widget)
        widget.show()
    panel.open()
    assert not row.isVisible() and not alone.isVisible() and panel.confirm_button.isVisible()
    panel.leave()
    assert row.isVisible() and alone.isVisible()


def test_only_one_panel_is_open_in_a_frame(framed, qtbot):
    frame, panel = framed
    other = Panel(frame, "Forward", "Forward")
    frame.layout().addWidget(other)
    panel.open(panel.field)
    other.open()
    assert other.is_open and not panel.is_open
    other.leave()
    assert frame.open_panel is None


def test_a_panel_makes_room_instead_of_squeezing_fields(framed, desk, qtbot):
    frame, panel = framed
    panel.field.setMinimumHeight(180)
    window = desk.windows.window_of(frame)
    before, needed = window.height(), frame.one.minimumSizeHint().height()
    panel.open(panel.field)
    qtbot.waitUntil(lambda: panel.maximumHeight() > 10_000)
    assert frame.one.height() >= needed
    assert window.height() > before
    panel.back_out()
    assert window.height() == before


def test_a_frame_smaller_than_its_fields_scrolls(framed, desk):
    frame, _panel = framed
    desk.windows.window_of(frame).resize(300, 70)
    assert frame.one.height() >= frame.one.minimumSizeHint().height()


def test_texts_of_the_panel_follow_the_language(framed, shell):
    _frame, panel = framed
    shell.texts.use("de")
    assert Texts("de").tr("Close ticket") in [label.text() for label in panel.findChildren(QLabel)]
    shell.texts.use("en")


def test_a_button_of_a_frame_behind_still_does_what_it_says(desk):
    behind = desk.windows.open("ticket", "1")
    button = desk.shell.commands.button("ticket.close", behind)
    behind.layout().addWidget(button)
    desk.windows.open("plain", "2")
    assert button.isEnabled() and not desk.shell.commands.qaction("ticket.close").isEnabled()
    button.click()
    assert behind.seen[-1] == "ticket.close"
    behind.enable("ticket.close", False)
    assert not button.isEnabled()


def test_a_button_that_is_not_laid_out_yet_is_no_window(desk, qtbot):
    button = desk.shell.commands.button("ticket.close")
    qtbot.addWidget(button)
    assert not button.isVisible()


def test_a_narrow_row_of_buttons_shows_keys_alone_but_keeps_names(desk, qtbot):
    from hotline_desk.ui.shell.buttons import ButtonRow
    row = ButtonRow(desk.shell, ["ticket.resubmit", "ticket.forward"], ["ticket.reopen"], primary="ticket.close")
    qtbot.addWidget(row)
    row.resize(row.sizeHint())
    row.show()
    assert row.buttons["ticket.resubmit"].text() == "F6  Resubmit"
    row.resize(row.minimumSizeHint())
    assert row.buttons["ticket.resubmit"].text() == "F6"
    assert row.buttons["ticket.resubmit"].accessibleName() == "Resubmit"
    assert row.buttons["ticket.close"].text() == "F9  Close ticket"
    assert all(b.width() >= b.minimumSizeHint().width() for b in row.buttons.values())
