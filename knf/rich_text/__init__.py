"""Editors' rich text: cleaned on the way in, kept in a field of its own, made ready on the way out."""
