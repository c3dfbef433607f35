"""Amazon CloudFront."""

SERVICE = "cloudfront"
