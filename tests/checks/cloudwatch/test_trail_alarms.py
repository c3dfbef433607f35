"""The way from a trail to a person: every link that may be broken, unknown or in another account."""

from __future__ import annotations

from typing import Any

import pytest

from reporter.api import AnyCheck, Status, Verdict, failed, manual, not_applicable, not_assessed, passed
from reporter.aws.account.contacts import OrganizationMembership
from reporter.aws.cloudwatch.trail_alarms import AccountAlarms, Reached
from reporter.aws.sns.subscriptions import TopicSubscribers
from reporter.rules.selection import convert_settings
from tests.checks.cloudwatch.builders import (
    ACCOUNT,
    CHECKS,
    FOREIGN,
    ID,
    OTHER,
    TOPIC,
    WHY,
    chain,
    everywhere,
    group,
    judged,
    of,
    trail,
)

KMS = "kms-key-disabled-or-deleted"
BOTH = "{ $.eventName = DisableKey || $.eventName = ScheduleKeyDeletion }"
DISABLE, DELETE = "{ $.eventName = DisableKey }", "{ $.eventName = ScheduleKeyDeletion }"
SILENT = {TOPIC: Reached()}
UNREAD = {TOPIC: Reached(unread=WHY)}
HIDDEN = {FOREIGN: Reached(hidden=True)}
ABROAD = chain(BOTH, topics=(FOREIGN,))
LOOK_UP = manual(f"whether the topic {FOREIGN} of another account has a confirmed subscription")
UNHEARD = f"no alarm on DisableKey, ScheduleKeyDeletion: the metric filter given has alarms on the topic {FOREIGN}, which has no confirmed subscription"  # noqa: E501


def of_keys(*trails: Any, known: Any = None, **settings: Any) -> Verdict:
    return judged(KMS, AccountAlarms(tuple(trails)), known, **settings)


def test_a_chain_from_the_trail_to_a_subscriber_passes() -> None:
    assert judged(KMS, of(chain(BOTH))) == passed("by given")


def test_several_chains_may_select_the_events_together_also_of_several_trails() -> None:
    assert judged(KMS, of(chain(DISABLE, "one"), chain(DELETE, "two"))) == passed("by one, two")
    assert of_keys(trail(group(chain(DISABLE, "one"))), trail(group(chain(DELETE, "two"), arn="other"))) == passed(
        "by one, two"
    )


def test_two_trails_to_one_log_group_count_once() -> None:
    assert of_keys(trail(group(chain(BOTH))), trail(group(chain(BOTH)), "second")) == passed("by given")


def test_events_that_no_chain_selects_are_named() -> None:
    assert judged(KMS, of(chain(DISABLE))) == failed("no alarm on ScheduleKeyDeletion: no metric filter selects it")
    assert judged(KMS, of()) == failed("no alarm on DisableKey, ScheduleKeyDeletion: no metric filter selects them")


def test_the_first_broken_link_of_a_filter_that_selects_them_is_named() -> None:
    chains = chain(DISABLE, "one", broken="is odd"), chain(DELETE, "two", broken="has no alarm on its metric")
    done = chain(DISABLE, "three")
    assert judged(KMS, of(*chains, done)) == failed(
        "no alarm on ScheduleKeyDeletion: the metric filter two has no alarm on its metric"
    )


def test_a_topic_without_a_confirmed_subscription_reaches_no_person() -> None:
    expected = f"no alarm on DisableKey, ScheduleKeyDeletion: the metric filter given has alarms on the topic {TOPIC}, which has no confirmed subscription"  # noqa: E501
    assert judged(KMS, of(chain(BOTH), topics=SILENT)) == failed(expected)
    assert judged(KMS, of(chain(BOTH), topics=SILENT), require_subscriber=False) == passed("by given")


def test_an_alarm_that_notifies_no_topic_counts_where_no_subscriber_is_required() -> None:
    alarms = of(chain(BOTH, topics=()))
    assert judged(KMS, alarms).reason.endswith("the metric filter given has alarms that notify no SNS topic")
    assert judged(KMS, alarms, require_subscriber=False) == passed("by given")


