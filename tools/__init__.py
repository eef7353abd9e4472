"""What the workshop needs and the product does not."""
