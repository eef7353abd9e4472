"""From worklogs and contracts to documents: pure calculation and frozen values."""