def test_one_topic_with_a_subscriber_is_enough() -> None:
    topics = {TOPIC: Reached(subscribed=True), FOREIGN: Reached(hidden=True)}
    assert judged(KMS, of(chain(BOTH, topics=(FOREIGN, TOPIC)), topics=topics), {}) == passed("by given")


def test_a_topic_that_could_not_be_read_leaves_it_open() -> None:
    assert judged(KMS, of(chain(BOTH), topics=UNREAD)) == not_assessed(WHY)


def test_what_could_not_be_read_plays_no_part_where_it_would_not_help() -> None:
    assert judged(KMS, of(chain(DISABLE), topics=UNREAD)).status is Status.FAIL
    assert (
        judged(KMS, of(chain(DISABLE, "one"), chain(DELETE, "two", broken="is odd"), unread=None)).status is Status.FAIL
    )


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        ({OTHER: TopicSubscribers({FOREIGN: True})}, passed("by given")),
        ({OTHER: TopicSubscribers({FOREIGN: False})}, failed(UNHEARD)),
        ({OTHER: TopicSubscribers({}, WHY)}, not_assessed(WHY)),
        ({OTHER: TopicSubscribers({})}, not_assessed(f"account {OTHER} was not asked about the topic {FOREIGN}")),
        ({OTHER: WHY}, not_assessed(WHY)),
        ({ID: TopicSubscribers({}), "": WHY}, not_assessed(WHY)),
        ({ID: TopicSubscribers({})}, LOOK_UP),
    ],
)
def test_of_a_topic_of_another_account_that_account_knows(known: Any, verdict: Verdict) -> None:
    assert judged(KMS, of(ABROAD, topics=HIDDEN), known) == verdict


def test_a_person_looks_up_only_what_would_help() -> None:
    alarms = of(chain(DISABLE, topics=(FOREIGN,)), topics=HIDDEN)
    assert judged(KMS, alarms, {}) == failed(
        "no alarm on DisableKey, ScheduleKeyDeletion: no metric filter selects ScheduleKeyDeletion"
    )
    both = of(
        chain(DISABLE, "one"),
        chain(DELETE, "two", topics=(FOREIGN,)),
        topics={**HIDDEN, TOPIC: Reached(subscribed=True)},
    )
    assert judged(KMS, both, {}) == LOOK_UP


def test_what_is_not_known_comes_before_what_a_person_could_look_up() -> None:
    topics = {**HIDDEN, **UNREAD}
    assert judged(KMS, of(chain(DISABLE), chain(DELETE, topics=(FOREIGN,)), topics=topics), {}) == not_assessed(WHY)
    assert judged(KMS, of(chain(BOTH, topics=(FOREIGN, TOPIC)), topics=topics), {}) == not_assessed(WHY)


def test_alarms_that_could_not_be_read_leave_a_broken_chain_open_and_no_complete_one() -> None:
    broken = chain(BOTH, broken="has no alarm on its metric")
    assert judged(KMS, of(broken, unread_alarms=WHY)) == not_assessed(WHY)
    assert judged(KMS, of(chain(BOTH), unread_alarms=WHY)) == passed("by given")
    assert judged(KMS, of(chain(BOTH), unread_alarms=WHY, topics=SILENT)) == not_assessed(WHY)
    assert judged(KMS, of(unread_alarms=WHY)).status is Status.FAIL


def test_filters_that_could_not_be_read_leave_it_open() -> None:
    assert judged(KMS, of(unread=WHY)) == not_assessed(WHY)
    assert judged(KMS, of(chain(DISABLE), unread=WHY)) == not_assessed(WHY)
    assert judged(KMS, of(chain(BOTH), unread=WHY)) == passed("by given")
    assert of_keys(trail(unread=WHY)) == not_assessed(WHY)
    assert of_keys(trail(unread=WHY), trail(group(chain(BOTH)))) == passed("by given")


