"""The shift change."""
