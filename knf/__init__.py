"""The shell: settings, addresses, base templates, text, printing. Owns no tables."""
