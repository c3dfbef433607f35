"""Alarms that act, alone or through a composite alarm, and alarms that do not."""

from __future__ import annotations

from checks.cloudwatch.alarms import alarm_actions_are_enabled, alarm_has_an_action
from reporter.api import Verdict, failed, not_assessed, passed
from reporter.aws.cloudwatch.alarms import Alarm, CompositeActions
from tests.checks.cloudwatch.builders import ID, TOPIC, WHY

NO_COMPOSITES = CompositeActions({})


def alarm(*, enabled: bool = True, acts: bool = True, ok: bool = False, no_data: bool = False) -> Alarm:
    return Alarm(
        account_id=ID,
        region="eu-west-1",
        arn=f"arn:aws:cloudwatch:eu-west-1:{ID}:alarm:cpu",
        name="cpu",
        type="metric",
        actions_enabled=enabled,
        alarm_actions=(TOPIC,) if acts else (),
        ok_actions=(TOPIC,) if ok else (),
        insufficient_data_actions=(TOPIC,) if no_data else (),
    )


def configured(one: Alarm, composites: CompositeActions = NO_COMPOSITES, **settings: bool) -> Verdict:
    return alarm_has_an_action(one, composites, **settings)


def test_an_alarm_with_an_action_passes_also_where_it_is_muted() -> None:
    assert configured(alarm()) == configured(alarm(enabled=False)) == passed()


def test_actions_for_other_states_are_required_by_a_setting_only() -> None:
    assert configured(alarm(), require_ok=True) == failed("no action for OK")
    assert configured(alarm(), require_ok=True, require_insufficient_data=True) == failed(
        "no action for OK and INSUFFICIENT_DATA"
    )
    assert configured(alarm(ok=True, no_data=True), require_ok=True, require_insufficient_data=True) == passed()
    assert configured(alarm(ok=True, no_data=True, acts=False)) == failed("no action for ALARM")


def test_an_alarm_without_an_action_may_act_through_a_composite_one() -> None:
    quiet = alarm(acts=False)
    assert configured(quiet) == failed("no action for ALARM")
    assert configured(quiet, CompositeActions({"cpu": "all"})) == passed("acts through all")
    assert configured(quiet, CompositeActions({quiet.arn: "all"})) == passed("acts through all")


def test_where_composite_alarms_may_be_missing_it_is_left_open() -> None:
    assert configured(alarm(acts=False), CompositeActions({}, WHY)) == not_assessed(WHY)
    assert configured(alarm(), CompositeActions({}, WHY)) == passed()


def test_an_alarm_whose_actions_are_disabled_fails() -> None:
    assert alarm_actions_are_enabled(alarm()) == passed()
    assert alarm_actions_are_enabled(alarm(enabled=False)) == failed("its actions are disabled")
