"""What belongs to the workplace's operating system: printers, keyring."""
