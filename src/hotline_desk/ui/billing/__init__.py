"""Frames of billing: the assistant, the documents, and one document as it is printed."""
