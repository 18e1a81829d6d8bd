"""User models that are not Django's."""
