"""Who is there, and what colleagues write to each other."""
