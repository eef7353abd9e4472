"""The desk of master data and billing."""

from tests.ui.office import clock, ctx, office

__all__ = ["clock", "ctx", "office"]
