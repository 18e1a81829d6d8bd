"""
What other apps may listen to.

Every signal is sent with ``sender`` = the class that did it and the ``site`` alias;
no argument ever holds a token.
"""

from __future__ import annotations

from django.dispatch import Signal

#: A Wix member logged in. Arguments: ``request``, ``user``, ``member`` (the WixMember), ``site``.
member_logged_in = Signal()

#: A member logged out here. Arguments: ``request``, ``user``, ``member``, ``site``.
member_logged_out = Signal()

#: A Django user was made for a Wix member, or first linked to it.
#: Arguments: ``user``, ``member``, ``profile`` (the member as Wix told it, a dict), ``site``.
member_created = Signal()

#: A token was renewed. Arguments: ``token`` (the StoredToken row), ``role``, ``site``.
token_renewed = Signal()

#: Wix ended a login: its refresh token is refused. Arguments: ``token``, ``role``, ``site``.
token_rejected = Signal()

#: A call of Wix's API ended. Arguments: ``call`` (a client.call.FinishedCall), ``site``.
call_finished = Signal()
