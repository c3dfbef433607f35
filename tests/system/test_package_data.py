"""Templates and configuration are found in a checkout and in an installed package."""

from pathlib import Path

from reporter.system.package_data import resource_folder


def test_a_checkout_has_them_at_the_top() -> None:
    assert (resource_folder("config") / "example.yml").is_file()


def test_an_installed_package_carries_them_inside(tmp_path: Path) -> None:
    inside = tmp_path / "reporter" / "_data" / "config"
    inside.mkdir(parents=True)
    assert resource_folder("config", tmp_path / "reporter") == inside
