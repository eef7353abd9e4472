"""The editor of one's own buttons."""

from __future__ import annotations

from hotline_desk.domain.knowledge import TextBlock
from hotline_desk.domain.own_buttons import MOST_BUTTONS, OwnButton, read_buttons, stored_buttons
from hotline_desk.services.access import read_settings, write_setting
from hotline_desk.services.knowledge.text_blocks import save_text_block


def kept(office):
    return read_buttons(read_settings(office.ctx)["ui.buttons"])


def with_buttons(office, *names):
    write_setting(office.ctx, "ui.buttons", stored_buttons(
        [OwnButton(name, priority="high", uid=name) for name in names]))


def test_a_button_is_made_of_a_text_block_an_outcome_and_a_priority(office):
    uid = save_text_block(office.ctx, TextBlock("pw", "Password", "Reset."))
    frame = office.open("buttons")
    office.do("record.new")
    frame.name.setText("Password")
    frame.block.setCurrentIndex(1)
    frame.outcome.set_code("goodwill")
    frame.priority.set_code("low")
    office.do("panel.confirm")
    made, = kept(office)
    assert (made.name, made.block_uid, made.into, made.outcome, made.priority) == (
        "Password", uid, "solution", "goodwill", "low")
    assert [frame.list.model.index(0, column).data() for column in range(3)] == ["Alt+F1", "Password", "Password"]


def test_another_key_moves_a_button_among_the_others(office):
    with_buttons(office, "A", "B", "C")
    frame = office.open("buttons")
    frame.edit(frame.list.rows()[2])
    frame.place.setCurrentIndex(0)
    office.do("panel.confirm")
    assert [button.name for button in kept(office)] == ["C", "A", "B"]


def test_a_button_that_does_nothing_is_refused(office):
    frame = office.open("buttons")
    office.do("record.new")
    frame.name.setText("Nothing")
    office.do("panel.confirm")
    assert "block" in frame.form.errors()
    assert kept(office) == []


def test_there_are_as_many_buttons_as_keys(office):
    with_buttons(office, *(f"B{n}" for n in range(MOST_BUTTONS)))
    frame = office.open("buttons")
    office.do("record.new")
    frame.name.setText("One more")
    frame.priority.set_code("low")
    office.do("panel.confirm")
    assert "name" in frame.form.errors()


def test_a_button_is_put_away_and_comes_back_by_undo(office):
    with_buttons(office, "A", "B")
    frame = office.open("buttons")
    frame.list.select("A")
    office.do("record.archive")
    assert [(button.name, button.archived) for button in kept(office)] == [("B", False), ("A", True)]
    office.undo()
    assert all(not button.archived for button in kept(office))
