"""Reminders: of what people are reminded."""

from __future__ import annotations

from hotline_desk.core.text import N_

TICKET, APPOINTMENT, CALLBACK = "ticket", "appointment", "callback"
REMINDER_KINDS = {TICKET: N_("Ticket"), APPOINTMENT: N_("Appointment"), CALLBACK: N_("Callback")}
