"""The team's screen on the wall: what is open and who talks, readable from afar."""
