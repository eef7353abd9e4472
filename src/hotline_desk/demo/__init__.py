"""Sample company, a FRITZ!Box of our own, the story that plays itself."""
