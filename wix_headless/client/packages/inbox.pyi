"""``inbox``: @wix/inbox 1.0.103. Written by tools/build_stubs.py."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from wix_headless.client.typed_method import Segment, method

R = TypeVar("R")


class Conversations(Generic[R]):
    @method
    def get_conversation(self, conversation_id: Segment) -> R: ...
    @method
    def get_or_create_conversation(self, *, participant_id: Any = ...) -> R: ...

class Messages(Generic[R]):
    @method
    def list_messages(self, *, conversation_id: Any = ..., visibility: Any = ..., paging: Any = ..., sorting: Any = ...) -> R: ...
    @method
    def send_message(self, *, conversation_id: Any = ..., message: Any = ..., send_notifications: Any = ..., silent: Any = ..., send_as: Any = ...) -> R: ...

class Package(Generic[R]):
    conversations: Conversations[R]
    messages: Messages[R]
