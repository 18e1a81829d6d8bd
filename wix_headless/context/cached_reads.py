"""
``request.wix.cached(seconds)``: answers that everybody shares, kept in Django's cache.

Wix lets a site call 200 times a minute, and a list of products is the same for all. So it is
asked for by one visitor for everybody, whoever the caller is: what a member alone may see can't
come into the cache, and what a visitor may see is no secret.
"""

from __future__ import annotations

import hashlib
import time
from asyncio import CancelledError
from collections.abc import Awaitable
from typing import Any, Final

from django.core.cache import cache

from wix_headless.client.base import Result
from wix_headless.client.catalogue import Method
from wix_headless.client.consistency import Consistency
from wix_headless.client.steps import Local, Pause, Steps
from wix_headless.conf import wix_settings
from wix_headless.context.identity import (
    AsyncRequestClient,
    RequestClient,
    RequestIdentity,
    RequestSpeaker,
)
from wix_headless.exceptions import WixError
from wix_headless.protocol.json_values import encode_json
from wix_headless.protocol.messages import NO_BODY, Request
from wix_headless.storages.kept import kept_keys
from wix_headless.strategies import AuthStrategy
from wix_headless.tokens import Role

#: What a shop window shows: reads whose answer does not depend on who asks.
SHARED_READS: Final = frozenset(
    f"{namespace}.{name}"
    for namespace, names in {
        "blog.categories": "get_category get_category_by_slug list_categories query_categories",
        "blog.posts": "get_post get_post_by_slug get_total_posts list_posts query_posts",
        "blog.tags": "get_tag get_tag_by_label get_tag_by_slug query_tags",
        "bookings.categories_v2": "count_categories get_category query_categories",
        "bookings.service_options_and_variants": (
            "get_service_options_and_variants get_service_options_and_variants_by_service_id"
            " query_service_options_and_variants"
        ),
        "bookings.services": "count_services get_service query_services search_services",
        "categories": (
            "count_categories get_category get_category_by_slug list_items_in_category list_trees"
            " query_categories search_categories"
        ),
        "events.categories": "list_event_categories query_categories",
        "events.schedule": "get_schedule_item list_schedule_items query_schedule_items",
        "events.wix_events_v2": (
            "get_event get_event_by_slug list_events_by_category query_events"
        ),
        "faq.category": "get_category list_categories query_categories",
        "faq.question_entry": ("get_question_entry list_question_entries query_question_entries"),
        "portfolio.collections": "get_collection list_collections query_collections",
        "portfolio.project_items": "get_project_item list_project_items",
        "portfolio.projects": "get_project list_projects query_projects",
        "pricing_plans.plans": "list_public_plans query_public_plans",
        "restaurants.items": "get_item list_items query_items search_items",
        "restaurants.menus": "get_menu list_menus query_menus",
        "restaurants.sections": "get_section list_sections query_sections",
        "stores.brands_v3": "count_brands get_brand query_brands",
        "stores.catalog_versioning": "get_catalog_version",
        "stores.customizations_v3": ("count_customizations get_customization query_customizations"),
        "stores.info_sections_v3": "count_info_sections get_info_section query_info_sections",
        "stores.products": "get_collection_by_slug get_product query_products",
        "stores.products_v3": (
            "count_products get_all_products_category get_product get_product_by_slug"
            " query_products search_products"
        ),
        "stores.read_only_variants_v3": "query_variants search_variants",
        "stores.ribbons_v3": "count_ribbons get_ribbon query_ribbons",
    }.items()
    for name in names.split()
)

#: Seconds in which one fetch has to end, before somebody else does it.
FETCH_TIME: Final = 15

#: Seconds between two looks for somebody else's answer; it begins quick and grows slower.
FIRST_LOOK, LONGEST_LOOK = 0.02, 0.25


class CachedSpeaker(RequestSpeaker[Result]):
    """One visitor reads for everybody, and what it was told is kept."""

    def __init__(self, speaker: RequestIdentity, seconds: float) -> None:
        if not seconds > 0:
            raise ValueError("cached() takes the seconds that an answer is kept, more than none")
        super().__init__(speaker)
        self._seconds = seconds

    @property
    def strategy(self) -> AuthStrategy:
        return self.speaker.reader_strategy

    @property
    def role(self) -> Role:
        return Role.VISITOR

    @property
    def consistency(self) -> Consistency:
        # What somebody has written is not to be seen in everybody's answer.
        return Consistency()

    def call(self, request: Request, method: Method | None = None) -> Steps[dict[str, Any]]:
        if method is None or method.dotted_name not in SHARED_READS:
            raise TypeError(
                f"{request.name or request.path} is no answer that everybody shares, so it is not "
                "cached: call it without cached(). Those that are: "
                "wix_headless.context.cached_reads.SHARED_READS."
            )
        return self._call_cached(request, method)

    def _call_cached(self, request: Request, method: Method) -> Steps[dict[str, Any]]:
        key = yield Local(lambda: build_key(self.site, self.language, request))
        found: dict[str, Any] | None = yield Local(lambda: cache.get(key))
        if found is None:
            found = yield from self._wait_for_another(key)
        if found is not None:
            return found
        try:
            answer = yield from super().call(request, method)
        except (WixError, CancelledError):
            yield Local(lambda: cache.delete(f"{key}:fetch"))
            raise
        yield Local(lambda: self._keep(key, answer))
        return answer

    def _keep(self, key: str, answer: dict[str, Any]) -> None:
        cache.set(key, answer, self._seconds)
        cache.delete(f"{key}:fetch")

    def _wait_for_another(self, key: str) -> Steps[dict[str, Any] | None]:
        """Return what another caller is fetching already; None if it is for us to do."""
        give_up, pause = time.monotonic() + FETCH_TIME, FIRST_LOOK
        while not (yield Local(lambda: cache.add(f"{key}:fetch", 1, FETCH_TIME))):
            yield Pause(pause)
            pause = min(pause * 2, LONGEST_LOOK)
            found: dict[str, Any] | None = yield Local(lambda: cache.get(key))
            if found is not None or time.monotonic() > give_up:
                return found
        # It may have come between our look and our turn.
        late: dict[str, Any] | None = yield Local(lambda: cache.get(key))
        if late is not None:
            yield Local(lambda: cache.delete(f"{key}:fetch"))
        return late


class CachedClient(CachedSpeaker[dict[str, Any]], RequestClient):
    """``request.wix.cached(seconds)``."""


class AsyncCachedClient(CachedSpeaker[Awaitable[dict[str, Any]]], AsyncRequestClient):
    """``request.awix.cached(seconds)``."""


def build_key(site: str, language: str, request: Request) -> str:
    """
    Return the key of an answer: everything that it may depend on.

    Raises:
        TypeError: If the request can't be sent.
    """
    settings = wix_settings.for_site(site)
    speaker = [site, settings.API_URL, settings.CLIENT_ID, language]
    head = encode_json([*speaker, request.verb, request.path, request.query])
    body = b"" if request.body is NO_BODY else encode_json(request.body)
    return kept_keys.build("read", hashlib.sha256(head + body).hexdigest())
