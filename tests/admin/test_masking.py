"""What is left of an event's JSON for whoever may not see personal data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wix_headless.admin.masking import _SHOWN, MASK, mask

ID = "6d1f1c2e-7a43-4b7b-9d2a-0c5a3f0e9b11"

PERSONAL = [
    "Ada Lovelace",
    "ada@example.com",
    "+1 617 555 0178",
    "18 Ropewalk Lane",
    "1815-12-10",
    "ADA",
    "ada",
    "04101",
    "192.0.2.7",
    "https://static.wixstatic.com/media/ada.jpg",
    '{"email": "ada@example.com"}',
    f"{ID} Ada",
    f"{ID}\n",
    "PAID\n",
    "",
    "\uff21da",
    6175550178,
    43.6591,
    True,
    False,
]


@pytest.mark.parametrize("value", PERSONAL, ids=repr)
@pytest.mark.parametrize("name", ["", "email", "name", "id", "memberId", "number", "slug", "note"])
def test_what_is_not_known_is_masked(value: Any, name: str) -> None:
    assert mask({name or "x": value}) == {name or "x": MASK}
    assert mask({"deep": [{name or "x": [value, None]}]}) == {"deep": [{name or "x": [MASK, None]}]}


#: What has the form of a status, or of a count, is shown where such a one stands.
HAVE_THE_FORM = {
    "ADA": {"identityType", "status", "paymentStatus", "fulfillmentStatus", "currency"},
    "04101": {"entityEventSequence", "revision", "quantity"},
}


@pytest.mark.parametrize("value", [one for one in PERSONAL if isinstance(one, str)])
def test_a_known_name_shows_what_has_its_form_alone(value: str) -> None:
    masked = {name: mask({name: value})[name] for name in _SHOWN}

    shown = {name for name, left in masked.items() if left != MASK}
    assert shown == HAVE_THE_FORM.get(value, set())


def test_the_shape_ids_and_what_helps_to_find_a_mistake_are_left() -> None:
    said = {
        "data": {
            "id": ID,
            "entityFqdn": "wix.ecom.v1.order",
            "slug": "approved",
            "entityId": ID.upper(),
            "eventTime": "2026-11-21T10:00:00.123Z",
            "entityEventSequence": "7",
            "triggeredByAnonymizeRequest": False,
            "actionEvent": {
                "body": {
                    "order": {
                        "status": "APPROVED",
                        "currency": "USD",
                        "createdDate": "2026-11-21T10:00:00Z",
                        "lineItems": [{"quantity": 2, "productName": {"original": "Bowl"}}],
                        "buyerInfo": {"email": "ada@example.com", "memberId": ID},
                        "_id": "64d2a1f0c3b7e8a912345678",
                    }
                }
            },
        },
        "identity": {"identityType": "MEMBER", "memberId": ID},
        "account": {},
    }

    body = mask(said)["data"]["actionEvent"]["body"]

    assert mask(said) == {
        "data": said["data"] | {"slug": MASK, "actionEvent": {"body": body}},
        "identity": said["identity"],
        "account": {},
    }
    assert body["order"] == said["data"]["actionEvent"]["body"]["order"] | {
        "lineItems": [{"quantity": 2, "productName": {"original": MASK}}],
        "buyerInfo": {"email": MASK, "memberId": ID},
    }


def test_names_that_are_somebodys_are_masked_and_none_is_lost() -> None:
    masked = mask({"ada@example.com": "Ada", "Ada Lovelace": ID, "known": None, "": 1})

    assert masked == {"••• 1": MASK, "••• 2": ID, "known": None, "••• 4": MASK}


def test_what_is_nested_too_deeply_is_masked_as_a_whole() -> None:
    deep: Any = "Ada"
    for _ in range(5000):
        deep = [deep]

    text = json.dumps(mask(deep), ensure_ascii=False)

    assert "Ada" not in text
    assert MASK in text


#: Marked, so that it is found wherever it is left.
secrets = st.text(max_size=20).map(lambda text: f"{text} ada@example.com")
names = st.one_of(st.sampled_from(["id", "_id", "memberId", *_SHOWN]), st.text(max_size=8), secrets)
trees = st.recursive(
    secrets | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=30,
)


def shape_of(value: Any) -> Any:
    if isinstance(value, dict):
        return [shape_of(inner) for inner in value.values()]
    if isinstance(value, list):
        return [shape_of(inner) for inner in value], "list"
    return value is None


@given(trees)
def test_no_marked_text_is_left_anywhere_and_the_shape_is(tree: Any) -> None:
    masked = mask(tree)

    assert "ada@example.com" not in json.dumps(masked, ensure_ascii=False)
    assert shape_of(masked) == shape_of(tree)
    assert mask(masked) == masked
