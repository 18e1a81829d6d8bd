"""The pages that the test site has no use for."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.views.decorators.csrf import ensure_csrf_cookie

from wix_headless.storages.leases import token_rows
from wix_headless.storages.sealing import open_tokens, seal_tokens
from wix_headless.storages.sessions import stored_row

PAGE = engines["django"].from_string(
    """<!doctype html><title>Start</title>
    {% for message in messages %}<p class="message">{{ message }}</p>{% endfor %}
    <form method="post">{% csrf_token %}<button>Go</button></form>"""
)


@ensure_csrf_cookie
def start(request: HttpRequest) -> HttpResponse:
    """Show what the visitor is to be told, and a form for whatever address."""
    return HttpResponse(PAGE.render({"messages": messages.get_messages(request)}, request))


def remember(request: HttpRequest) -> HttpResponse:
    """Begin a session that Wix has nothing to do with."""
    request.session["seen"] = True
    return HttpResponse("remembered")


def check_out(request: HttpRequest) -> HttpResponse:
    """Send the browser to Wix's checkout, which sends it back to another page of this site."""
    cart = request.wix.ecom.current_cart_v2.get_current_cart()["cart"]
    return request.wix.redirect_to(checkout_id=cart["id"], thank_you_page_url="/thanks/?for=it")


def thanks(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"role": request.wix.role, "query": request.GET.dict()})


def user(request: HttpRequest) -> JsonResponse:
    person = request.user
    return JsonResponse(
        {
            "pk": str(person.pk),
            "name": person.get_username(),
            "email": getattr(person, "email", ""),
            "is_authenticated": person.is_authenticated,
        }
    )


def age(request: HttpRequest) -> HttpResponse:
    """Let the access token of this session be over."""
    row = token_rows().get(pk=stored_row(request.session, "default")[1])
    row.sealed = seal_tokens(row, replace(open_tokens(row), issued_at=0, expires_at=1))
    row.save(update_fields=["sealed"])
    return HttpResponse("aged")


def break_after_call(request: HttpRequest) -> HttpResponse:
    """Speak with Wix, and fail."""
    request.wix.members.get_current_member()
    raise RuntimeError("after the call")
