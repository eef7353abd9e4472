"""The desk of these tests."""

from tests.ui.office import clock, ctx, office

__all__ = ["clock", "ctx", "office"]
