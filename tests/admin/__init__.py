"""The admin's pages, as people with different permissions meet them."""
