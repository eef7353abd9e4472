"""Calls on the desk."""
