"""The frame of text blocks, with what will be written in sight."""

from __future__ import annotations

from hotline_desk.domain.access import AGENT
from hotline_desk.domain.knowledge import Category, TextBlock
from hotline_desk.services.category_tree import save_category
from hotline_desk.services.knowledge.text_blocks import list_text_blocks, save_text_block


def test_a_block_is_made_with_its_preview(office):
    save_category(office.ctx, Category("Netz"))
    frame = office.open("blocks")
    office.do("record.new")
    frame.abbreviation.setText("gr")
    frame.title_line.setText("Greeting")
    frame.whose.setCurrentIndex(1)
    frame.category.setText("Netz")
    frame.text.setPlainText("Hello {contact}, {datum}, {agent} {unknown}")
    assert frame.preview.toPlainText() == "Hello Ms Example, 02/11/2026, Anna {unknown}"
    office.do("panel.confirm")
    made, = list_text_blocks(office.ctx)
    assert (made.abbreviation, made.title, made.own, made.category) == ("gr", "Greeting", False, "Netz")
    assert frame.list.current().uid == made.uid


def test_placeholders_are_named_in_the_language_of_the_desk(office):
    frame = office.open("blocks")
    assert "{customer}" in frame.names.text()
    office.shell.texts.use("de")
    assert "{kunde}" in frame.names.text() and "{ansprechpartner}" in frame.names.text()
    office.shell.texts.use("en")


def test_a_taken_abbreviation_is_told_beside_its_field(office):
    save_text_block(office.ctx, TextBlock("gr", "A", "A"))
    frame = office.open("blocks")
    office.do("record.new")
    frame.abbreviation.setText("gr")
    frame.text.setPlainText("B")
    office.do("panel.confirm")
    assert "abbreviation" in frame.form.errors()


def test_a_block_for_a_category_that_is_none_is_not_stored(office):
    save_category(office.ctx, Category("Netz"))
    frame = office.open("blocks")
    office.do("record.new")
    frame.category.setFocus()
    frame.category.setText("Nowhere")
    frame.text.setFocus()
    assert "category" in frame.form.errors()


def test_an_agent_changes_own_blocks_and_looks_at_the_companys(office):
    save_text_block(office.ctx, TextBlock("gr", "Everybody's", "A", own=False))
    save_text_block(office.ctx, TextBlock("me", "Mine", "B"))
    office.use_role(AGENT)
    frame = office.open("blocks")
    shared, mine = frame.list.rows()
    frame.edit(shared)
    assert not frame.form.isEnabled() and not frame.panel.confirm_button.isEnabled()
    frame.edit(mine)
    assert frame.form.isEnabled() and not frame.whose.isEnabled()
    frame.text.setPlainText("C")
    office.do("panel.confirm")
    assert [block.text for block in list_text_blocks(office.ctx)] == ["A", "C"]


def test_a_block_is_put_away_and_comes_back_by_undo(office):
    save_text_block(office.ctx, TextBlock("gr", "Greeting", "A"))
    frame = office.open("blocks")
    frame.list.select(frame.list.rows()[0].uid)
    office.do("record.archive")
    assert list_text_blocks(office.ctx) == []
    office.undo()
    assert len(list_text_blocks(office.ctx)) == 1
