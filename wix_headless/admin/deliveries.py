"""The events that Wix has sent, and how far their handlers have come with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from wix_headless.admin.delivery_actions import may_replay, replay_events
from wix_headless.admin.display import (
    NOTHING,
    address_of,
    badge,
    clipped,
    code,
    link,
    moment,
    moment_in_full,
)
from wix_headless.admin.filters import EventTypeFilter, SiteFilter
from wix_headless.admin.masking import mask
from wix_headless.admin.reading import ReadOnlyAdmin
from wix_headless.audit import audit
from wix_headless.doctor.rounds import list_sites
from wix_headless.models import ApiUsage, EventDelivery
from wix_headless.protocol.identities import parse_identity
from wix_headless.storages.deliveries import build_key
from wix_headless.storages.members import find_member
from wix_headless.tokens import Role

State = EventDelivery.State

#: Whoever has it sees what events say as Wix said it, and asks for it by this parameter.
SEE_ALL: Final = "wix_headless.view_event_payload"
UNMASKED: Final = "unmasked"

#: So much of what an event says is shown, in characters.
MOST_SHOWN: Final = 100_000

_ROLES: Final = dict(ApiUsage.ROLES)

#: Colour, and what the words mean.
_BADGES: Final[Mapping[str, tuple[str, Promise]]] = {
    State.WAITING: ("calm", _("A worker will take it when it is due.")),
    State.RUNNING: ("busy", _("A worker has it, or had it and died: then another one takes it.")),
    State.COMPLETED: ("good", _("All its handlers are done.")),
    State.UNHANDLED: ("over", _("There was no handler for it when it came.")),
    State.PARKED: ("bad", _("It was tried as often as it is; nobody tries it again by itself.")),
}


@admin.register(EventDelivery)
class EventDeliveryAdmin(ReadOnlyAdmin):
    """
    To see what arrives, what fails and why, and to have it handled once more.

    The change permission is the permission to replay. Nothing is deleted here: an event that is
    forgotten would count once more when Wix sends it again. Personal data is masked, unless
    somebody who has the permission ``view_event_payload`` asks for it, which the audit tells.
    """

    actions = (replay_events,)
    page_actions = (replay_events,)
    change_form_template = "admin/wix_headless/change_form.html"
    list_display = (
        "shown_type", "shown_state", "shown_received", "tries", "shown_duration",
        "shown_clipped_error", "shown_entity", "site",
    )  # fmt: skip
    list_filter = ("state", "received_at", SiteFilter, EventTypeFilter)
    search_fields = ("entity_id", "event_id")  # for Django to offer a search
    search_help_text = _("Id of an entity or of an event, all of it")
    fieldsets = (
        (None, {"fields": (
            "shown_type", "shown_kind", "shown_linked_entity", "shown_identity", "shown_event_id",
            "shown_instance", "site", "sequence", "shown_time", "shown_received_in_full",
        )}),
        (_("How it fares"), {"fields": (
            "shown_state", "tries", "shown_due", "shown_error", "shown_done", "shown_duration",
            "shown_completed",
        )}),
        (_("What it says"), {"fields": ("shown_masked",)}),
    )  # fmt: skip
    readonly_fields: ClassVar[Any] = (
        "shown_type", "shown_kind", "shown_linked_entity", "shown_identity", "shown_event_id",
        "shown_instance", "shown_time", "shown_received_in_full", "shown_state", "shown_due",
        "shown_error", "shown_done", "shown_duration", "shown_completed", "shown_masked",
        "shown_payload",
    )  # fmt: skip

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def may_act_on(self, row: EventDelivery) -> bool:
        return may_replay(row)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # A list of fifty could fetch fifty megabytes that it does not show.
        rows: QuerySet[Any] = super().get_queryset(request).defer("payload", "done")
        return rows

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term:
            return queryset, False
        # By the event's key, which has an index within each site of the settings; its id has none.
        is_it = Q(site__in=list_sites(), key=build_key(search_term, b""))
        return queryset.filter(Q(entity_id=search_term) | is_it), False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        *others, (title, options) = super().get_fieldsets(request, obj)
        if _shows_all(request):
            options = {"fields": ("shown_payload",)}
        elif request.user.has_perm(SEE_ALL) and obj is not None and obj.payload:
            text = _("Show personal data (the audit log tells who did)")
            options = {**options, "description": link(f"?{UNMASKED}", text)}
        return [*others, (title, options)]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> HttpResponse:
        row = context["original"]
        if row.payload and _shows_all(request):
            # Before the page is made: nobody has seen what no line tells of.
            facts = {"site": row.site, "delivery": row.pk, "type": row.event_type}
            audit("payload_shown", **facts, by=request.user.pk)
        return super().render_change_form(request, context, *args, **more)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"states": State, **(extra_context or {})})

    @admin.display(description=_("type"), ordering="event_type")
    def shown_type(self, row: EventDelivery) -> SafeString:
        return code(row.event_type)

    @admin.display(description=_("kind of entity"))
    def shown_kind(self, row: EventDelivery) -> SafeString:
        return code(row.entity_fqdn)

    @admin.display(description=_("entity"))
    def shown_entity(self, row: EventDelivery) -> SafeString:
        return clipped(row.entity_id)

    @admin.display(description=_("entity"))
    def shown_linked_entity(self, row: EventDelivery) -> SafeString | str:
        return self._link_member(row.site, row.entity_id, code(row.entity_id))

    @admin.display(description=_("who did it"))
    def shown_identity(self, row: EventDelivery) -> SafeString:
        identity = parse_identity(row.said.get("identity"))
        if identity.role is None:
            return NOTHING
        who: SafeString | str = code(mask(identity.id)) if identity.id else ""
        if identity.role is Role.MEMBER:
            who = self._link_member(row.site, identity.id, who)
        return format_html("{} {}", _ROLES[identity.role], who)

    @admin.display(description=_("event id"))
    def shown_event_id(self, row: EventDelivery) -> SafeString:
        return code(row.event_id)

    @admin.display(description=_("app instance"))
    def shown_instance(self, row: EventDelivery) -> SafeString:
        return code(row.instance_id)

    @admin.display(description=_("happened"))
    def shown_time(self, row: EventDelivery) -> SafeString:
        return moment_in_full(row.event_time)

    @admin.display(description=_("received"), ordering="received_at")
    def shown_received(self, row: EventDelivery) -> SafeString:
        return moment(row.received_at)

    @admin.display(description=_("received"))
    def shown_received_in_full(self, row: EventDelivery) -> SafeString:
        return moment_in_full(row.received_at)

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, row: EventDelivery) -> SafeString:
        tone, title = _BADGES[row.state]
        is_again = row.state == State.WAITING and row.tries
        note = format_html("{} {}", _("again"), moment(row.due_at)) if is_again else ""
        return badge(tone, State(row.state).label, note=note, title=title)

    @admin.display(description=_("due"))
    def shown_due(self, row: EventDelivery) -> SafeString:
        return moment_in_full(row.due_at)

    @admin.display(description=_("took"), ordering="duration_ms")
    def shown_duration(self, row: EventDelivery) -> SafeString:
        if row.duration_ms is None:
            return NOTHING
        return format_html('<span class="wix-number">{} ms</span>', f"{row.duration_ms:,}")

    @admin.display(description=_("last error"), ordering="last_error")
    def shown_clipped_error(self, row: EventDelivery) -> SafeString:
        # Without the handler's long name, which its own page has.
        return clipped(row.last_error.rpartition(": ")[2])

    @admin.display(description=_("last error"))
    def shown_error(self, row: EventDelivery) -> SafeString:
        return code(row.last_error)

    @admin.display(description=_("handlers that are done"))
    def shown_done(self, row: EventDelivery) -> SafeString:
        names = row.done.splitlines()
        return format_html_join("", "{}<br>", ((code(name),) for name in names)) or NOTHING

    @admin.display(description=_("completed"))
    def shown_completed(self, row: EventDelivery) -> SafeString:
        return moment_in_full(row.completed_at)

    @admin.display(description=_("payload"))
    def shown_payload(self, row: EventDelivery) -> SafeString | Promise:
        return _show(row.said) if row.payload else _WIPED

    @admin.display(description=_("payload, personal data masked"))
    def shown_masked(self, row: EventDelivery) -> SafeString | Promise:
        return _show(mask(row.said)) if row.payload else _WIPED

    def _link_member(self, site: str, entity_id: str, shown: SafeString | str) -> SafeString | str:
        """Let what is *shown* lead to the member's page, if the id is that of a member here."""
        member = find_member(site, entity_id) if entity_id else None
        return link(address_of(member, self.admin_site), shown) if member else shown


_WIPED: Final = _("What it said was wiped.")


def _shows_all(request: HttpRequest) -> bool:
    """Say whether somebody asks for what is masked otherwise, and may see it."""
    return UNMASKED in request.GET and bool(request.user.has_perm(SEE_ALL))


def _show(said: Any) -> SafeString:
    text = json.dumps(said, indent=2, ensure_ascii=False)
    left = len(text) - MOST_SHOWN
    more = _("… and %(count)s characters more") % {"count": f"{left:,}"} if left > 0 else ""
    return format_html('<pre class="wix-json" tabindex="0">{}{}</pre>', text[:MOST_SHOWN], more)
