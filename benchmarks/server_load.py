"""Measures the requests a second that the server answers to a client much cheaper than botocore.

Run `python -m benchmarks.server_load`. The rate must be far above that of any client; otherwise the other benchmarks
would measure the server.
"""

from __future__ import annotations

import argparse
import asyncio
import time

from benchmarks.measure import Figure, print_table
from benchmarks.server import USUAL
from benchmarks.server.handle import Running, running

ACCOUNT = "200000000001"
HEAD = (
    "{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: load\r\nX-Amz-Date: 20250301T000000Z\r\n"
    "X-Amz-Security-Token: token-{account}\r\nAuthorization: AWS4-HMAC-SHA256 Credential=ASIAAAAA{account}/20250301/"
    "eu-central-1/{service}/aws4_request, SignedHeaders=host;x-amz-date, Signature={signature}\r\n"
    "Content-Length: {length}\r\n\r\n{body}"
)
KINDS = {
    "s3": ("GET /data-200000000001-000002?publicAccessBlock", ""),
    "ec2": ("POST /", "Action=GetEbsEncryptionByDefault&Version=2016-11-15"),
    "iam": ("POST /", "Action=GetAccountSummary&Version=2010-05-08"),
}
CONNECTIONS = 4
END_OF_ANSWER = b"x-amzn-RequestId"


def requests(width: int) -> bytes:
    """The bytes of `width` requests of all kinds."""
    kinds = list(KINDS.items())
    return b"".join(_request(*kinds[number % len(kinds)]) for number in range(width))


def _request(service: str, kind: tuple[str, str]) -> bytes:
    line, body = kind
    filled = HEAD.format(line=line, account=ACCOUNT, service=service, signature="0" * 64, length=len(body), body=body)
    return filled.encode()


async def ask(port: int, seconds: float, width: int) -> int:
    """The number of answers that arrived in time on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    batch, until, answers = requests(width), time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        writer.write(batch)
        missing = width
        while missing > 0:
            missing -= (await reader.read(1 << 18)).count(END_OF_ANSWER)
        answers += width
    writer.close()
    return answers


async def load(server: Running, seconds: float, width: int) -> float:
    """Requests a second."""
    answers = await asyncio.gather(*(ask(server.port, seconds, width) for _ in range(CONNECTIONS)))
    return sum(answers) / seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--width", type=int, default=16, help="requests on their way at once on each connection")
    options = parser.parse_args()
    with running(USUAL) as server:
        rate = asyncio.run(load(server, options.seconds, options.width))
        seen = server.seen()
    cost = seen.cpu_seconds / max(seen.requests, 1) * 1e6
    answered = Figure(f"answers, {options.width} requests on their way at once", rate, "/s", 10_000, at_least=True)
    print_table("The server", [answered, Figure("CPU of the server for each", cost, "us")])


if __name__ == "__main__":
    main()
