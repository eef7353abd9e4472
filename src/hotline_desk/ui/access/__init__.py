"""Frames of users and teams."""
