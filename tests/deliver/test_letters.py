"""What a mail says: the verdict, and the templates that people may replace."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from reporter.deliver.mail.compose import compose
from reporter.deliver.mail.example import EMPTY, FULL
from reporter.deliver.mail.letter import WorkbookPlace
from reporter.deliver.mail.templates import TemplateBroken, Templates
from reporter.deliver.verdict import subject_of, verdict_of
from reporter.model.verdicts import Severity, Status
from reporter.report.build.measures import tally
from reporter.report.model import Report, WaiverRow, WaiverState
from reporter.runs.history import Change
from reporter.system.package_data import resource_folder
from tests.report.runs import HOSTILE, account, finding, report_of, rule, sample


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A critical failure and many high ones, an account that could not be reached, hostile names."""
    return sample(tmp_path_factory.mktemp("letters"))


@pytest.mark.parametrize(
    ("counts", "new", "verdict"),
    [
        ({Change.NEW: 3}, {Severity.CRITICAL: 3}, "3 new critical"),
        ({Change.NEW: 9}, {Severity.CRITICAL: 2, Severity.HIGH: 1, Severity.LOW: 6}, "2 new critical, 1 new high"),
        ({Change.NEW: 1200, Change.REOPENED: 2}, {Severity.LOW: 1200}, "1,200 new, 2 reopened"),
        ({Change.STILL_OPEN: 5, Change.FIXED: 5}, {}, "nothing new"),
    ],
)
def test_the_verdict_names_what_is_new(
    report: Report, counts: dict[Change, int], new: dict[Severity, int], verdict: str
) -> None:
    later = replace(report, compared_with=report.run, change_counts=counts, new_by_severity=new)
    assert verdict_of(later) == f"{verdict}, 65.6 % of checks assessed"


def test_new_failures_of_newly_scanned_accounts_are_counted_apart(report: Report) -> None:
    later = replace(
        report,
        compared_with=report.run,
        change_counts={Change.NEW: 509},
        new_by_severity={Severity.CRITICAL: 9, Severity.LOW: 500},
        newly_scanned=(account("111122223333", name="shop"), account("111122224444", name="lab")),
        new_there={Severity.CRITICAL: 9, Severity.LOW: 496},
    )
    assert verdict_of(later) == "4 new, 505 in 2 newly scanned accounts, 65.6 % of checks assessed"
    letter = compose(later, WorkbookPlace())
    names = "shop (111122223333), lab (111122224444)"
    for body in (Templates.of(None).text(letter), Templates.of(None).html(letter)):
        assert f"Of the new, 505 in 2 newly scanned accounts: {names}" in body


def test_a_mail_groups_what_was_not_assessed_by_cause(report: Report) -> None:
    letter = compose(report, WorkbookPlace())
    [cause] = letter.causes
    assert (cause.title, cause.detail) == ("Denied by IAM", "s3:GetBucketAcl")
    text = " ".join(Templates.of(None).text(letter).split())
    assert f"In 1 other account, some checks could not be assessed: Denied by IAM in {cause.accounts}" in text


def test_managers_see_every_owner_and_an_owner_sees_no_other(report: Report) -> None:
    letter = compose(report, WorkbookPlace())
    assert [line.owner for line in letter.owners] == [row.owner or "(no owner named)" for row in report.summary.owners]
    assert sum(line.failing for line in letter.owners) == letter.failing
    assert compose(report, WorkbookPlace(), owner="anna").owners == ()


def test_without_an_earlier_run_nothing_is_called_new(report: Report, tmp_path: Path) -> None:
    assert verdict_of(report) == "1 critical, 16 high failing, 65.6 % of checks assessed"
    assert verdict_of(report_of(tmp_path, accounts=[account("111122223333")])) == "nothing assessed"
    fine = replace(report, summary=replace(report.summary, tally=tally([])))
    assert verdict_of(fine) == "nothing fails, 65.6 % of checks assessed"


@pytest.mark.parametrize(
    ("complete", "not_scanned", "first"),
    [(True, 0, "1 critical"), (False, 0, "Incomplete: 1 critical"), (False, 2, "Interrupted: 1 critical")],
)
def test_the_subject_says_first_what_was_not_seen(
    report: Report, *, complete: bool, not_scanned: int, first: str
) -> None:
    summary = replace(report.summary, complete=complete, not_scanned=not_scanned)
    assert subject_of(replace(report, summary=summary)).startswith(f"{first}, 16 high failing, ")


