"""Finds the data folders that are installed with the product: templates and configuration."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def resource_folder(name: str, package: Path = _PACKAGE) -> Path:
    """The data folder inside the installed package, or the one at the top of a checkout.

    The wheel holds the folders inside the package; an editable install reads them where they are edited.
    """
    installed = package / "_data" / name
    return installed if installed.is_dir() else package.parent / name
