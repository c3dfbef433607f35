"""The checks of EventBridge."""
