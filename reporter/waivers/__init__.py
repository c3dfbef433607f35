"""The files in which people accept failures for a time: read, with every mistake at once, and written to."""

from reporter.waivers.about import entry_about
from reporter.waivers.reading import WaiversBroken, load_waivers
from reporter.waivers.writing import add_waiver

__all__ = ["WaiversBroken", "add_waiver", "entry_about", "load_waivers"]
