"""What is typed into a ticket is kept before it is saved, whatever ends the program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt

from hotline_desk.services.drafts import all_drafts, draft_of, keep_draft
from hotline_desk.services.tickets.capture import create_ticket, save_ticket
from hotline_desk.store.local import Local
from tests.ui.tickets.conftest import CTRL

KEY = Qt.Key
ROOT = Path(__file__).resolve().parents[3]


def kept(place, ticket):
    draft = draft_of(place.ctx, f"ticket:{ticket.record.uid}")
    return draft.body["fields"] if draft else {}


def test_a_draft_is_kept_within_a_second_of_typing(place, ticket):
    ticket.fields.request.setFocus()
    place.write("Seit heute früh")
    place.until(lambda: kept(place, ticket).get("request") == "Seit heute früh")
    assert ticket.dirty
    assert place.view(ticket.record.uid).fields.request == ""


def test_while_somebody_types_on_and_on_the_draft_follows(place, ticket):
    for number in range(12):
        place.write(f"{number} ")
        place.qtbot.wait(100)
    assert kept(place, ticket)


def test_saving_stores_only_what_was_changed_and_drops_the_draft(place, bert, ticket):
    ticket.fields.subject.selectAll()
    place.write("Drucker druckt wieder")
    save_ticket(bert, ticket.record.uid, None, {"priority": "high"})
    place.until(lambda: ticket.fields.priority.code() == "high")
    place.press(KEY.Key_S, CTRL)
    place.until(lambda: not ticket.dirty)
    view = place.view(ticket.record.uid)
    assert view.fields.subject == "Drucker druckt wieder" and view.fields.priority == "high"
    place.until(lambda: all_drafts(place.ctx) == [])


def test_closing_the_frame_saves_what_was_typed(place, ticket):
    ticket.fields.request.setFocus()
    place.write("Fehler 812")
    place.press(KEY.Key_W, CTRL)
    assert place.windows.frames() == []
    place.settle()
    assert place.view(ticket.record.uid).fields.request == "Fehler 812"
    assert all_drafts(place.ctx) == []


def test_a_draft_of_an_earlier_time_comes_back_with_a_hint(place):
    uid = create_ticket(place.ctx, {"subject": "Alt"})
    keep_draft(place.ctx, f"ticket:{uid}", {"version": 2, "fields": {"subject": "Neu"}, "base": {"subject": "Alt"},
                                            "panels": {}})
    frame = place.open("ticket", uid)
    assert frame.fields.subject.text() == "Neu"
    assert frame.hint.key == "draft" and frame.dirty


def test_a_restored_draft_can_be_discarded(place):
    uid = create_ticket(place.ctx, {"subject": "Alt"})
    keep_draft(place.ctx, f"ticket:{uid}", {"version": 2, "fields": {"subject": "Neu"}, "base": {"subject": "Alt"},
                                            "panels": {}})
    frame = place.open("ticket", uid)
    frame.record.discard()
    assert frame.fields.subject.text() == "Alt" and frame.hint.isHidden()
    place.until(lambda: all_drafts(place.ctx) == [])


def test_the_note_of_a_panel_is_kept_and_comes_back(place, network, ticket):
    place.press(KEY.Key_F7)
    ticket.panels._forward.note.setFocus()
    place.write("Leitung prüfen")
    place.until(lambda: all_drafts(place.ctx) and all_drafts(place.ctx)[0].body["panels"])
    place.press(KEY.Key_Escape)
    place.press(KEY.Key_W, CTRL)
    place.settle()
    again = place.open("ticket", ticket.record.uid)
    place.press(KEY.Key_F7)
    assert again.panels._forward.note.text() == "Leitung prüfen"


def test_text_typed_before_a_new_ticket_has_its_number_is_kept(place):
    frame = place.windows.open("ticket", "")
    frame.fields.subject.setFocus()
    place.write("Schnell getippt")
    place.until(lambda: frame.record.view is not None)
    assert frame.fields.subject.text() == "Schnell getippt"
    assert frame.uid == frame.record.uid and frame.record.view.number
    place.until(lambda: kept(place, frame) == {"subject": "Schnell getippt"})


def test_a_killed_desk_loses_no_text(ctx, sqlite_url, tmp_path):
    """The desk is another process that types, and is killed without warning a second after."""
    uid = create_ticket(ctx, {"subject": "Alt"})
    child = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("typist.py")), sqlite_url.render_as_string(),
         str(tmp_path / "typist"), uid],
        stdout=subprocess.PIPE, text=True, cwd=ROOT, env={
            **os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "QT_QPA_PLATFORM": "offscreen"})
    try:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "typed"
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate(timeout=20)
    local = Local(tmp_path / "typist")
    draft = local.draft(f"ticket:{uid}")
    local.close()
    assert draft is not None
    assert draft.body["fields"] == {"subject": "Größer als gedacht"}
