"""Callers who bring a token from outside."""