def test_an_owner_does_not_see_waivers_that_cover_nothing_in_their_part(report: Report) -> None:
    row = WaiverRow(
        id="W-1",
        state=WaiverState.COVERS_NOTHING,
        scope="check s3-*",
        reason="r",
        owner="o",
        approver="a",
        ticket="",
        starts=None,
        expires=report.run.started.date(),
        days_left=0,
        covers=0,
        failing_again=0,
    )
    waived = replace(report, waivers=(row, replace(row, state=WaiverState.IN_FORCE)))
    assert [one.state for one in compose(waived, WorkbookPlace()).waivers] == ["Covers nothing"]
    assert compose(waived, WorkbookPlace(), owner="anna").waivers == ()


def test_names_that_strangers_gave_do_no_harm(report: Report) -> None:
    templates = Templates.of(None)
    for name in HOSTILE:
        run = replace(report.run, title=name)
        letter = compose(
            replace(report, run=run), WorkbookPlace(link="javascript:alert(1)"), owner=name, unaddressed=[name]
        )
        html = templates.html(letter)
        assert "<script" not in html
        assert "<img" not in html
        assert "href=" not in html
        assert "\n" not in letter.subject
        assert "\x1b" not in templates.text(letter)


def test_long_lists_are_cut_and_say_so() -> None:
    letter = replace(FULL, joined=FULL.joined * 12, left=FULL.left * 11)
    for body in (Templates.of(None).text(letter), Templates.of(None).html(letter)):
        for cut in ("... and 2 more.", "and 2 more", "and 1 more"):
            assert cut in body
        assert body.count("Role not assumable") == 1


def test_unreachable_accounts_are_listed_by_cause(tmp_path: Path) -> None:
    lost = {"state": "unreachable", "reason": "not authorized", "reason_code": "role-not-assumable"}
    closed = {**lost, "reason": "a policy of the organisation", "reason_code": "denied-by-scp"}
    accounts = [
        *(account(f"{number:012}", name=f"lost-{number}", **lost) for number in range(7)),
        account("999900000000", name="closed", **closed),
    ]
    letter = compose(report_of(tmp_path, accounts=accounts, rules=[rule("s3-a")]), WorkbookPlace())
    assert [(one.title, one.accounts, one.detail) for one in letter.unreached_causes] == [
        ("Role not assumable", "7 accounts: lost-0, lost-1, lost-2, lost-3, lost-4 and 2 more", "not authorized"),
        ("Denied by SCP", "1 account: closed", "a policy of the organisation"),
    ]
    text = Templates.of(None).text(letter)
    assert "8 accounts could not be reached:\n    Role not assumable in 7 accounts: lost-0" in text
    assert (len(letter.unreached), letter.causes) == (8, ())


def test_the_built_in_templates_fit_every_letter() -> None:
    templates = Templates.of(None)
    assert list(templates.mistakes()) == []
    assert "None: no check fails." in templates.text(EMPTY)
    assert "This is the first run" in templates.html(EMPTY)


def test_templates_of_the_user_stand_in_for_the_built_in_ones(tmp_path: Path) -> None:
    (tmp_path / "mail.txt.j2").write_text("{{ letter.verdict }} for {{ counted(letter.accounts, 'account') }}")
    (tmp_path / "mail.html.j2").write_text("<b>{{ letter.title }}</b>")
    templates = Templates.of(tmp_path)
    assert templates.text(FULL) == "3 new critical, 97.2 % of checks assessed for 12 accounts"
    assert templates.html(replace(FULL, title="<i>")) == "<b>&lt;i&gt;</b>"
    (tmp_path / "mail.html.j2").unlink()
    assert templates.html(FULL) == Templates.of(None).html(FULL)


