"""Frames of categories and text blocks."""
