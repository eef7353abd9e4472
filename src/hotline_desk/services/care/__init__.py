"""The care of a company's data: what must always hold, checked."""
