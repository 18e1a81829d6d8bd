"""
What we ship to the tests of projects: a sandbox for each run, and clients whom it logs in.

With pytest these come as fixtures of the plugin (``wix_headless.pytest_plugin``), with Django's
own runner by ``WixSandboxMixin``; docs/testing.md tells how. The sandbox itself is imported when
the first test asks for it.
"""

from __future__ import annotations

from wix_headless.testing.cases import WixSandboxMixin
from wix_headless.testing.clients import DEFAULT_MEMBER, WixTestClient, read_form
from wix_headless.testing.control import SandboxMember, SeenRequest
from wix_headless.testing.sandbox import WixSandbox, running_sandbox

__all__ = [
    "DEFAULT_MEMBER",
    "SandboxMember",
    "SeenRequest",
    "WixSandbox",
    "WixSandboxMixin",
    "WixTestClient",
    "read_form",
    "running_sandbox",
]
