"""What is kept in the database, a file for each table."""

from __future__ import annotations

from wix_headless.models.attempts import CodeAttempt, InstallAttempt, LoginAttempt
from wix_headless.models.columns import DatabaseNow
from wix_headless.models.deliveries import EventDelivery
from wix_headless.models.elevated_calls import ElevatedCall
from wix_headless.models.installations import AppInstance
from wix_headless.models.members import WixMember
from wix_headless.models.tokens import StoredToken
from wix_headless.models.usage import ApiUsage

__all__ = [
    "ApiUsage",
    "AppInstance",
    "CodeAttempt",
    "DatabaseNow",
    "ElevatedCall",
    "EventDelivery",
    "InstallAttempt",
    "LoginAttempt",
    "StoredToken",
    "WixMember",
]
