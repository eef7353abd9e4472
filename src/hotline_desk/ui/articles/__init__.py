"""Frames of articles."""
