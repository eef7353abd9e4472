"""The telephone lines of Windows (TAPI 2): whatever telephone system has a driver for them."""
