"""Delivers a finished run by mail, S3, SNS and webhooks."""

from reporter.deliver.channel import Channel
from reporter.deliver.consignment import Consignment
from reporter.deliver.delivery import Delivered, deliver, examine, rehearse
from reporter.deliver.parcel import NotDelivered, Packed, Parcel

__all__ = ["Channel", "Consignment", "Delivered", "NotDelivered", "Packed", "Parcel", "deliver", "examine", "rehearse"]
