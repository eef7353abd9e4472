"""Codes of what happens around documents: states and parts of a run, answers to offers, ways out of the house."""

from __future__ import annotations

RUNNING, DONE, STOPPED, TAKEN_BACK = "running", "done", "stopped", "taken_back"
RUN_STATES = (RUNNING, DONE, STOPPED, TAKEN_BACK)
CALLS, SERVICES, REMOTE, FEES = "calls", "services", "remote", "fees"
PARTS = (CALLS, SERVICES, REMOTE, FEES)
ACCEPTED, DECLINED = "accepted", "declined"
OFFER_ANSWERS = (ACCEPTED, DECLINED)
BY_MAIL, AS_FILE, ON_PAPER = "mail", "file", "print"
WAYS_OUT = (BY_MAIL, AS_FILE, ON_PAPER)
