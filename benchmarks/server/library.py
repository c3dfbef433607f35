"""All answers as bytes, created once, with placeholders that are filled in for each request."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from benchmarks.server import encode
from benchmarks.server.answer import ACCOUNT, BUCKET, PAGE, REGION, Answer, Error, Fixed, Listing, Page
from benchmarks.server.routing import Request
from benchmarks.server.services import SERVICES
from benchmarks.server.sizes import Sizes

ANSWERS: Mapping[str, Fixed | Listing] = {
    operation: answer for service in SERVICES for operation, answer in service.ANSWERS.items()
}
BLANKS = (*(blank.encode() for blank in (ACCOUNT, REGION, BUCKET, PAGE)), b64encode(ACCOUNT.encode()))
REASONS = {200: b"OK", 400: b"Bad Request", 404: b"Not Found", 500: b"Internal Server Error", 503: b"Slow Down"}
THROTTLED = Error("ThrottlingException", 400)
SLOW_DOWN = Error("SlowDown", 503)
BROKEN = Error("InternalError", 500)


@dataclass(frozen=True, slots=True)
class Template:
    """An answer with placeholders."""

    status: int
    content_type: bytes
    body: bytes
    blanks: tuple[int, ...]
    """The indices of those `BLANKS` that the body contains."""

    @classmethod
    def of(cls, operation: str, answer: Answer) -> Template:
        """The template of an answer given as botocore's value."""
        status = answer.status if isinstance(answer, Error) else 200
        content_type, body = (
            encode.error(operation, answer.code) if isinstance(answer, Error) else encode.answer(operation, answer)
        )
        blanks = tuple(place for place, blank in enumerate(BLANKS) if blank in body)
        return cls(status, content_type.encode(), body, blanks)

    def fill(
        self, values: tuple[bytes, bytes, bytes, bytes, bytes], request_id: int, *, with_body: bool = True
    ) -> bytes:
        """The whole response; `values` replace `BLANKS`. The response to a HEAD has no body."""
        body = self.body if with_body else b""
        for blank in self.blanks:
            body = body.replace(BLANKS[blank], values[blank])
        return (
            b"HTTP/1.1 %d %b\r\nContent-Type: %b\r\nContent-Length: %d\r\n"
            b"x-amzn-RequestId: benchmark-%012d\r\nx-amz-request-id: benchmark-%012d\r\n\r\n%b"
        ) % (self.status, REASONS[self.status], self.content_type, len(body), request_id, request_id, body)


@dataclass(slots=True)
class Library:
    """All answers about accounts of one size."""

    sizes: Sizes
    _templates: dict[Hashable, Template] = field(default_factory=dict)

    def prepare(self) -> None:
        """Create every template that a client with the largest pages needs."""
        for operation, answer in ANSWERS.items():
            for region in self.sizes.regions:
                for variant in (0, 1) if isinstance(answer, Fixed) else ():
                    self._template(operation, region, variant, 0, 0)
                if isinstance(answer, Listing):
                    for number in range(1 + answer.total(self.sizes, region) // answer.most):
                        self._template(operation, region, 0, number, answer.most)

    def answer(self, request: Request, request_id: int) -> bytes:
        """The response to a request; raises KeyError for an operation without an answer."""
        template = self._template(
            request.operation, request.region, request.variant, request.page_number, request.page_size
        )
        values = (request.account.encode(), request.region.encode(), request.bucket.encode())
        page, as_base64 = b"%05d" % request.page_number, b64encode(values[0])
        return template.fill((*values, page, as_base64), request_id, with_body=request.method != "HEAD")

    def refusal(self, request: Request, error: Error, request_id: int) -> bytes:
        """The response with an error."""
        key = (request.operation, error)
        if key not in self._templates:
            self._templates[key] = Template.of(request.operation, error)
        return self._templates[key].fill((b"", b"", b"", b"", b""), request_id, with_body=request.method != "HEAD")

    def _template(self, operation: str, region: str, variant: int, number: int, asked: int) -> Template:
        answer = ANSWERS[operation]
        if isinstance(answer, Fixed):
            key: Hashable = (operation, variant)
            if key not in self._templates:
                self._templates[key] = Template.of(operation, answer.make(self.sizes, variant))
            return self._templates[key]
        size = min(asked or answer.most, answer.most)
        rest = max(0, answer.total(self.sizes, region) - number * size)
        page = Page(number * size, min(size, rest), size)
        key = (operation, page.count, rest > size) if answer.uniform else (operation, page, rest > size)
        if key not in self._templates:
            self._templates[key] = self._page_template(operation, answer, page, more=rest > size)
        return self._templates[key]

    def _page_template(self, operation: str, answer: Listing, page: Page, *, more: bool) -> Template:
        token = {answer.next_page: f"after-{PAGE}"} if more else {}
        return Template.of(operation, {**answer.make(self.sizes, page), **token})
