"""Addresses taken over from other programs: what a file says, whom it means, what is added to whom."""
