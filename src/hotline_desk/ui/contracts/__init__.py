"""Frames of terms and contracts."""
