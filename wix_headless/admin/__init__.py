"""The admin: tokens, members and elevated calls, to look at and to look after."""

from __future__ import annotations

from wix_headless.admin.elevated_calls import ElevatedCallAdmin
from wix_headless.admin.members import WixMemberAdmin
from wix_headless.admin.tokens import StoredTokenAdmin

__all__ = ["ElevatedCallAdmin", "StoredTokenAdmin", "WixMemberAdmin"]
