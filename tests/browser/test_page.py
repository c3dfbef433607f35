"""The page does what a reader asks of it, by mouse, by keyboard and by address."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
ALL = 24
FAILING = 17
CONSOLE = "https://console.aws.amazon.com"


def shown(page: Page) -> str:
    return page.locator("#shown").inner_text()


def column(page: Page, name: str) -> list[str]:
    return page.locator(f"#rows tbody .at-{name}").all_inner_texts()


def address(page: Page) -> str:
    return page.url.partition("#")[2]


@pytest.mark.parametrize("start", ["", "#findings"])
def test_the_list_opens_on_the_failures_as_the_summary_counts_them(visit: Visit, start: str) -> None:
    page = visit(start)
    assert shown(page) == f"{FAILING} of {ALL} findings"
    assert set(column(page, "status")) == {"Fail"}
    assert column(page, "severity")[0] == "Critical"
    top = page.locator(".bars li", has_text="Critical").locator(".number").inner_text()
    assert page.locator("label:has([value=Critical]) output").inner_text() == top


def test_all_findings_are_one_click_away_failures_first(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("#shown")).to_have_text(f"{ALL} of {ALL} findings")
    assert column(page, "status")[0] == "Fail"
    assert shown(visit(f"#{address(page)}")) == f"{ALL} of {ALL} findings"


def test_a_finding_says_why_it_matters_how_to_fix_it_and_where(visit: Visit) -> None:
    page = visit("#findings?status=Fail&severity=Critical")
    page.locator("#rows tbody button").first.click()
    dialog = page.get_by_role("dialog")
    headings = dialog.get_by_role("heading").all_inner_texts()
    assert headings[1:] == ["Why it matters", "How to fix", "Requirements", "Details"]
    link = dialog.get_by_role("link", name="Open in the AWS console")
    assert link.get_attribute("href") == f"{CONSOLE}/s3/buckets/open?region=eu-west-1&tab=permissions"
    dialog.get_by_role("button", name="Copy").click()
    expect(dialog.get_by_role("button", name="Copied")).to_be_visible()


def test_a_passing_finding_shows_nothing_to_fix(visit: Visit) -> None:
    page = visit("#findings?status=Pass")
    page.locator("#rows tbody button").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Why it matters")).to_be_visible()
    expect(dialog.get_by_role("heading", name="How to fix")).to_have_count(0)


@pytest.mark.parametrize("width", [400, 1280])
def test_a_wide_table_marks_the_side_on_which_it_goes_on(visit: Visit, width: int) -> None:
    page = visit(width=width)
    frame = page.get_by_role("region", name="Table: Accounts")
    expect(frame).to_have_class(re.compile("more-right"))
    frame.evaluate("frame => (frame.scrollLeft = frame.scrollWidth)")
    expect(frame).to_have_class("scroll more-left")


def test_frameworks_are_folded(visit: Visit) -> None:
    page = visit()
    expect(page.locator("#controls table").first).to_be_hidden()
    page.locator("#controls summary").first.click()
    expect(page.locator("#controls table").first).to_be_visible()


def test_a_scrolled_list_has_no_blank_rows(visit: Visit) -> None:
    page = visit("#findings?all")
    page.evaluate("document.getElementById('rows').style.maxHeight = '20rem'")
    for share in (0.2, 0.5, 0.9, 1):
        page.locator("#rows").evaluate("(rows, share) => (rows.scrollTop = share * rows.scrollHeight)", share)
        page.wait_for_timeout(100)
        covered = page.locator("#rows").evaluate(
            """rows => {
                const box = rows.getBoundingClientRect();
                const at = (y) => document.elementFromPoint(box.x + 40, box.y + y);
                return [60, 160, 280].every((y) => at(y)?.closest("tbody tr"));
            }"""
        )
        assert covered


def test_the_first_screen_answers_the_three_questions(visit: Visit) -> None:
    page = visit()
    questions = page.locator(".questions h3")
    assert questions.all_inner_texts() == ["Where do we stand?", "What changed?", "Who must act?"]
    boxes = [question.bounding_box() for question in questions.all()]
    assert all(box and box["y"] < 900 for box in boxes)


def test_a_filter_narrows_the_list_and_stands_in_the_address(visit: Visit) -> None:
    page = visit()
    page.get_by_role("checkbox", name="Fail").uncheck()
    page.get_by_role("checkbox", name="Pass").check()
    assert shown(page) == f"1 of {ALL} findings"
    assert address(page) == "findings?status=Pass"
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("#shown")).to_have_text(f"{ALL} of {ALL} findings")


def test_several_filters_must_all_fit(visit: Visit) -> None:
    page = visit("#findings?status=Fail&status=Pass&account_id=012345678901")
    assert sorted(column(page, "status")) == ["Fail", "Pass"]
    page.get_by_label("Requirement").select_option("cis-6.0 2.11")
    page.get_by_role("checkbox", name="Pass").uncheck()
    assert column(page, "resource") == ["open"]


def test_counts_say_what_another_choice_would_show(visit: Visit) -> None:
    page = visit("#findings?severity=Critical")
    assert page.locator("label:has([value=Fail]) output").inner_text() == "1"
    assert page.locator("label:has([value=High]) output").inner_text() == "22"


def test_search_finds_all_words_anywhere(visit: Visit) -> None:
    page = visit("#findings?all")
    page.get_by_role("searchbox").fill("S3:::open SHOP")
    expect(page.locator("#shown")).to_have_text(f"1 of {ALL} findings")
    assert address(page) == "findings?q=S3%3A%3A%3Aopen+SHOP"
    page.get_by_role("searchbox").fill("there is no such thing")
    expect(page.locator("#nothing")).to_be_visible()


def test_a_heading_sorts_and_turns_the_order_around(visit: Visit) -> None:
    page = visit("#findings?account_id=012345678901")
    head = page.locator("#rows").get_by_role("button", name="Resource", exact=True)
    head.click()
    assert column(page, "resource") == ["alice", "bob", "closed", "open"]
    head.click()
    assert column(page, "resource") == ["open", "closed", "bob", "alice"]
    assert page.locator("#rows th[data-name=resource]").get_attribute("aria-sort") == "descending"
    assert address(page) == "findings?account_id=012345678901&sort=-resource"


def test_severities_sort_by_gravity_not_by_letter(visit: Visit) -> None:
    page = visit("#findings?account_id=012345678901&sort=-severity")
    assert column(page, "severity") == ["Low", "High", "High", "Critical"]


def test_tables_of_the_summary_sort_too(visit: Visit) -> None:
    page = visit()
    owners = page.locator("table", has_text="The failures of each owner")
    head = owners.get_by_role("button", name="Failing")
    head.click()
    assert owners.locator("tbody tr td:first-child").all_inner_texts()[0] == "li"
    head.click()
    assert owners.locator("tbody tr td:first-child").all_inner_texts()[-1] == "li"


def test_an_address_opens_its_view_and_survives_a_reload(visit: Visit) -> None:
    page = visit("#findings?status=Fail&severity=Critical&sort=-title")
    page.reload()
    expect(page.locator("#shown")).to_have_text(f"1 of {ALL} findings")
    assert page.get_by_label("Sort by").input_value() == "-title"
    expect(page.locator("#findings-title")).to_be_in_viewport()


def test_a_number_of_the_summary_leads_to_its_findings(visit: Visit) -> None:
    page = visit()
    page.locator(".bars").get_by_role("link", name="Not assessed").click()
    expect(page.locator("#shown")).to_have_text(f"3 of {ALL} findings")
    expect(page.locator("#findings-title")).to_be_focused()


def test_an_account_leads_to_the_same_page_for_it_alone(visit: Visit) -> None:
    page = visit()
    page.locator("#accounts").get_by_role("link", name="shop").click()
    expect(page.locator("#shown")).to_have_text(f"4 of {ALL} findings")


def test_findings_without_an_owner_can_be_asked_for(visit: Visit) -> None:
    assert shown(visit("#findings?owner=(none)")) == f"2 of {ALL} findings"


def test_a_link_that_asks_for_what_is_not_here_finds_nothing(visit: Visit) -> None:
    page = visit("#findings?account_id=999999999999")
    assert shown(page) == f"0 of {ALL} findings"
    assert page.locator("#by-account").input_value() == "999999999999"


def test_a_deep_link_opens_its_finding(visit: Visit) -> None:
    page = visit("#findings?q=open&account_id=012345678901")
    page.get_by_role("button", name="Title of s3-bucket-closed").click()
    link = address(page)
    again = visit(f"#{link}")
    dialog = again.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert "arn:aws:s3:::open" in dialog.inner_text()
    other = visit(f"#{link.partition('?')[0][:-22]}")
    expect(other.get_by_role("dialog")).to_be_visible()


def test_a_link_to_a_finding_of_another_report_says_so(visit: Visit) -> None:
    page = visit("#finding-ffffffffffff")
    assert shown(page) == "The finding ffffffffffff of the link is not in this report."


def test_the_panel_steps_through_what_was_found(visit: Visit) -> None:
    page = visit("#findings?account_id=012345678901&sort=resource")
    page.locator("#rows tbody button").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Previous")).to_be_disabled()
    dialog.get_by_role("button", name="Next").click()
    assert "2 of 4" in dialog.inner_text()
    assert "bob" in dialog.inner_text()
    dialog.get_by_role("button", name="Close").click()
    expect(page).to_have_url(re.compile("#findings.account_id=012345678901&sort=resource$"))
    expect(dialog).to_be_hidden()


def test_leaving_the_search_shows_at_once_what_it_finds(visit: Visit) -> None:
    page = visit("#findings?all")
    page.get_by_role("searchbox").focus()
    page.keyboard.insert_text("s3-bucket")
    reported = page.evaluate("document.activeElement.blur(), document.getElementById('shown').textContent")
    assert reported == f"20 of {ALL} findings"


def test_everything_is_done_by_keyboard(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_role("button", name="Show all").press("Enter")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("s3-bucket")
    expect(page.locator("#shown")).to_have_text(f"20 of {ALL} findings")
    page.locator("#rows thead button").last.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.closest('tr').ariaRowIndex") == "3"
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("document.activeElement.closest('tr').ariaRowIndex") == "3"
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.closest('tr').ariaRowIndex") == "21"


def test_names_that_attack_are_text(visit: Visit) -> None:
    page = visit("#findings?q=script")
    assert page.locator("#rows img, #rows script").count() == 0
    assert "</script><script>alert(1)</script>" in column(page, "resource")


def test_paper_holds_the_summary_and_what_was_found(visit: Visit) -> None:
    page = visit("#findings?status=Fail")
    page.emulate_media(media="print")
    expect(page.locator("#rows tbody tr")).to_have_count(FAILING)
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator(".how")).to_be_visible()
    page.emulate_media(media="screen")
    expect(page.locator("#filters")).to_be_visible()


def test_paper_is_light_whatever_the_screen_is(visit: Visit) -> None:
    page = visit(dark=True)
    ink = "getComputedStyle(document.body).color"
    dark = page.evaluate(ink)
    page.emulate_media(media="print")
    assert page.evaluate(ink) != dark


@pytest.mark.parametrize("width", [320, 768, 1366])
def test_the_page_never_scrolls_sideways(visit: Visit, width: int) -> None:
    page = visit(width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.locator("#rows tbody button").first.click()
    box = page.get_by_role("dialog").bounding_box()
    assert box
    assert box["width"] <= width


@pytest.mark.parametrize("name", ["controls", "accounts", "not-assessed", "owners"])
@pytest.mark.parametrize("width", [400, 1366])
def test_an_address_of_a_section_lands_on_its_heading_below_the_bar(visit: Visit, name: str, width: int) -> None:
    page = visit(f"#{name}", width=width)
    page.wait_for_timeout(200)
    title = f"#{name}-title" if page.locator(f"#{name}-title").count() else f"#{name}"
    bar, heading = page.locator("nav").bounding_box(), page.locator(title).bounding_box()
    assert bar
    assert heading
    assert bar["height"] <= heading["y"] <= 450
