"""Frames of addresses: the list, and one customer with everything that ever happened."""
