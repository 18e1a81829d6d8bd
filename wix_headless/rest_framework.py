"""
``WixAuthentication``: tokens of a Wix site's visitors, members and users, for REST framework.

::

    class Recommendations(APIView):
        authentication_classes = [WixAuthentication]

It needs the extra: ``pip install "django-wix-headless[rest]"``.
"""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import status
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from wix_headless.bearers import has_token
from wix_headless.client.steps import run
from wix_headless.delegation import RETRY_AFTER, check_identities, recognise
from wix_headless.exceptions import APIError, BearerError
from wix_headless.protocol.grants import TokenInfo


class WixUnavailable(APIException):  # type: ignore[misc]  # it ships no types
    """Wix did not say whose token it is: 503."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "Wix did not answer. Please try again in a moment."
    default_code = "unavailable"
    wait = RETRY_AFTER


class WixAuthentication(BaseAuthentication):  # type: ignore[misc]  # it ships no types
    """
    Recognises who brings a token, as ``@wix_endpoint`` does.

    ``request.user`` is the member's user, or an ``AnonymousUser`` for whoever has none;
    ``request.auth`` is what Wix said of the token, and ``request.wix`` speaks with it.

    Attributes:
        identities: Whom it lets in; a subclass names fewer.
    """

    identities: ClassVar[frozenset[str]] = frozenset({"visitor", "member", "user"})

    def authenticate(self, request: Request) -> tuple[Any, TokenInfo] | None:
        """
        Return the user and what Wix said of the token; None where there is no token.

        Raises:
            AuthenticationFailed: If the token is not for us.

            PermissionDenied: If its bearer is none of the identities.

            WixUnavailable: If Wix could not say whose it is.
        """
        if not has_token(request._request):
            return None
        try:
            bearer = run(recognise(request._request))
        except BearerError:
            raise AuthenticationFailed from None
        except APIError:
            raise WixUnavailable from None
        if bearer.role.value not in check_identities(self.identities):
            raise PermissionDenied
        return request._request.user, bearer.info

    def authenticate_header(self, request: Request) -> str:
        """Return what 401 says it takes."""
        return "Bearer"
