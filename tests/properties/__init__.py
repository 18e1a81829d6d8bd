"""What strangers may send: whatever it is, it ends in an answer or in an error of ours."""

from __future__ import annotations
