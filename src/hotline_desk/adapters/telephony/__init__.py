"""Telephone feeds: bytes in, `CallEvent` out."""
