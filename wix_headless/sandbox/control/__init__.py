"""The control plane under ``/_sandbox/``, which is ours and not Wix's."""

from __future__ import annotations