def test_trails_that_could_not_be_read_leave_it_open_unless_others_pass() -> None:
    assert judged(KMS, AccountAlarms(unread=WHY)) == not_assessed(WHY)
    assert judged(KMS, AccountAlarms((trail(group(chain(BOTH))),), WHY)) == passed("by given")


def test_a_pattern_that_is_not_understood_leaves_it_open_only_where_its_chain_is_complete() -> None:
    odd = "{ odd }"
    why = "the pattern of the metric filter given is not understood: '$' is missing before 'odd }'"
    assert judged(KMS, of(chain(odd))) == not_assessed(why)
    assert judged(KMS, of(chain(odd), chain(BOTH, "good"))) == passed("by good")
    assert judged(KMS, of(chain(odd, broken="is odd"))) == failed(
        "no alarm on DisableKey, ScheduleKeyDeletion: the metric filter given is odd"
    )
    assert judged(KMS, of(chain(odd, topics=(FOREIGN,)), topics=HIDDEN), {}) == LOOK_UP


def test_a_trail_that_leaves_out_the_service_does_not_count() -> None:
    keys = frozenset({"kms.amazonaws.com"})
    assert of_keys(trail(group(chain(BOTH)), left_out=keys)) == failed(
        "main leaves out the events of kms.amazonaws.com"
    )
    assert of_keys(trail(group(chain(BOTH)), left_out=frozenset({"rdsdata.amazonaws.com"}))) == passed("by given")
    of_root = AccountAlarms((trail(group(chain('{ $.userIdentity.type = "Root" }')), left_out=keys),))
    assert judged("root-usage", of_root) == passed("by given")


def test_without_a_trail_that_delivers_there_is_no_alarm() -> None:
    assert judged(KMS, AccountAlarms()) == failed("no multi-Region trail records management events")
    assert judged(KMS, AccountAlarms(silent=("main",))) == failed("main does not deliver to CloudWatch Logs")


def test_events_of_the_organisation_are_judged_where_they_arise() -> None:
    check: AnyCheck = CHECKS["organizations-changes"]
    alarms = of(chain("{ $.eventSource = organizations.amazonaws.com }"))

    def verdict(membership: OrganizationMembership) -> Verdict:
        return check(ACCOUNT, alarms, membership, everywhere())

    assert verdict(OrganizationMembership("o-1", ID)) == passed("by given")
    assert verdict(OrganizationMembership("o-1", OTHER)) == not_applicable(
        f"these events arise in the management account {OTHER}"
    )


def settings(name: str, **values: Any) -> dict[str, Any]:
    """Values as a configuration file has them."""
    return convert_settings(CHECKS[name], values)


def test_settings_may_ask_for_other_events() -> None:
    more = settings(KMS, match={"eventSource": ["kms.amazonaws.com"], "eventName": ["DisableKey", "PutKeyPolicy"]})
    assert judged(KMS, of(chain(BOTH)), **more) == failed("no alarm on PutKeyPolicy: no metric filter selects it")
    fewer = settings(KMS, match={"eventName": ["DisableKey"]})
    assert judged(KMS, of(chain(DISABLE)), **fewer) == passed("by given")


def test_settings_may_allow_other_narrowing() -> None:
    alarms = of(chain('{ $.eventSource = kms.amazonaws.com && $.userAgent != "terraform" && $.awsRegion = eu-* }'))
    allowed = {"awsRegion": ["eu-west-1", "eu-central-1"], "userAgent": ["!= terraform"], "readOnly": []}
    assert judged(KMS, alarms).status is Status.FAIL
    assert judged(KMS, alarms, **settings(KMS, allowed_narrowing=allowed)) == passed("by given")


def test_a_setting_may_exclude_a_value_that_events_have_anyway() -> None:
    alarms = of(chain("{ $.eventSource = kms.amazonaws.com && $.eventType != AwsApiCall }"))
    assert judged(KMS, alarms, **settings(KMS, allowed_narrowing={"eventType": ["!= AwsApiCall"]})) == passed(
        "by given"
    )


@pytest.mark.parametrize("match", [{}, {"eventName": []}])
def test_settings_that_name_no_event_are_no_pass(match: Any) -> None:
    assert judged(KMS, of(chain(BOTH)), match=match) == not_assessed("the setting match names no event")


