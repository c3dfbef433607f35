"""Replaces credentials in text by a mark with a digest, by which the owner can recognise the credential."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

ALONE = r"(?<![A-Za-z0-9])"
"""No letter or digit comes before the match; `_` and `-` may."""
KEY_LINE = r"[A-Z ]*PRIVATE KEY(?: BLOCK)?-----"


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of credential that no other text looks like, also inside nested JSON.

    A match ends before a quote or its backslash. Each repetition has a fixed start, so the search takes time linear in
    the text. Where the pattern has a group, the group is the secret.
    """

    what: str
    traces: tuple[str, ...]
    """Every match contains one of these strings; searching for them is a hundred times as fast as the pattern."""
    pattern: re.Pattern[str]

    def replaced_in(self, text: str) -> str:
        """The text with all credentials of this kind replaced."""
        return self.pattern.sub(self._replacement, text)

    def _replacement(self, found: re.Match[str]) -> str:
        group = self.pattern.groups
        start, end = (place - found.start() for place in found.span(group))
        return f"{found[0][:start]}{replacement(self.what, found[group])}{found[0][end:]}"


def _form(what: str, traces: str, *patterns: str) -> Form:
    return Form(what, tuple(traces.split()), re.compile("|".join(patterns)))


FORMS = (
    Form(
        "a private key",
        ("PRIVATE KEY",),
        re.compile(rf"-----BEGIN {KEY_LINE}(?:\\+[nr]|[\w+/=:,.\s-](?!----END))*(?:-----END {KEY_LINE})?"),
    ),
    _form("an AWS access key id", "AKIA ASIA", rf"{ALONE}(?:AKIA|ASIA)[A-Z2-7]{{16}}(?![A-Za-z0-9])"),
    _form(
        "an AWS session token",
        "IQoJb3JpZ2lu oGZXIvYXdz",
        rf"{ALONE}(?:IQoJb3JpZ2lu|F[wQ]oGZXIvYXdz)[\w+/=%-]{{40,}}",
    ),
    _form(
        "a GitHub token",
        "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
        rf"{ALONE}(?:gh[pousr]_\w{{36,}}|github_pat_\w{{22,}})",
    ),
    _form("a GitLab token", "glpat- glrt- gldt-", rf"{ALONE}gl(?:pat|rt|dt)-[\w.-]{{20,}}"),
    _form("a Slack token", "xox xapp-", rf"{ALONE}(?:xox[abceoprs]|xapp)-[\w-]{{10,}}"),
    _form(
        "a Stripe key",
        "_live_ _test_ whsec_",
        rf"{ALONE}[sr]k_(?:live|test)_(?=[A-Za-z]*\d)[A-Za-z0-9]{{10,}}",
        rf"{ALONE}whsec_[\w+/=-]{{24,}}",
    ),
    _form(
        "a Google key",
        "AIza GOCSPX- ya29.",
        rf"{ALONE}AIza[\w-]{{35}}(?![\w-])",
        rf"{ALONE}GOCSPX-[\w-]{{20,}}",
        rf"{ALONE}ya29\.[\w-]{{20,}}",
    ),
    _form(
        "a key of an AI service",
        "sk-ant- sk-proj- T3BlbkFJ hf_",
        rf"{ALONE}sk-(?:ant|proj|svcacct|admin)-[\w-]{{20,}}",
        rf"{ALONE}sk-[A-Za-z0-9]{{20}}T3BlbkFJ[A-Za-z0-9]{{20}}",
        rf"{ALONE}hf_[A-Za-z0-9]{{34}}(?![A-Za-z0-9])",
    ),
    _form(
        "a token of a package index",
        "npm_ pypi- dckr_pat_",
        rf"{ALONE}npm_[A-Za-z0-9]{{36}}(?![A-Za-z0-9])",
        r"(?<![\w-])pypi-(?=[a-z-]*[A-Z0-9])[\w-]{50,}",
        rf"{ALONE}dckr_pat_[\w-]{{20,}}",
    ),
    _form(
        "a key of a mail service",
        "SG. key-",
        r"(?<![\w-])SG\.[\w-]{16,64}\.[\w-]{16,64}",
        r"(?<![\w-])key-[0-9a-f]{32}(?![0-9A-Za-z])",
    ),
    _form(
        "a token of Atlassian",
        "ATATT3 ATBB",
        rf"{ALONE}ATATT3[\w=-]{{20,}}",
        rf"{ALONE}ATBB[A-Za-z0-9]{{24,}}",
    ),
    _form(
        "a token of HashiCorp",
        "hvs. hvb. .atlasv1.",
        rf"{ALONE}hv[sb]\.[\w-]{{24,}}",
        rf"{ALONE}[A-Za-z0-9]{{14}}\.atlasv1\.[\w-]{{60,}}",
    ),
    _form(
        "a token of a cloud service",
        "dapi _v1_ HRKU- shp glsa_",
        rf"{ALONE}dapi[0-9a-f]{{32}}(?![0-9A-Za-z])",
        rf"{ALONE}do[opr]_v1_[0-9a-f]{{64}}",
        rf"{ALONE}HRKU-[\w-]{{30,}}",
        rf"{ALONE}shp(?:at|ca|pa|ss)_[0-9a-fA-F]{{32}}",
        rf"{ALONE}glsa_\w{{32,}}",
    ),
    _form("an Azure secret", "Q~", r"(?<![\w.~-])[\w.~-]{3}[78]Q~[\w.~-]{31,34}(?![\w.~-])"),
    _form("a key of an Azure service", "Key=", r"(?:Account|Access)Key=([A-Za-z0-9+/]{40,}={0,2})"),
    _form("a bot's token", ":AA", r"(?<![A-Za-z0-9:])\d{8,10}:AA[\w-]{32,33}(?![\w-])"),
    _form("a JSON web token", "eyJ", r"(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
    _form("a bearer token", "earer", r"earer(?:%20|[\s:=+]){1,3}((?=[A-Za-z.~+/_-]*\d)[\w.~+/-]{16,}=*)"),
    _form("a password in a URL", "://", r"(?<=://)[^\s/:@\"\\]*:[^\s/@\"\\]+(?=@)"),
    _form(
        "the address of a webhook",
        "://",
        r"://(?:hooks\.slack\.com/|[\w.-]{1,100}/(?:[\w-]{1,20}/){0,4}webhooks/(?=\d)|[\w.-]{1,100}\.office\.com/|"
        r"hooks\.zapier\.com/)([^\s\"\\]{16,})",
    ),
    _form(
        "a secret in a URL",
        "://",
        r"[?&;](?:sig|token|access_token|password|passwd|pwd|client_secret|secret|api_?key|Signature|"
        r"X-Amz-(?:Signature|Security-Token))=([^\s&;#\"\\]{4,})",
    ),
)
TRACES: Mapping[str, tuple[int, ...]] = {
    trace: tuple(number for number, form in enumerate(FORMS) if trace in form.traces)
    for trace in dict.fromkeys(trace for form in FORMS for trace in form.traces)
}
"""The indices of the forms that may match, by trace."""
MARK = "[redacted:"
"""The start of a replacement; a value that contains it is not replaced again."""

IN_LINES = (
    _form("a Twilio key", "SK", rf"{ALONE}SK[0-9a-f]{{32}}(?![0-9A-Za-z])"),
    _form("a key of an AI service", "sk-", rf"{ALONE}sk-(?=[A-Za-z]*\d)[A-Za-z0-9]{{32,}}"),
    _form("a bot's token", ".", r"(?<![\w.-])[MNO][A-Za-z0-9_-]{23,25}\.[\w-]{6}\.[\w-]{27,}"),
    _form(
        "an AWS secret key",
        "",
        r"(?<![\w/+=])(?=[\w/+]*[A-Z])(?=[\w/+]*[a-z])(?=[\w/+]*\d)[A-Za-z0-9/+]{40}(?![\w/+=])",
    ),
    _form(
        "a password",
        "",
        r"(?i)(?:password|passwd|passphrase|(?<![a-z])pass|pwd|token|api[_-]?key|(?<!:)secret|secret(?=\s*=))\s*[:=]\s*"
        r"(?!arn:|\{\{resolve:|\$\{|\S*\[redacted:)(\S+)",
    ),
)
"""Forms that also match other things: used only on free text of people."""
TELLING_KEY = re.compile(r"(?i)pass(?:word|wd|phrase)|pwd|secret|token|credential|(?:api|private|access)[_ .:-]?key")
"""Matches keys of tags that say that the value is a credential."""

PLACE = re.compile(r"(?i)[a-z*?]*://.*|[\w*?-]+(?:\.[\w*?-]+)*\.[a-z*?]{2,}(?:[/:].*)?|[*?]*")
"""Matches an address or a pattern of addresses: a referer that is no secret."""
RANDOM = re.compile(r"(?=[^\d]*\d)[\w+=*?-]{12,}")
"""Matches what no browser uses as its user agent."""


def redacted(text: str) -> str:
    """The text with everything replaced that is certainly a credential."""
    pieces, done = [], 0
    for start, end, forms in _stretches(text):
        pieces += [text[done:start], _without(text[start:end], (FORMS[number] for number in sorted(forms)))]
        done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _stretches(text: str) -> Iterator[tuple[int, int, set[int]]]:
    """The ranges of the text that may contain credentials, with the indices of the forms to look for.

    A range extends from quote to quote around the traces, since no form matches across a quote.
    """
    start, end, forms = 0, 0, set[int]()
    for place, found in sorted(_places_of_traces(text)):
        if place >= end:
            if forms:
                yield start, end, forms
            start, end = max(text.rfind('"', 0, place) + 1, end), text.find('"', place)
            end, forms = len(text) if end < 0 else end, set()
        forms.update(found)
    if forms:
        yield start, end, forms


def _places_of_traces(text: str) -> Iterator[tuple[int, tuple[int, ...]]]:
    for trace, forms in TRACES.items():
        place = text.find(trace)
        while place >= 0:
            yield place, forms
            place = text.find(trace, place + 1)


def _without(text: str, forms: Iterable[Form]) -> str:
    for form in forms:
        text = form.replaced_in(text)
    return text


def redacted_line(text: str) -> str:
    """One line of free text with everything replaced that looks like a credential."""
    return _without(redacted(text), IN_LINES)


def redacted_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags with values replaced that look like credentials, or whose keys say that they are."""
    return {key: _redacted_tag(key, value) for key, value in tags.items()}


def replacement(what: str, secret: str) -> str:
    """The replacement for a secret: its kind and the start of its SHA-256."""
    return f"{MARK} looks like {what}, sha256 {hashlib.sha256(secret.encode('utf-8', 'replace')).hexdigest()[:8]}]"


def _redacted_tag(key: str, value: str) -> str:
    clean = redacted_line(value)
    if value and TELLING_KEY.search(key) and MARK not in clean:
        return replacement("the credential that its key names", value)
    return clean


def redacted_condition(key: str, value: str) -> str:
    """A value of a policy condition with the part replaced that serves as a shared secret.

    Wildcards and variables stay where they are, so that the condition keeps its meaning.
    """
    if key not in SHARED_SECRETS or not SHARED_SECRETS[key](value) or MARK in value:
        return value
    what = f"the secret value of {key}"
    return WILD.sub(lambda found: found[0] if found[1] else replacement(what, found[0]), value)


WILD = re.compile(r"([*?]+|\$\{[^}]*\})|(?:(?!\$\{)[^*?])+")
SHARED_SECRETS: Mapping[str, Callable[[str], bool]] = {
    "sts:externalid": bool,
    "aws:referer": lambda value: PLACE.fullmatch(value) is None,
    "aws:useragent": lambda value: RANDOM.fullmatch(value) is not None,
}
"""By condition key in lower case: whether a value is a secret that callers prove to know."""
