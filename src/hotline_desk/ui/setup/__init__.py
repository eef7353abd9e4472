"""The first quarter of an hour: the company, its telephone, a test call."""
