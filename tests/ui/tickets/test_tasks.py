"""The open tasks: sorted, filtered, grouped, fresh, and on paper."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from hotline_desk.adapters.documents.pdf_pages import PdfPages
from hotline_desk.services.tickets.capture import create_ticket, save_ticket
from hotline_desk.services.tickets.endings import resubmit_ticket
from hotline_desk.ui.shell.memory import Memory
from hotline_desk.ui.tickets.grouping import Heading
from tests.ui.tickets.conftest import CTRL

KEY = Qt.Key


@pytest.fixture
def three(ctx, bert):
    """A late one, an urgent one of Bert's, and a low one."""
    late = create_ticket(ctx, {"subject": "Rückruf"})
    resubmit_ticket(ctx, late, (ctx.clock.now() + timedelta(hours=2)).replace(tzinfo=None), "Zusage")
    urgent = create_ticket(ctx, {"subject": "Server steht", "priority": "urgent", "agent_uid": bert.user.uid})
    low = create_ticket(ctx, {"subject": "Mauspad", "priority": "low"})
    ctx.clock.advance(hours=3)
    return late, urgent, low


@pytest.fixture
def tasks(place, three):
    frame = place.open("tasks")
    place.until(lambda: len(frame.tasks()) == 3)
    place.until(lambda: frame.agent.count() == 3)
    return frame


def shown(frame):
    return [task.uid for task in frame.tasks()]


def test_late_ones_stand_first_then_by_priority(tasks, three):
    assert shown(tasks) == list(three)
    assert tasks.sum.text() == "3 tickets · 1 overdue"


def test_late_ones_are_marked_by_symbol_and_colour(tasks):
    model = tasks.list.model
    column = next(n for n, c in enumerate(model.columns) if c.key == "due")
    assert model.data(model.index(0, column), Qt.ItemDataRole.DecorationRole) is not None
    danger = tasks.shell.theme.color("danger_row")
    assert model.data(model.index(0, 0), Qt.ItemDataRole.BackgroundRole) == danger
    assert model.data(model.index(1, 0), Qt.ItemDataRole.BackgroundRole) is None


def test_enter_opens_the_selected_one(place, tasks, three):
    place.press(KEY.Key_Down)
    place.press(KEY.Key_Return)
    place.until(lambda: place.windows.active().uid == three[1])


def test_filters_are_remembered(make_place, place, tasks, bert, three):
    tasks.agent.setCurrentIndex(tasks.agent.findData(bert.user.uid))
    place.until(lambda: shown(tasks) == [three[1]])
    memory = Memory({"tasks": place.desk.shell.memory.get("tasks")})
    again = make_place(memory).open("tasks")
    place.until(lambda: shown(again) == [three[1]])


def test_mine_are_those_i_have(place, tasks, three):
    tasks.whose.setCurrentIndex(1)
    place.until(lambda: shown(tasks) == [three[0], three[2]])


def test_due_only_shows_what_came_back(place, tasks, three):
    tasks.due.setCurrentIndex(1)
    place.until(lambda: shown(tasks) == [three[0]])


def test_words_filter_what_is_shown(place, tasks, three):
    place.press(KEY.Key_F, CTRL)
    place.write("server")
    assert shown(tasks) == [three[1]]


def test_groups_have_headings_that_cannot_be_selected(place, tasks, three):
    tasks.grouping.setCurrentIndex(tasks.grouping.findData("priority"))
    lines = [row.title if isinstance(row, Heading) else row.uid for row in tasks.list.rows()]
    assert lines == ["Urgent", three[1], "Normal", three[0], "Low", three[2]]
    tasks.list.table.setFocus()
    place.press(KEY.Key_Home)
    for _ in range(6):
        assert not isinstance(tasks.list.current(), Heading) or place.press(KEY.Key_Down) is None
        place.press(KEY.Key_Down)
    assert tasks.list.current().uid == three[2]


def test_what_a_colleague_changes_appears_and_the_selection_stays(place, tasks, bert, three):
    tasks.list.select(three[2])
    save_ticket(bert, three[2], None, {"subject": "Mauspad grün"})
    place.until(lambda: tasks.list.current().subject == "Mauspad grün")
    assert tasks.list.current().uid == three[2]


def test_the_list_is_read_again_in_the_users_interval(place, tasks):
    assert tasks.interval.isActive() and tasks.interval.interval() == 30_000
    place.ctx.settings._stored["ui.refresh_seconds"] = 5
    place.changes.changed.emit("settings", "ui.refresh_seconds")
    place.until(lambda: tasks.interval.interval() == 5000)


def test_time_alone_makes_a_ticket_late(place, tasks, three):
    resubmit_ticket(place.ctx, three[2], (place.ctx.clock.now() + timedelta(hours=2)).replace(tzinfo=None), "")
    place.until(lambda: tasks.tasks()[-1].state == "resubmitted")
    place.ctx.clock.advance(hours=4)
    tasks.interval.timeout.emit()
    place.until(lambda: sum(task.overdue for task in tasks.tasks()) == 2)


def test_ctrl_shift_p_saves_what_is_seen_as_pdf(place, tasks, tmp_path):
    place.press(KEY.Key_F, CTRL)
    place.write("server")
    tasks.save_list()
    tasks.saving.place.line.setText(str(tmp_path / "Liste"))
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: not tasks.saving.is_open)
    text = PdfPages((tmp_path / "Liste.pdf").read_bytes()).text(0)
    assert "Server steht" in text and "Mauspad" not in text


def test_the_paper_may_be_a_form_to_write_on_and_that_is_remembered(make_place, place, tasks, tmp_path):
    tasks.form.set_code("form")
    tasks.save_list()
    tasks.saving.place.line.setText(str(tmp_path / "Formular"))
    place.press(KEY.Key_Return, CTRL)
    place.until(lambda: not tasks.saving.is_open)
    assert "Reached" in PdfPages((tmp_path / "Formular.pdf").read_bytes()).text(0)
    tasks.form.code_changed.emit("form")
    again = make_place(Memory({"tasks": place.desk.shell.memory.get("tasks")})).open("tasks")
    assert again.form.code() == "form"


def test_what_is_late_stands_first_within_each_group_and_on_paper_alike(place, tasks, three, ctx):
    tasks.grouping.setCurrentIndex(tasks.grouping.findData("agent"))
    anna = create_ticket(ctx, {"subject": "Dringendes", "priority": "urgent"})
    place.until(lambda: len(tasks.tasks()) == 4)
    assert shown(tasks) == [three[0], anna, three[2], three[1]]


def test_without_tasks_there_is_nothing_to_print(place):
    frame = place.open("tasks")
    place.settle()
    assert {"frame.print", "frame.pdf", "record.open"} <= frame.switched_off()
