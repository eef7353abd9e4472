"""What is known beforehand: the tree of categories, and texts that are written again and again."""
