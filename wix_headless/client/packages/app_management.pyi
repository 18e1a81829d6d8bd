"""``app_management``: @wix/app-management 1.0.161. Written by tools/build_stubs.py."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from wix_headless.client.typed_method import Segment, method

R = TypeVar("R")


class AppInstances(Generic[R]):
    @method
    def get_app_instance(self) -> R: ...

class AppPermissions(Generic[R]):
    @method
    def create_app_permission(self, *, app_permission: Any = ...) -> R: ...
    @method
    def delete_app_permission(self, *, app_id: Any = ..., permission_id: Any = ...) -> R: ...
    @method
    def list_app_permissions(self, *, app_id: Any = ..., consistent: Any = ..., paging: Any = ...) -> R: ...

class AppPlans(Generic[R]):
    @method
    def list_app_plans_by_app_id(self, app_ids: Segment) -> R: ...

class BiEvents(Generic[R]):
    @method
    def send_bi_event(self, *, event_name: Any = ..., custom_event_name: Any = ..., event_data: Any = ...) -> R: ...

class Billing(Generic[R]):
    @method
    def get_metered_billing_charges(self, *, currency: Any = ..., start_date: Any = ..., end_date: Any = ...) -> R: ...
    @method
    def get_purchase_history(self) -> R: ...
    @method
    def get_url(self, *, product_id: Any = ..., success_url: Any = ..., test_checkout: Any = ..., billing_cycle: Any = ..., country_code: Any = ..., language_code: Any = ..., coupon_code: Any = ...) -> R: ...

class CustomCharges(Generic[R]):
    pass

class DevVersionAssignments(Generic[R]):
    @method
    def upsert_dev_version_assignment(self, *, dev_version_assignment: Any = ...) -> R: ...

class EmbeddedScripts(Generic[R]):
    @method
    def embed_script(self, *, properties: Any = ..., component_id: Any = ...) -> R: ...
    @method
    def get_embedded_script(self, *, component_id: Any = ...) -> R: ...

class ExternalBilling(Generic[R]):
    @method
    def report_external_billing_event(self, *, event: Any = ...) -> R: ...

class Package(Generic[R]):
    app_instances: AppInstances[R]
    app_permissions: AppPermissions[R]
    app_plans: AppPlans[R]
    bi_events: BiEvents[R]
    billing: Billing[R]
    custom_charges: CustomCharges[R]
    dev_version_assignments: DevVersionAssignments[R]
    embedded_scripts: EmbeddedScripts[R]
    external_billing: ExternalBilling[R]
