from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reporter.model.verdicts import Status
from reporter.report.formats.render import render
from tests.conftest import Golden
from tests.report.pages import data_of, whole
from tests.report.runs import account, finding, report_of, rule, sample, small_report


class Page(HTMLParser):
    """The elements of a page, and the text of its scripts and styles."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[tuple[str, dict[str, str | None], str]] = []
        self.text = whole(file)
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.lasttag in ("script", "style") and data.strip():
            self.inline.append((self.lasttag, self.elements[-1][1], data))


@pytest.fixture
def page(tmp_path: Path) -> Page:
    [file] = render(sample(tmp_path), ["html"], tmp_path)
    return Page(file)


def test_no_request_is_sent(page: Page) -> None:
    links = [attributes.get(name) for _, attributes in page.elements for name in ("src", "href", "action", "data")]
    assert not [link for link in links if link and not link.startswith(("#", "data:,"))]
    assert "url(" not in page.text.replace("HYPERLINK", "")
    assert "@import" not in page.text


def test_the_policy_lets_our_own_script_and_style_run_and_nothing_else(page: Page) -> None:
    [policy] = [a["content"] or "" for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    allowed = set(re.findall(r"sha256-[^']+", policy))
    ours = {text for _, attributes, text in page.inline if attributes.get("type") != "text/plain"}
    assert allowed == {f"sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}" for one in ours}


def test_hostile_names_add_no_element(page: Page) -> None:
    tags = [tag for tag, _ in page.elements]
    assert (tags.count("img"), tags.count("script")) == (0, 2)
    assert "onerror" not in {name for _, attributes in page.elements for name in attributes}


def test_every_section_has_a_heading_and_every_field_a_label(page: Page) -> None:
    ids = {attributes["id"] for _, attributes in page.elements if attributes.get("id")}
    assert {a["aria-labelledby"] for tag, a in page.elements if tag == "section"} <= ids
    labelled = {attributes["for"] for tag, attributes in page.elements if tag == "label"}
    assert {a["id"] for tag, a in page.elements if tag in ("input", "select")} == labelled


def test_every_table_has_a_caption_and_every_picture_a_text(page: Page) -> None:
    tags = [tag for tag, _ in page.elements]
    assert tags.count("table") == tags.count("caption")
    assert all(attributes.get("aria-label") for tag, attributes in page.elements if tag == "svg")


def test_a_page_without_findings_still_stands(tmp_path: Path) -> None:
    [file] = render(report_of(tmp_path, accounts=[account("1", state="left-out")]), ["html"], tmp_path)
    assert "Nothing was assessed: no account was in scope." in file.read_text(encoding="utf-8")


def test_cells_lead_to_the_findings_behind_them(page: Page) -> None:
    links = {attributes.get("href") for tag, attributes in page.elements if tag == "a"}
    assert {
        "#findings?account_id=012345678901",
        "#findings?status=Not+assessed&account_id=212345678903",
        "#findings?status=Fail&owner=%28none%29",
        "#findings?frameworks=cis-6.0+2.11",
        "#findings?status=Fail&severity=Critical",
        "#findings?status=Fail&check_id=s3-bucket-closed",
    } <= links
    assert "#findings?frameworks=cis-6.0+9.9" not in links  # no check answers it


def test_the_page_is_as_it_was(tmp_path: Path, golden: Golden) -> None:
    """Without its style, its script and its dictionary; the findings unpacked, as another zlib packs them otherwise."""
    [file] = render(small_report(tmp_path), ["html"], tmp_path)
    body = whole(file).partition("</head>")[2].partition('<section id="dictionary"')[0]
    golden("report/report.html", f"{body}{json.dumps(data_of(file), ensure_ascii=False, indent=0)}\n")


def test_accounts_show_figures_before_units_and_no_empty_column(tmp_path: Path) -> None:
    accounts = [account(f"{number:012}", ou="Workloads") for number in range(2)]
    findings = [finding("s3-bucket-closed", one.id, Status.NOT_ASSESSED, reason_code="timeout") for one in accounts]
    report = report_of(tmp_path, accounts=accounts, rules=[rule("s3-bucket-closed")], findings=findings)
    assert report.summary.headline.startswith("Incomplete: in all 2 accounts nothing could be assessed")
    [file] = render(report, ["html"], tmp_path)
    section = whole(file).partition('<section id="accounts"')[2].partition("</section>")[0]
    titles = re.findall(r'<th scope="col"[^>]*>([^<]+)', section)
    assert titles.index("Not assessed") < titles.index("OU")
    assert not {"Owner", "Score", "Change"} & set(titles)
