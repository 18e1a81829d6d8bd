"""
Conformance: Wix's own JavaScript SDK against the sandbox, and our client against the SDK.

``sdk/`` holds what runs in Node: one file per flow, each check a sentence. ``ours/`` holds the same
flows with our client. Both speak through ``relay.py``, which writes their requests down;
``comparison.py`` finds where these differ, and ``differences.py`` says which differences are meant.
"""

from __future__ import annotations
