"""``redirects``: @wix/redirects 1.0.129. Written by tools/build_stubs.py."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from wix_headless.client.typed_method import Segment, method

R = TypeVar("R")


class Redirects(Generic[R]):
    @method
    def create_redirect_session(self, *, bookings_checkout: Any = ..., ecom_checkout: Any = ..., events_checkout: Any = ..., paid_plans_checkout: Any = ..., login: Any = ..., logout: Any = ..., auth: Any = ..., stores_product: Any = ..., bookings_book: Any = ..., ecom_order_payment_request: Any = ..., callbacks: Any = ..., preferences: Any = ..., origin: Any = ...) -> R: ...

class Package(Redirects[R]):
    redirects: Redirects[R]
