"""Calls: recorded without fail, matched, turned into tickets, shown in the journal."""
