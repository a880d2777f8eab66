"""Strategies and their measures: what is worked out, and what is done with consequences."""
