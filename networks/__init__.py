"""People, organisations, networks and who may see what. Knows nothing of the articles app."""
