"""What a person can do: one place per subject, one function per act."""
