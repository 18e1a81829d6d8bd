"""What Wix sends to an app by itself: signed, in order, and again until it is taken."""

from __future__ import annotations
