"""The site's own login page."""
