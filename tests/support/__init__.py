"""What tests speak through: the sandbox's control plane, and a browser."""
