"""Files of other programs that hold addresses: bytes in, a `Sheet` of cards out."""
