"""An AWS for benchmarks: a server on loopback that answers for any account and region, far faster than clients ask."""

from benchmarks.server.sizes import EMPTY, REGIONS, Behaviour, Sizes
from benchmarks.server.usual import USUAL

__all__ = ["EMPTY", "REGIONS", "USUAL", "Behaviour", "Sizes"]
