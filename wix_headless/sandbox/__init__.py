"""
A Wix on your machine: Wix's headless HTTP platform, emulated for development and tests.

Written from the wire and not from our client (double entry): nothing in here imports the rest of
``wix_headless``, nor Django. What is not emulated answers 501 and says so.
Each folder is a part of Wix and says which; ``app`` makes one of them all.
"""

from __future__ import annotations
