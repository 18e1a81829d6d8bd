"""How tokens are had: OAuth, a login of the site's own, and who signs members on from outside."""

from __future__ import annotations
