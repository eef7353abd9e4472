"""The desk itself: window, frames, background, messages, look. Imports only core."""
