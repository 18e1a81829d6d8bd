"""The admin: tokens, members, calls, their number and events, to look at and to look after."""

from __future__ import annotations

from wix_headless.admin.deliveries import EventDeliveryAdmin
from wix_headless.admin.elevated_calls import ElevatedCallAdmin
from wix_headless.admin.installations import AppInstanceAdmin
from wix_headless.admin.members import WixMemberAdmin
from wix_headless.admin.tokens import StoredTokenAdmin
from wix_headless.admin.usage import ApiUsageAdmin

__all__ = [
    "ApiUsageAdmin",
    "AppInstanceAdmin",
    "ElevatedCallAdmin",
    "EventDeliveryAdmin",
    "StoredTokenAdmin",
    "WixMemberAdmin",
]