@pytest.mark.parametrize(
    ("template", "line", "why"),
    [
        ("one\n{% if letter.complete %}\n", 2, "Unexpected end of template"),
        ("one\n\n{{ letter.verdikt }}\n", 3, "has no attribute 'verdikt'"),
        ("{{ verdict }}\n", 1, "'verdict' is undefined"),
        ("one\n{{ letter.changes[7].title }}\n", 2, "has no element 7"),
        ("one\n{{ 1 / letter.overdue }}\n", 2, "division by zero"),
        ("one\n{{ letter.title + 1 }}\n", 2, "can only concatenate str"),
        ("one\n{% include 'missing.j2' %}\n", 2, "missing.j2"),
        ("{% for c in letter.controls %}{{ c.titel }}\n{% endfor %}\n", 1, "has no attribute 'titel'"),
    ],
)
def test_a_broken_template_is_reported_with_its_file_and_line(
    tmp_path: Path, template: str, line: int, why: str
) -> None:
    file = tmp_path / "mail.txt.j2"
    file.write_text(template)
    [mistake] = Templates.of(tmp_path).mistakes()
    assert mistake.startswith(f"{file}:{line}: the template is broken: ")
    assert why in mistake


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{{ letter.__class__ }}", "access to attribute '__class__' of 'Letter' object is unsafe"),
        ("{{ counted.__globals__['os'].system('true') }}", "access to attribute '__globals__' of"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "access to attribute '__class__' of 'str' object is unsafe"),
        ("{{ letter['__class__'] }}", "access to attribute '__class__' of 'Letter' object is unsafe"),
        ("{{ letter|attr('__init__') }}", "access to attribute '__init__' of 'Letter' object is unsafe"),
        ("{{ '{0.__class__}'.format(letter) }}", "access to attribute '__class__' of 'Letter' object is unsafe"),
        ("{{ os.system('true') }}", "'os' is undefined"),
        ("{% import 'os' as os %}{{ os.system('true') }}", "'os' not found in search path"),
        ("{{ letter.changes.append(1) }}", "has no attribute 'append'"),
        ("{{ [].append(1) }}", "access to attribute 'append' of 'list' object is unsafe"),
        ("{% for _ in range(1000000) %}{% endfor %}", "Range too big"),
    ],
)
def test_a_template_reaches_nothing_of_the_program_that_fills_it_in(tmp_path: Path, template: str, why: str) -> None:
    (tmp_path / "mail.html.j2").write_text(template)
    templates = Templates.of(tmp_path)
    [mistake] = templates.mistakes()
    assert why in mistake
    with pytest.raises(TemplateBroken, match=r"mail\.html\.j2:1: the template is broken: "):
        templates.html(FULL)


def test_a_template_that_cannot_be_read_is_reported_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "mail.txt.j2").write_bytes(b"\xff\xfe")
    [mistake] = Templates.of(tmp_path).mistakes()
    assert mistake.startswith("mail.txt.j2: the template is broken: 'utf-8' codec can't decode")


def test_a_template_that_is_a_link_to_another_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("precious")
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "mail.txt.j2").symlink_to(tmp_path / "secret")
    [mistake] = Templates.of(folder).mistakes()
    assert f"{folder / 'mail.txt.j2'} is a link that leads out of its folder: put the template there" in mistake
    with pytest.raises(TemplateBroken, match="leads out of its folder"):
        Templates.of(folder).text(FULL)


def test_a_template_may_be_a_link_within_its_folder(tmp_path: Path) -> None:
    (tmp_path / "short.j2").write_text("{{ letter.title }}")
    (tmp_path / "mail.txt.j2").symlink_to("short.j2")
    assert Templates.of(tmp_path).text(FULL) == FULL.title


def test_a_template_that_breaks_on_this_letter_alone_is_reported_too(tmp_path: Path) -> None:
    (tmp_path / "mail.txt.j2").write_text("{{ 1 / (letter.failing - 7) }}")
    templates = Templates.of(tmp_path)
    assert list(templates.mistakes()) == []
    with pytest.raises(TemplateBroken, match="division by zero"):
        templates.text(replace(FULL, failing=7))


def test_every_word_of_a_letter_is_used_by_the_built_in_templates() -> None:
    both = "".join((resource_folder("templates") / f"mail.{kind}.j2").read_text() for kind in ("txt", "html"))
    unused = {name for name in FULL.__dataclass_fields__ if not re.search(rf"letter\.{name}\b", both)}
    assert unused == {"owner"}


def test_every_word_of_a_letter_is_explained() -> None:
    page = (resource_folder("templates").parent / "docs" / "delivery.md").read_text(encoding="utf-8")
    assert {name for name in FULL.__dataclass_fields__ if f"`{name}`" not in page} == set()


def test_an_owner_is_not_given_the_operations_that_were_refused(tmp_path: Path) -> None:
    refused = finding(
        "s3-a", "111122223333", Status.NOT_ASSESSED, reason_code="denied-by-iam", action="s3:GetBucketAcl"
    )
    report = report_of(tmp_path, accounts=[account("111122223333")], rules=[rule("s3-a")], findings=[refused])
    whole, part = (compose(report, WorkbookPlace(), owner=owner).causes for owner in ("", "anna"))
    assert [cause.detail for cause in whole] == ["s3:GetBucketAcl"]
    assert [cause.detail for cause in part] == [""]
