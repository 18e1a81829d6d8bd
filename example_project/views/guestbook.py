"""
The guestbook: a collection in Wix Data that anybody reads, and members write into.

Who may do what is said in the collection's permissions, and enforced by Wix: members add items,
and change or remove only their own.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from example_project.forms import EntryForm
from wix_headless.context import MemberHttpRequest, WixHttpRequest
from wix_headless.decorators import member_required
from wix_headless.exceptions import ForbiddenError, NotFoundError
from wix_headless.models import WixMember

COLLECTION = "Guestbook"
ENTRIES_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: WixHttpRequest) -> HttpResponse:
    """Show the newest entries; a POST adds a member's."""
    member = request.wix.member
    form = EntryForm((member and request.POST) or None)
    if member and form.is_valid():
        entry = {"name": str(member), "message": form.cleaned_data["message"]}
        request.wix.data.items.insert(data_collection_id=COLLECTION, data_item={"data": entry})
        messages.success(request, "Thank you: it is in the book.")
        return redirect("guestbook")
    items = request.wix.data.items.query(
        data_collection_id=COLLECTION,
        query={
            "sort": [{"fieldName": "_createdDate", "order": "DESC"}],
            "paging": {"limit": ENTRIES_SHOWN},
        },
        consistent_read=True,  # so that who has just written something sees it
    )["dataItems"]
    entries = [read_entry(item, member) for item in items]
    return render(request, "guestbook.html", {"entries": entries, "form": form, "member": member})


@require_POST
@member_required
def remove(request: MemberHttpRequest, entry_id: UUID) -> HttpResponse:
    """Take one's own entry out again."""
    try:
        request.wix.data.items.remove(data_collection_id=COLLECTION, data_item_id=str(entry_id))
    except (NotFoundError, ForbiddenError):
        messages.error(request, "There is no such entry of yours.")
    return redirect("guestbook")


def read_entry(item: dict[str, Any], member: WixMember | None) -> dict[str, Any]:
    """Return an entry as the template shows it: templates do not see names like ``_owner``."""
    data = item["data"]
    return {
        "id": item["id"],
        "name": data.get("name"),
        "message": data.get("message"),
        "date": data["_createdDate"]["$date"],
        "is_own": member is not None and data.get("_owner") == member.member_id,
    }
