"""Events: what is let in, and how it is handled."""
