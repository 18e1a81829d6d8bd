"""
What other apps may listen to.

Every signal is sent with ``sender`` = the class that did it and the ``site`` alias;
no argument ever holds a token.
"""

from __future__ import annotations

from django.dispatch import Signal

#: A Wix member logged in; with ``request``, ``user``, ``member`` (the WixMember), ``site``.
member_logged_in = Signal()

#: A member logged out here; with ``request``, ``user``, ``member``, ``site``.
member_logged_out = Signal()

#: A Django user was made for a Wix member, or first linked to it;
#: with ``user``, ``member``, ``profile`` (the member as Wix told it, a dict), ``site``.
member_created = Signal()

#: A token was renewed; with ``token`` (the StoredToken row), ``role``, ``site``.
token_renewed = Signal()

#: Wix ended a login by refusing its refresh token; with ``token``, ``role``, ``site``.
token_rejected = Signal()

#: A call of Wix's API ended; with ``call`` (a ``wix_headless.client.FinishedCall``), ``site``.
call_finished = Signal()
