"""The example site's pages against the sandbox, and its demo command."""
