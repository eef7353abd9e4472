"""Reminders in words."""

from __future__ import annotations

from datetime import datetime

from hotline_desk.core import phone
from hotline_desk.core.clock import local_day
from hotline_desk.core.text import N_
from hotline_desk.domain.notices import APPOINTMENT, CALLBACK, TICKET, Reminder
from hotline_desk.ui.shell.texts import Texts

ICONS = {TICKET: "calendar-clock", CALLBACK: "phone-forwarded", APPOINTMENT: "calendar"}
_DONE = {TICKET: N_("Take it up"), CALLBACK: N_("Completed"), APPOINTMENT: N_("Completed")}


def title(texts: Texts, told: Reminder) -> str:
    """What it is about, in a line."""
    if told.kind == CALLBACK:
        return texts.tr(N_("Call {number} back"), number=phone.display(told.number) or told.number)
    return told.title or texts.tr(N_("(no subject yet)"))


def about(texts: Texts, told: Reminder) -> str:
    """Number, customer and reason."""
    number = told.number if told.kind == TICKET else ""
    return " · ".join(part for part in (number, told.who, told.note.replace("\n", " ")) if part)


def when(texts: Texts, told: Reminder, now: datetime) -> str:
    """When it is due or begins, and for whom it is told if not for oneself."""
    today = local_day(told.due_at, texts.zone) == local_day(now, texts.zone)
    time = texts.clock(told.due_at) if today else texts.moment(told.due_at)
    if told.all_day:
        day = texts.tr(N_("today")) if today else texts.day(local_day(told.due_at, texts.zone))
        said = texts.tr(N_("{day}, all day"), day=day)
    elif told.kind == APPOINTMENT:  # it begins without anybody's doing, so it is never late
        said = texts.tr(N_("begins {time}") if told.due_at > now else N_("began {time}"), time=time)
    else:
        said = texts.tr(N_("late, due {time}") if told.late else N_("due {time}"), time=time)
    deputy = texts.tr(N_("for {name}"), name=told.deputy_for) if told.deputy_for else ""
    return " · ".join(part for part in (said, deputy) if part)


def done_word(texts: Texts, told: Reminder) -> str:
    """What the button says that settles it: a ticket is taken up, anything else is done."""
    return texts.tr(_DONE[told.kind])


def sentence(texts: Texts, told: Reminder, now: datetime) -> str:
    """All of it in one line, for a banner."""
    return " · ".join(part for part in (title(texts, told), about(texts, told), when(texts, told, now)) if part)
