"""Foreign formats and devices, one translating adapter each."""
