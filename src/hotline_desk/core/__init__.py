"""Words every room speaks: money, clock, phone, errors, settings, text, places."""
