"""Documents as electronic invoices: the business terms of EN 16931, as CII within a PDF and as UBL."""
