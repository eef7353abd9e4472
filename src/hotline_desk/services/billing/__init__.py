"""Billing: proposed, issued, cancelled, drawn."""
