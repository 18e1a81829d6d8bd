"""The flows of ``sdk/flows/``, step by step, with our client."""

from __future__ import annotations
