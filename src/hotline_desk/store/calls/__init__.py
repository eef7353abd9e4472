"""The journal of calls and what hangs on it."""
