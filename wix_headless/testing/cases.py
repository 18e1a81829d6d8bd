"""``WixSandboxMixin``: the sandbox for classes of Django's own test runner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.test import SimpleTestCase

from wix_headless.testing.clients import DEFAULT_MEMBER, WixTestClient
from wix_headless.testing.control import SandboxMember
from wix_headless.testing.sandbox import WixSandbox, running_sandbox

if TYPE_CHECKING:
    _Case = SimpleTestCase
else:
    _Case = object


class WixSandboxMixin(_Case):
    """
    Lets each test of a class speak to a fresh sandbox; it stands before Django's class.

    ``self.client`` is a ``WixTestClient``::

        class AccountTests(WixSandboxMixin, TestCase):
            def test_the_account(self):
                self.client.wix_login()
                self.assertContains(self.client.get("/account/"), "Ada")

    The settings are in place while a test runs, and not in ``setUpClass`` or ``setUpTestData``:
    what was made there at Wix would be gone after the first reset.
    """

    client: WixTestClient
    client_class = WixTestClient
    wix_sandbox: ClassVar[WixSandbox]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        order = cls.__mro__
        if SimpleTestCase in order and order.index(SimpleTestCase) < order.index(WixSandboxMixin):
            # Its setUp would never run, and the tests would speak to whatever the settings say.
            raise TypeError(f"{cls.__name__}: WixSandboxMixin goes before Django's test case.")

    @classmethod
    def setUpClass(cls) -> None:
        cls.wix_sandbox = running_sandbox()
        super().setUpClass()

    def setUp(self) -> None:
        self.enterContext(self.wix_sandbox.in_settings())
        self.wix_sandbox.reset()
        if live_server_url := getattr(self, "live_server_url", ""):
            self.wix_sandbox.allow_site(live_server_url)
        super().setUp()

    def wix_login(
        self, member: str | SandboxMember = DEFAULT_MEMBER, **options: Any
    ) -> WixTestClient:
        """Return a new client, made with *options*, that *member* has logged in with."""
        client = WixTestClient(**options)
        client.wix_login(member)
        return client
