"""The owner of a Wix site, at the sandbox's page that installs the app."""

from __future__ import annotations

import re

import requests

BICYCLE = "Slow Bicycle"


def agree(session: requests.Session, url: str, site: str = BICYCLE) -> str:
    """Agree on Wix's page, and return the address that it sends the browser to."""
    page = session.get(url, timeout=10)
    (token,) = re.findall(r'name="form_token" value="([^"]+)"', page.text)
    form = {"form_token": token, "site": site, "answer": "agree"}
    sent = session.post(page.url, data=form, allow_redirects=False, timeout=10)
    assert sent.status_code == 302, sent.text
    return sent.headers["Location"]
