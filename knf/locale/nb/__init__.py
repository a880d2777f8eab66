"""Bokmål."""
