"""The table of whoever takes events in by hand."""
