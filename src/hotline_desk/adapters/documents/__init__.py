"""Frozen values in, PDF bytes out."""
