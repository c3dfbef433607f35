"""Starts the server: `python -m benchmarks.server --help`; the first line that it prints is JSON with its ports."""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import signal
import socket
import sys

from benchmarks.server.connection import Connection, Server
from benchmarks.server.library import Library
from benchmarks.server.sizes import REGIONS, Behaviour, Sizes
from benchmarks.server.usual import USUAL


def main() -> None:
    """Prepare all answers, start the processes, print their ports, and wait for the end."""
    options = _options()
    library = Library(_sizes(options))
    library.prepare()
    slow = dict.fromkeys(options.slow_accounts.split(","), options.slow) if options.slow_accounts else {}
    behaviour = Behaviour(latency=options.latency, jitter=options.jitter, faults=options.faults, slow=slow)
    entrances = [_listen(options.port)]
    port = entrances[0].getsockname()[1]
    entrances += [_listen(port) for _ in range(1, options.processes)]
    asides = [_listen(0) for _ in entrances]
    fork = multiprocessing.get_context("fork")
    for sockets in zip(entrances, asides, strict=True):
        fork.Process(target=_serve, args=(Server(library, behaviour), sockets), daemon=True).start()
    print(json.dumps({"port": port, "statistics": [aside.getsockname()[1] for aside in asides]}), flush=True)
    if options.until_eof:
        sys.stdin.read()
    else:
        signal.pause()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--jitter", type=float, default=0.0, help="up to so many seconds more")
    parser.add_argument("--faults", type=float, default=0.0, help="share of requests that fail for the moment")
    parser.add_argument("--slow-accounts", default="", help="ids, with commas between them")
    parser.add_argument("--slow", type=float, default=5.0, help="seconds before each answer in slow accounts")
    parser.add_argument("--regions", default=",".join(REGIONS))
    parser.add_argument("--until-eof", action="store_true", help="end with standard input")
    for kind in USUAL.counts:
        parser.add_argument(f"--{kind.replace('_', '-')}", type=int, default=0)
    return parser.parse_args()


def _sizes(options: argparse.Namespace) -> Sizes:
    return Sizes(regions=tuple(options.regions.split(",")), **{kind: getattr(options, kind) for kind in USUAL.counts})


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(1024)  # before the process starts, so that early connections are accepted
    return listener


def _serve(server: Server, sockets: tuple[socket.socket, socket.socket]) -> None:
    asyncio.run(_serve_forever(server, sockets))


async def _serve_forever(server: Server, sockets: tuple[socket.socket, socket.socket]) -> None:
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(lambda: Connection(server, loop), sock=one) for one in sockets]
    await asyncio.gather(*(one.serve_forever() for one in servers))


if __name__ == "__main__":
    main()
