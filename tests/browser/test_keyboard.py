"""Without a mouse, and without eyes: the order of things, their names, and what is announced."""

from __future__ import annotations


def focused(page):
    """Return what a screen reader would say of the element in focus."""
    return page.evaluate(
        "() => { const e = document.activeElement;"
        " return (e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText).trim() }"
    )


def tab_through(page, stops):
    """Press Tab so often, and return what is in focus each time."""
    found = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        found.append(focused(page).split("\n")[0])
    return found


def test_the_first_stop_skips_to_the_content(person):
    page = person.open("/")

    assert tab_through(page, 1) == ["Skip to the content"]
    assert page.get_by_role("link", name="Skip to the content").is_visible()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"
    assert tab_through(page, 1) == ["Search the shop"]


def test_the_header_is_walked_through_in_its_order(person):
    page = person.open("/thank-you/")

    assert tab_through(page, 8) == [
        "Skip to the content",
        "Kiln & Quill",
        "Shop",
        "Workshops",
        "Journal",
        "Members",
        "Cart",
        "Log in",
    ]


def test_something_is_bought_with_the_keyboard_alone(person):
    page = person.open("/products/everyday-mug/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert tab_through(page, 2) == ["← All products", "Sea"]
    page.keyboard.press("ArrowRight")
    assert focused(page) == "Clay"
    assert tab_through(page, 2) == ["Quantity", "Add to cart"]
    page.keyboard.press("Enter")

    page.get_by_role("status").filter(has_text="Everyday Mug is in your cart.").wait_for()
    assert page.get_by_role("listitem").filter(has_text="Glaze: Clay").count() == 1


def test_the_members_menu_opens_closes_and_leads_on(person):
    page = person.open("/account/")
    person.log_in()
    summary = page.locator("details.member summary")

    summary.focus()
    page.keyboard.press("Enter")
    assert tab_through(page, 3) == ["Account", "Profile", "Log out"]
    summary.focus()
    page.keyboard.press("Enter")
    assert not page.get_by_role("link", name="Profile", exact=True).is_visible()


def test_what_is_wrong_in_a_form_is_announced_and_belongs_to_its_field(person):
    page = person.open("/account/profile/")
    person.log_in()

    page.get_by_label("Nickname").fill("")
    page.get_by_role("button", name="Save").click()

    complaint = page.get_by_role("alert")
    complaint.wait_for()
    field = page.get_by_label("Nickname")
    assert complaint.get_attribute("id") in field.get_attribute("aria-describedby").split()
    assert field.get_attribute("aria-invalid") == "true"
