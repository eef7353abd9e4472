"""Frames of tickets: the ticket itself, the open tasks, the archive."""
