"""
What ``manage.py check`` says about a project's Wix side, each with the line to write.

An area is one file. Importing this package registers all of them; ``docs/checks.md`` lists them.
"""

from __future__ import annotations

from wix_headless.checks import (  # noqa: F401 - they register
    credentials,
    deployment,
    events,
    frames,
    methods,
    own_login,
    service_plugins,
    sites,
    wiring,
)
from wix_headless.checks.ids import CheckId

__all__ = ["CheckId"]
