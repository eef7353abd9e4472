"""Everything with PySide6."""
