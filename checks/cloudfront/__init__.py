"""The checks of CloudFront."""
