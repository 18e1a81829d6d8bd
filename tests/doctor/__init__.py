"""``wix_check`` and ``wix_register_redirects``, against the sandbox."""

from __future__ import annotations