def test_a_setting_that_leaves_out_a_type_people_cause_adds_no_other_type() -> None:
    wanted = {"userIdentity.type": ("Root",), "eventType": ("!= AwsApiCall",)}
    found = judged("root-usage", of(chain('{ $.userIdentity.type = "Root" }')), match=wanted)
    assert found == passed("by given")
    assert judged("root-usage", of(chain("{ $.a = 1 }")), match=wanted) == failed(
        "no alarm on Root: no metric filter selects it"
    )


NOT_ROOT = f"{BOTH[:-2].replace('{ ', '{ (')}) && $.userIdentity.type != Root }}"
GAP = "no alarm on DisableKey, ScheduleKeyDeletion where userIdentity.type is Root: "


def test_what_one_filter_leaves_out_another_may_select() -> None:
    of_root = "{ $.eventSource = kms.amazonaws.com && $.userIdentity.type = Root }"
    alone = judged(KMS, of(chain(NOT_ROOT)))
    assert alone == failed(f"{GAP}no metric filter selects them")
    assert judged(KMS, of(chain(NOT_ROOT, "one"), chain(of_root, "two"))) == passed("by one, two")


def test_a_filter_that_leads_nowhere_does_not_make_up_for_what_is_left_out() -> None:
    broken = chain(BOTH, "two", broken="has no alarm on its metric")
    assert judged(KMS, of(chain(NOT_ROOT, "one"), broken)) == failed(
        f"{GAP}the metric filter two has no alarm on its metric"
    )


def test_what_is_left_out_is_open_where_a_filter_that_is_not_known_may_select_it() -> None:
    silent = {TOPIC: Reached(subscribed=True), FOREIGN: Reached(unread=WHY)}
    more = chain(BOTH, "two", topics=(FOREIGN,))
    assert judged(KMS, of(chain(NOT_ROOT, "one"), more, topics=silent)) == not_assessed(WHY)
    assert judged(KMS, of(chain(NOT_ROOT), chain("{ odd }", "two"))).status is Status.NOT_ASSESSED


def test_what_no_filter_selects_fails_whatever_else_is_not_known() -> None:
    silent = {TOPIC: Reached(subscribed=True), FOREIGN: Reached(unread=WHY)}
    more = chain(NOT_ROOT, "two", topics=(FOREIGN,))
    assert judged(KMS, of(chain(NOT_ROOT, "one"), more, topics=silent)) == failed(f"{GAP}no metric filter selects them")
    names = "DisableKey, ScheduleKeyDeletion"
    assert judged(KMS, of(more, topics=silent)) == failed(
        f"no alarm on {names}; {names} where userIdentity.type is Root: "
        f"no metric filter selects {names} where userIdentity.type is Root"
    )


@pytest.mark.parametrize(
    ("match", "pattern", "status"),
    [
        ({"userIdentity": ["NOT EXISTS"]}, "{ $.userIdentity NOT EXISTS }", Status.PASS),
        ({"userIdentity": ["NOT EXISTS"]}, "NoSuchText", Status.FAIL),
        ({"userIdentity": ["NOT EXISTS"]}, '-"\\"type\\":\\"Root\\""', Status.FAIL),
        ({"userIdentity.arn": ["*:user/admin"]}, '{ $.userIdentity.arn = "*:user/admin" }', Status.PASS),
        ({"userIdentity.arn": ["*:user/admin"]}, '{ $.userIdentity.arn = "arn:aws:iam::*:user/admin" }', Status.FAIL),
        ({"userIdentity.arn": ["NOT EXISTS"]}, "{ $.userIdentity.arn NOT EXISTS }", Status.PASS),
        ({"userIdentity.type": ["NOT EXISTS"]}, "{ $.userIdentity.type NOT EXISTS }", Status.PASS),
    ],
)
def test_settings_may_be_about_the_caller(match: Any, pattern: str, status: Status) -> None:
    assert judged("root-usage", of(chain(pattern)), **settings("root-usage", match=match)).status is status
