"""Hotline Desk: the workplace for people who answer a support telephone and whose company charges for it."""

__version__ = "0.1.0"
