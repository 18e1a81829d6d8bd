"""What Wix says on the wire: pure functions and values, with no socket and no clock."""

from __future__ import annotations
