"""A call that belongs to an older ticket: it moves there, and the ticket made for it dissolves."""

from __future__ import annotations

from hotline_desk.domain.tickets import AFTER_CALL, CALL, NEW, OPEN
from hotline_desk.services.calls.handling import move_call
from hotline_desk.services.views.ticket import TicketView
from hotline_desk.ui.tickets.panels import Holder


def movable(view: TicketView) -> bool:
    """True for an unsolved ticket made by a call, nothing of which has been worked on or handed on yet."""
    return (view.state in (NEW, OPEN) and bool(view.calls) and view.created_at == view.calls[0].rang_at
            and not view.notes and all(w.kind in (CALL, AFTER_CALL) for w in view.worklogs))


def follow(frame: Holder, uid: str) -> None:
    """Goes to another ticket, and takes the call along if this one is no more than that."""
    shell, record = frame.shell, frame.record
    view = record.view
    if view is None or not movable(view):
        shell.windows.open("ticket", uid)
        return
    source, number = record.uid, view.number or shell.texts.tr("the new one")

    def moved(_version: int) -> None:
        shell.messages.say(shell.texts.tr("The call belongs to this ticket now, {number} has become part of it.",
                                          number=number), "success")
        shell.windows.open("ticket", uid)
        frame.leave_desk()

    record.act(lambda ctx, _version: move_call(ctx, source, uid), done=moved)
