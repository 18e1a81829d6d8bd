"""The pages that are measured: one thing, with and without ``request.wix``."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import jwt
import requests
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from benchmarks.calls import QUERY
from benchmarks.received.models import Received
from benchmarks.upstream import ACCESS_TOKEN, MEMBERS_PATH
from wix_headless.conf import wix_settings

session = requests.Session()  # noqa: TID251 - what we are compared with


def untouched(request: HttpRequest) -> HttpResponse:
    """Ask nobody anything."""
    return HttpResponse("hello")


def greeting(request: Any) -> HttpResponse:
    """Ask who is signed in, as most pages do for their header."""
    return HttpResponse(f"hello {request.user.get_username()}")


def authorized(request: Any) -> HttpResponse:
    """Do what comes before a call: find the token, read it, make the headers."""
    headers = request.wix.strategy.authorize(request.wix.transport)
    return HttpResponse(f"hello {request.user.get_username()}, {len(headers)}")


def calling(request: Any) -> HttpResponse:
    """Make a call."""
    found = request.wix.members.query_members(query=QUERY)
    return HttpResponse(f"hello {request.user.get_username()}, {len(found['members'])}")


def by_hand(request: Any) -> HttpResponse:
    """Make the same call without us, with a token that is just there."""
    answer = session.post(
        wix_settings.API_URL + MEMBERS_PATH,
        json={"query": QUERY},
        headers={"Authorization": ACCESS_TOKEN},
        timeout=10,
    )
    count = len(answer.json()["members"])
    return HttpResponse(f"hello {request.user.get_username()}, {count}")


@lru_cache
def load_key(pem: str) -> Any:
    """Return the key that *pem* writes."""
    return load_pem_public_key(pem.encode())


@csrf_exempt
@require_POST
def event_by_hand(request: HttpRequest) -> HttpResponse:
    """Take an event in as short as it can be done: verified, and kept."""
    key = load_key(wix_settings.CLIENT_PUBLIC_KEY[0])
    claims = jwt.decode(request.body, key, algorithms=["RS256"])
    envelope = json.loads(claims["data"])
    event = json.loads(envelope["data"])
    Received.objects.create(event_id=event["id"], event_type=envelope["eventType"], payload=event)
    return HttpResponse()


urlpatterns = [
    path("events-by-hand/", event_by_hand),
    path("untouched/", untouched),
    path("greeting/", greeting),
    path("authorized/", authorized),
    path("calling/", calling),
    path("by-hand/", by_hand),
    path("wix/", include("wix_headless.urls")),
]
