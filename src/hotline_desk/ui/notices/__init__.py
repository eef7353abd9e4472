"""Frames of absences and messages, and what the desk tells of them."""
