"""Settings and keys, both made from their catalogues."""
