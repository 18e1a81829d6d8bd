"""``docs/operations.md``: what it sends to Prometheus and OpenTelemetry arrives there."""

from __future__ import annotations

import re
from pathlib import Path

import prometheus_client
import pytest
from django.test import Client
from django.utils.module_loading import import_string
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from wix_headless.client import WixClient
from wix_headless.exceptions import ForbiddenError
from wix_headless.signals import call_finished
from wix_headless.strategies import OAuthStrategy

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
METHOD = "stores.products_v3.query_products"


def run_block(words):
    text = PAGE.read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    (block,) = [block for block in blocks if words in block]
    names = {"__name__": __name__}
    exec(compile(block, str(PAGE), "exec"), names)  # noqa: S102 - ours
    return names


@pytest.fixture
def two_calls(sandbox):
    """Make a call that goes well, with a retry, and one that Wix refuses."""

    def make():
        client = WixClient(OAuthStrategy(sandbox.client_id), api_url=sandbox.origin)
        sandbox.fail("/stores/v3/products/query", status=503, times=1)
        client.stores.products_v3.query_products(query={})
        with pytest.raises(ForbiddenError):
            client.business_tools.site_properties.get_site_properties()

    return make


def test_prometheus(two_calls, caplog):
    names = run_block("prometheus_client")
    try:
        two_calls()
        page = prometheus_client.generate_latest().decode()
    finally:
        call_finished.disconnect(dispatch_uid="shop.measure_wix")
        for name in ("CALLS", "TRIES", "TOKEN_REQUESTS", "SECONDS"):
            prometheus_client.REGISTRY.unregister(names[name])

    lines = page.splitlines()
    whom = 'error="{}",method="{}",role="visitor",site="default",status="{}"'
    refused = "business_tools.site_properties.get_site_properties"
    assert f"wix_calls_total{{{whom.format('', METHOD, 200)}}} 1.0" in lines
    assert f"wix_calls_total{{{whom.format('ForbiddenError', refused, 403)}}} 1.0" in lines
    assert 'wix_call_tries_total{site="default"} 3.0' in lines
    assert 'wix_token_requests_total{site="default"} 1.0' in lines
    assert f'wix_call_seconds_count{{method="{METHOD}",site="default"}} 1.0' in lines
    assert "call_finished" not in caplog.text


@pytest.fixture
def telemetry():
    """OpenTelemetry with all it is sent in memory; it takes providers once in a process."""
    spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
    tracing = TracerProvider(shutdown_on_exit=False)
    tracing.add_span_processor(SimpleSpanProcessor(spans))
    measuring = MeterProvider([reader], shutdown_on_exit=False)
    trace.set_tracer_provider(tracing)
    metrics.set_meter_provider(measuring)
    yield spans, reader
    tracing.shutdown()
    measuring.shutdown()


def test_opentelemetry(two_calls, telemetry, caplog):
    spans, reader = telemetry
    module = run_block("opentelemetry")
    try:
        with trace.get_tracer("tests").start_as_current_span("page") as page:
            two_calls()
    finally:
        call_finished.disconnect(dispatch_uid="shop.trace_wix")
        # Signals hold their listeners weakly.
        del module

    well, refused, _ = spans.get_finished_spans()
    assert well.name == f"wix {METHOD}"
    assert well.parent.span_id == page.get_span_context().span_id
    assert well.attributes["http.response.status_code"] == 200
    assert (well.attributes["wix.tries"], refused.attributes["wix.tries"]) == (2, 1)
    assert well.end_time > well.start_time
    assert well.status.is_ok
    assert (refused.status.is_ok, refused.status.description) == (False, "ForbiddenError")
    (resource,) = reader.get_metrics_data().resource_metrics
    (scope,) = resource.scope_metrics
    (metric,) = scope.metrics
    points = {point.attributes["wix.method"]: point for point in metric.data.data_points}
    assert points[METHOD].count == 1
    assert points[METHOD].sum > 0
    assert "call_finished" not in caplog.text


def test_the_panel_and_the_probe_are_where_the_page_says(settings):
    panels = run_block("DEBUG_TOOLBAR_PANELS")["DEBUG_TOOLBAR_PANELS"]
    assert import_string(panels[-1]).__name__ == "WixPanel"

    (exempt,) = run_block("SECURE_REDIRECT_EXEMPT")["SECURE_REDIRECT_EXEMPT"]
    assert re.search(exempt, "wix/health/")


def test_a_probe_by_http_is_answered(settings):
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/wix/health/", {"live": ""}).status_code == 301

    settings.SECURE_REDIRECT_EXEMPT = run_block("SECURE_REDIRECT_EXEMPT")["SECURE_REDIRECT_EXEMPT"]
    assert Client().get("/wix/health/", {"live": ""}).status_code == 200
