"""Filter patterns of CloudWatch Logs: what they mean, and what is none."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.aws.cloudwatch.patterns import PatternError, parse_pattern
from reporter.aws.cloudwatch.patterns.regex import parse_regex
from tests.aws.cloudwatch.trees import EVENTS, TREES, expected, printed

EVENT = {
    "eventName": "CreateTrail",
    "errorCode": None,
    "readOnly": False,
    "mfa": True,
    "count": 3,
    "part": 0.5,
    "text": "3",
    "user": {"type": "Root", "na me": "x", "groups": ["a", "b"]},
    "items": [{"port": 22, "ranges": [{"cidr": "0.0.0.0/0"}]}, {"port": 443, "ranges": []}],
}


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.eventName = "CreateTrail" }',
        "{$.eventName=CreateTrail}",
        "\n{\n$.eventName\n=\n*Trail\n}\n",
        '{ $.eventName = "Create*" }',
        "{ $.eventName = C*T*l }",
        "{ $.eventName = * }",
        '{ $.eventName != "DeleteTrail" }',
        "{ $.eventName = %Trail% }",
        "{ $.eventName != %^Trail% }",
        "{ $.count = 3 && $.count = 3.0 && $.count = +3e0 && $.part = .5 }",
        "{ $.count > 2 && $.count >= 3 && $.count < 4 && $.count <= 3 && $.count != 4 }",
        '{ $.text = 3 && $.count = "3" && $.text != 4 && $.count = %3% }',
        "{ $.mfa IS TRUE && $.readOnly IS FALSE && $.errorCode IS NULL && $.readOnly = false }",
        "{ $.mfa is true && $.nothing not  exists && $.errorCode EXISTS }",
        "{ $.user.type = Root && $['user']['na me'] = x && $.user.[\"type\"] = Root }",
        "{ $.user.groups[0] = a && $.user.groups[1] = b && $.user.groups[2] NOT EXISTS && $.user.groups[*] = b }",
        "{ $.items[*].port = 443 && $.items[*].ranges[*].cidr = 0.0.0.0/0 && $.items[*].port != 443 }",
        "{ $.eventName = X && $.count = 9 || $.mfa IS TRUE }",
        "{ $.mfa IS TRUE || $.eventName = X && $.count = 9 }",
        "{ (($.eventName = X) || ($.mfa IS TRUE)) && ($.count = 3) }",
        '{ $.user.type != "a \\"quoted\\" \\\\ text" }',
        "",
        "  ",
        "CreateTrail",
        "Root CreateTrail -DeleteTrail",
        "?DeleteTrail ?CreateTrail",
        '"\\"eventName\\":\\"CreateTrail\\""',
        "%Create[A-Z]rail%",
        '%^."eventName%',
    ],
)  # fmt: skip
def test_a_pattern_selects_what_it_says(pattern: str) -> None:
    assert parse_pattern(pattern).selects(EVENT)


@pytest.mark.parametrize(
    "pattern",
    [
        "{ $.eventName = createTrail }",
        "{ $.eventName = Trail }",
        "{ $.eventName = T*Trail }",
        "{ $.eventName = *Trail*Create* }",
        "{ $.eventName = CreateTrail*l }",
        "{ $.nothing = * }",
        "{ $.nothing != x }",
        "{ $.errorCode = * }",
        "{ $.errorCode != x }",
        "{ $.user = * }",
        "{ $.user.groups = a }",
        "{ $.user[0] EXISTS }",
        "{ $.eventName[0] EXISTS }",
        "{ $.eventName.type EXISTS }",
        "{ $.count > 3 || $.count < 3 || $.text > 2 || $.mfa > 0 || $.mfa = 1 || $.count > two }",
        "{ $.eventName > 3 }",
        "{ $.mfa IS FALSE || $.mfa IS NULL || $.count IS TRUE || $.mfa NOT EXISTS }",
        "{ ($.eventName = X || $.mfa IS TRUE) && $.count = 9 }",
        "createTrail",
        "CreateTrail -Root",
        "?DeleteTrail ?StopLogging",
        '"Create Trail"',
        "%^CreateTrail%",
    ],
)
def test_a_pattern_selects_no_more_than_it_says(pattern: str) -> None:
    assert not parse_pattern(pattern).selects(EVENT)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("{ }", "'$' is missing before '}'"),
        ("{", "'$' is missing at the end"),
        ("{ $ = 1 }", "the name of a member is missing before '= 1 }'"),
        ("{ $.a 1 }", "an operator is missing before '1 }'"),
        ("{ $.a = }", "a value is missing before '}'"),
        ("{ $.a == b }", "a value is missing before '= b }'"),
        ("{ $.a = 'b' }", "a value is missing before ''b' }'"),
        ('{ $.a = "b }', "a value is missing before '\"b }'"),
        ("{ $.a = b", "'}' is missing at the end"),
        ("{ $.a = b } c", "the end is missing before 'c'"),
        ("{ ($.a = b }", "')' is missing before '}'"),
        ("{ $.a = b & $.c = d }", "'}' is missing before '& $.c = d }'"),
        ("{ $.a IS NOT NULL }", "an operator is missing before 'IS NOT NULL }'"),
        ("{ $.a[x] = 1 }", "an operator is missing before '[x] = 1 }'"),
        ("{ " + "(" * 51 + "$.a = 1" + ")" * 51 + " }", "it has more than 50 parentheses inside each other"),
        ("[a, b = 1]", "it reads events as words between spaces, which events in JSON are not"),
        ("a ?b", "terms with a question mark stand beside others, which AWS does not define"),
        ("?a -b", "terms with a question mark stand beside others, which AWS does not define"),
        ("a (b)", "a term is missing before '(b)'"),
        ("{ $.a = %(b)% }", "the regular expression %(b)% is not understood"),
    ],
)
def test_what_is_not_understood_is_said(pattern: str, why: str) -> None:
    with pytest.raises(PatternError, match=f"^{re.escape(why)}$"):
        parse_pattern(pattern)


@pytest.mark.parametrize(
    ("expression", "matching", "other"),
    [
        ("abc", "xabcx", "ab"),
        ("^abc$", "abc", "xabc"),
        ("a.c", "a-c", "ac"),
        ("colou?r", "color", "colouur"),
        ("ab*c", "abbbc", "adc"),
        ("ab+c", "abc", "ac"),
        ("a{2}b", "aab", "ab"),
        ("^a{2,}$", "aaaa", "a"),
        ("^a{1,2}$", "aa", "aaa"),
        ("^a{0,0}b$", "b", "ab"),
        ("gr[ae]y", "grey", "gruy"),
        ("^[a-cx]+$", "abcx", "abd"),
        ("^[^a-c]+$", "xyz", "xbz"),
        (r"^\d\w\s$", "1_ ", "a_ "),
        (r"^\D\W\S$", "a-b", "1-b"),
        (r"10\.10", "10.10", "10x10"),
        (r"^[\d.]+$", "1.2", "1a2"),
        (r"^[\]\-a]+$", "]-a", "b"),
        (r"\x41", "A", "x41"),
        ("^a|b$", "ax", "bx"),
    ],
)
def test_a_regular_expression_matches_any_part(expression: str, matching: str, other: str) -> None:
    assert parse_regex(expression).equals(matching)
    assert not parse_regex(expression).equals(other)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "(a)",
        "a||b",
        "a|",
        "|a",
        "a**",
        "*",
        "a{2",
        "a{3,2}",
        "[",
        "[]",
        "[b-a]",
        r"[\d-x]",
        r"\q",
        "\\",
        "a$b",
        "x^?",
    ],
)
def test_a_regular_expression_that_aws_does_not_document_is_refused(expression: str) -> None:
    with pytest.raises(PatternError):
        parse_regex(expression)


@pytest.mark.parametrize(
    "pattern",
    [
        "{ $.a = %" + "a*" * 300 + "b% }",
        "{ $.a = " + "*a" * 400 + "*b }",
        '{ $.a = "' + "\\\\" * 500,
        "%" + "[a-z]{1,9999}" * 60 + "b%",
    ],
)
def test_no_pattern_takes_long(pattern: str) -> None:
    start = time.process_time()
    with suppress(PatternError):
        assert not parse_pattern(pattern).selects({"a": "a" * 1000})
    assert time.process_time() - start < 5


@given(TREES, EVENTS, st.sampled_from([" ", "", "\n "]), st.sampled_from(['"', ""]))
def test_any_tree_means_the_same_as_a_pattern(tree: Any, event: dict[str, Any], space: str, quote: str) -> None:
    pattern = f"{{{space}{printed(tree, space, quote)}{space}}}"
    assert parse_pattern(pattern).selects(event) is expected(tree, event)


@given(
    st.one_of(
        st.text(), st.text(alphabet='{}()[]$.=!<>&|"%*\\ ab1?-'), st.text(alphabet="^$*+{}[]|\\-,a1").map("%{}%".format)
    )
)
def test_wild_text_is_a_pattern_or_is_refused(text: str) -> None:
    for pattern in (text, f"{{ $.a = {text} }}", f"{{{text}}}"):
        with suppress(PatternError):
            parse_pattern(pattern).selects(EVENT)
