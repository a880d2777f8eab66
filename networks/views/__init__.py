"""The views of the networks app, by noun."""
