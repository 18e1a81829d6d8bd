"""Many requests at once, in several processes: how often Wix is asked, and what fails."""

from __future__ import annotations
