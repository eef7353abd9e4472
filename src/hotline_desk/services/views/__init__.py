"""Reads that cut across subjects, above all of them."""
