"""The S3 channel: uploads the reports to a bucket, where mails can link to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from reporter.config.delivery import S3
from reporter.config.settings import Settings
from reporter.deliver.consignment import Consignment
from reporter.deliver.parcel import NotDelivered, Packed, Parcel
from reporter.model.encoding import to_json
from reporter.report.build.cut import WHOLE, Cut
from reporter.runs import REPORTS
from reporter.sessions import OwnAccount, OwnBucket, Prepare, RequestFailed

WORKBOOK = "xlsx"
"""The format that people open, and that a mail without attachment links to."""


@dataclass(frozen=True)
class S3Channel:
    """The reports of the run, and the workbooks of owners who get mails."""

    s3: S3
    settings: Settings
    prepare: Prepare | None = None

    def examine(self) -> Iterator[str]:
        """No problems: only AWS knows, and `reporter doctor` asks it."""
        yield from ()

    def parcels(self, consignment: Consignment) -> Iterator[Parcel]:
        """A parcel for the whole run, and one for each owner with an address."""
        yield self._parcel(consignment, WHOLE)
        if self.settings.deliver.mail and self.settings.deliver.mail.owners:
            for owner in consignment.owners:
                if owner in consignment.addresses:
                    yield self._parcel(consignment, Cut(owner=owner))

    def _parcel(self, consignment: Consignment, cut: Cut) -> Parcel:
        pack = partial(self._pack, consignment, cut)
        return Parcel(channel="s3", recipient=self.s3.url, part=cut.label, repeatable=True, pack=pack)

    def _pack(self, consignment: Consignment, cut: Cut) -> Packed:
        """The files of a part; the workbook is last, since the link leads to it."""
        formats = [] if cut else [one for one in self.settings.formats if one != WORKBOOK]
        report = consignment.report(cut)
        files = [file for one in (*formats, WORKBOOK) for file in consignment.files(report, one)]
        placed = {f"{consignment.folder.path.name}/{REPORTS}/{file.name}": file for file in files}
        sizes = {f"{self.s3.url.rstrip('/')}/{name}": file.stat().st_size for name, file in placed.items()}
        return Packed(send=partial(self._send, placed), content=to_json(sizes), suffix=".json")

    def _send(self, placed: Mapping[str, Path]) -> str:
        """Upload the files and return the link to the workbook; raises `NotDelivered`."""
        *_, workbook = placed
        try:
            self._bucket.put(placed)
            for name in placed:
                self._bucket.wait_for(name)
        except RequestFailed as error:
            raise NotDelivered(str(error), passing=error.passing, for_all=not error.passing) from error
        return self._bucket.link(workbook)

    @cached_property
    def _bucket(self) -> OwnBucket:
        """The bucket of the settings; raises `RequestFailed`."""
        own = OwnAccount(self.settings, self.prepare)
        return OwnBucket.open(own, self.s3.url, region=self.s3.region, kms_key=self.s3.kms_key)
