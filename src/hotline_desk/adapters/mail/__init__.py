"""Mail: messages as bytes, and the server that takes them."""
