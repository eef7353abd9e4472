"""Pure rules and frozen values per subject: no database, no Qt, no clock of its own."""
