"""The notifier: how many tickets are open, always in sight."""
