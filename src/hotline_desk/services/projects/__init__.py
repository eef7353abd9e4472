"""Acts on projects, appointments and actions."""
