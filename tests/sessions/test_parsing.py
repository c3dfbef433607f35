"""The fast parser reads what botocore reads: answers of moto, and whatever the models allow, or nearly allow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

import botocore.session
import pytest
from botocore.model import Shape
from botocore.parsers import ResponseParserError, ResponseParserFactory
from hypothesis import given, settings
from hypothesis import strategies as st

import reporter.aws.ec2.regions  # noqa: F401 - its collector registers itself
from reporter.aws.ec2.instances import Instance
from reporter.aws.iam.principals import User
from reporter.aws.s3.access import BucketAcl
from reporter.sessions.parsing import FastParserFactory, timestamp
from tests.facts import actions_of_operations
from tests.world import World

XML = ("ec2", "query", "rest-xml")
BOTOCORE, FAST = ResponseParserFactory(), FastParserFactory()
MOMENTS = ("2026-11-21T07:30:00Z", "2026-11-21T07:30:00.123Z", "2026-11-21T07:30:00+01:00", "1795000000", "2026-11-21")
ODD_MOMENTS = ("2026-11-21T24:00:00Z", "2026-11-21T07:30Z", "20261121T073000Z", "soon", "")
TEXTS: dict[str, tuple[str, ...]] = {
    "boolean": ("true", "false", "TRUE", ""),
    "integer": ("0", "-7", "42"),
    "long": ("0", "9007199254740993"),
    "float": ("0.5", "1e3"),
    "double": ("0.25",),
    "timestamp": (*MOMENTS, *ODD_MOMENTS),
    "blob": ("aGVsbG8=", ""),
}
DEPTH = 5


@cache
def operations() -> list[Any]:
    """Every operation that the product reads in XML."""
    session = botocore.session.get_session()
    names = ["sts:AssumeRole", *actions_of_operations()]
    models = [session.get_service_model(name.split(":")[0]).operation_model(name.split(":")[1]) for name in names]
    return [model for model in models if model.service_model.resolved_protocol in XML and model.output_shape]


class Writer:
    """Writes an answer of a shape as its model says, with a mistake here and there."""

    def __init__(self, draw: Callable[[Any], Any], namespace: str) -> None:
        self.draw = draw
        self.namespace = namespace

    def element(self, tag: str, shape: Shape, depth: int) -> str:
        return f"<{tag}{self.namespace if depth == DEPTH else ''}>{self.content(shape, depth)}</{tag}>"

    def content(self, shape: Any, depth: int) -> str:
        if depth and shape.type_name == "structure":
            return "".join(self.member(name, member, depth - 1) for name, member in self.chosen(shape))
        if depth and shape.type_name == "list":
            tag = shape.member.serialization.get("name", "member")
            return "".join(self.element(tag, shape.member, depth - 1) for _ in range(self.draw(st.integers(0, 2))))
        if depth and shape.type_name == "map":
            return self.entry(shape, depth)
        if shape.type_name in ("structure", "list", "map"):
            return ""
        texts = TEXTS.get(shape.type_name)
        return escape(self.draw(st.sampled_from(texts) if texts else st.text("aä <&\t0", max_size=4)))

    def chosen(self, shape: Any) -> list[tuple[str, Shape]]:
        """Some members; sometimes one twice, or an unknown one."""
        members = list(shape.members.items())
        some: list[tuple[str, Shape]] = self.draw(st.lists(st.sampled_from(members), max_size=6)) if members else []
        return some if self.draw(st.integers(0, 3)) == 0 else list(dict(some).items())

    def member(self, name: str, shape: Any, depth: int) -> str:
        tag = shape.serialization.get("name", name)
        if shape.serialization.get("flattened"):
            inner = shape.member if shape.type_name == "list" else None
            tag = inner.serialization.get("name", tag) if inner else tag
            times = self.draw(st.integers(0, 3))
            return "".join(f"<{tag}>{self.content(inner or shape, depth)}</{tag}>" for _ in range(times))
        tag = self.draw(st.sampled_from([tag] * 9 + ["Surprise"])).rpartition(":")[2]
        return f"<{tag}>{self.content(shape, depth)}</{tag}>"

    def entry(self, shape: Any, depth: int) -> str:
        key, value = (
            inner.serialization.get("name", name) for inner, name in ((shape.key, "key"), (shape.value, "value"))
        )
        return f"<entry><{key}>k</{key}><{value}>{self.content(shape.value, depth - 1)}</{value}></entry>"


@st.composite
def answers(draw: Callable[[Any], Any]) -> tuple[Any, dict[str, Any]]:
    """An operation, and what AWS may have sent for it."""
    model = draw(st.sampled_from(operations()))
    shape = model.output_shape
    namespace = draw(st.sampled_from(["", ' xmlns="https://example.com/doc/"']))
    payload = shape.serialization.get("payload")
    body = Writer(draw, namespace).element("Answer", shape.members[payload] if payload else shape, DEPTH)
    wrapper = shape.serialization.get("resultWrapper")
    if wrapper and draw(st.integers(0, 9)):
        body = f"<R{namespace}><{wrapper}>{body[body.index('>') + 1 : body.rindex('<')]}</{wrapper}></R>"
    cut = draw(st.sampled_from([len(body)] * 12 + [len(body) // 2, 0]))
    headers = draw(st.sampled_from([{}, {"x-amz-request-id": "4711", "x-amz-bucket-region": "eu-west-1"}]))
    return model, {
        "body": body[:cut].encode(),
        "headers": headers,
        "status_code": draw(st.sampled_from([200] * 9 + [404, 500])),
    }


def read(factory: ResponseParserFactory, model: Any, response: dict[str, Any]) -> Any:
    """The answer, or that there is none."""
    parser = factory.create_parser(model.service_model.resolved_protocol)
    try:
        return shown(parser.parse(response, model.output_shape))
    except (ResponseParserError, ValueError, KeyError, TypeError, AttributeError):
        return "an error"


def shown(value: Any) -> Any:
    """Of an element that stands twice, botocore gives the elements themselves; they are compared by what they say."""
    if isinstance(value, dict):
        return {key: shown(inner) for key, inner in value.items()}
    return [shown(inner) for inner in value] if isinstance(value, list) else _shown_element(value)


def _shown_element(value: Any) -> Any:
    return (value.tag, value.text) if isinstance(value, Element) else value


@settings(max_examples=150, deadline=None)
@given(answers())
def test_whatever_aws_sends_is_read_as_botocore_reads_it(answer: tuple[Any, dict[str, Any]]) -> None:
    model, response = answer
    assert read(FAST, model, response) == read(BOTOCORE, model, response)


def test_answers_of_moto_are_read_as_botocore_reads_them(world: World) -> None:
    world.client("iam").create_user(UserName="dana", Tags=[{"Key": "team", "Value": "shop"}])
    world.client("s3").create_bucket(Bucket="acme-photos")
    world.client("ec2").run_instances(ImageId="ami-12c6146b", MinCount=2, MaxCount=2)
    seen: list[tuple[Any, dict[str, Any]]] = []

    def listen(session: botocore.session.Session) -> None:
        session.register(
            "before-parse", lambda **event: seen.append((event["operation_model"], event["response_dict"]))
        )

    world.read(User, Instance, BucketAcl, prepare=listen)
    xml = [(model, answer) for model, answer in seen if model.service_model.resolved_protocol in XML]
    assert {model.service_model.service_name for model, _ in xml} >= {"iam", "ec2", "s3"}
    for model, answer in xml:
        assert read(FAST, model, answer) == read(BOTOCORE, model, answer)


def test_what_stands_twice_though_it_may_stand_once_is_left_to_botocore() -> None:
    model = next(model for model in operations() if model.name == "DescribeVpcs")
    twice = b"<Answer><vpcSet><item><vpcId>vpc-1</vpcId><vpcId>vpc-2</vpcId></item></vpcSet></Answer>"
    answer = {"body": twice, "headers": {}, "status_code": 200}
    assert [tag_and_text for _, tag_and_text in read(FAST, model, answer)["Vpcs"][0]["VpcId"]] == ["vpc-1", "vpc-2"]
    assert read(FAST, model, answer) == read(BOTOCORE, model, answer)


def test_protocols_that_are_not_xml_are_left_to_botocore() -> None:
    assert type(FAST.create_parser("json")) is type(BOTOCORE.create_parser("json"))


@pytest.mark.parametrize("text", MOMENTS)
def test_moments_are_those_of_botocore(text: str) -> None:
    model = next(model for model in operations() if model.name == "AssumeRole")
    parser: Any = BOTOCORE.create_parser("query")
    moment = model.output_shape.members["Credentials"].members["Expiration"]
    assert timestamp(text) == parser._handle_timestamp(moment, text)  # noqa: SLF001 - what is compared


def test_the_usual_moment_is_in_utc() -> None:
    assert timestamp("2026-11-21T07:30:00.5Z") == datetime(2026, 11, 21, 7, 30, 0, 500_000, tzinfo=UTC)
