"""Typed resources and facts with their collectors, one package per service."""

import reporter.aws.ec2.regions  # noqa: F401 - whatever is collected, regions can be listed
