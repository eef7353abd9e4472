"""Frames of projects, appointments and the calendar."""
