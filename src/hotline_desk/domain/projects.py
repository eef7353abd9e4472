"""Projects, appointments and actions."""

from __future__ import annotations

from hotline_desk.core.text import N_

APPOINTMENT, ACTION = "appointment", "action"
APPOINTMENT_KINDS = {APPOINTMENT: N_("Appointment"), ACTION: N_("Action")}
