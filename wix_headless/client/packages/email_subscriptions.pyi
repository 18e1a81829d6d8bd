"""``email_subscriptions``: @wix/email-subscriptions 1.0.32. Written by tools/build_stubs.py."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from wix_headless.client.typed_method import Segment, method

R = TypeVar("R")


class EmailSubscriptions(Generic[R]):
    @method
    def bulk_upsert_email_subscription(self, *, subscriptions: Any = ...) -> R: ...
    @method
    def generate_unsubscribe_link(self, *, email_address: Any = ..., metadata: Any = ..., language: Any = ...) -> R: ...
    @method
    def get_email_subscription(self, id: Segment) -> R: ...
    @method
    def query_email_subscriptions(self, *, filter: Any = ..., paging: Any = ...) -> R: ...
    @method
    def upsert_email_subscription(self, *, subscription: Any = ...) -> R: ...

class Package(EmailSubscriptions[R]):
    email_subscriptions: EmailSubscriptions[R]
