"""An app that counts likes, for processes of its own."""
