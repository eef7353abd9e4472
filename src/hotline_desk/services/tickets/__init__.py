"""Tickets: captured, worked on, handed over, resubmitted, closed."""
