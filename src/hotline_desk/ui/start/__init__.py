"""The start of the day: who works here, and what needs him."""
