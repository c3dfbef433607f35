"""What the product writes is for its owner alone from the first byte, and what it reads is where it is named."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reporter.runs import files
from reporter.system import disk


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.usefixtures("umask")
def test_files_and_folders_are_private_whatever_the_umask(tmp_path: Path) -> None:
    disk.make_folder(tmp_path / "a" / "b" / "c")
    assert [mode(tmp_path / name) for name in ("a", "a/b", "a/b/c")] == [0o700] * 3
    disk.prepare(tmp_path / "new")
    os.close(disk.open_kept(tmp_path / "kept"))
    files.write(tmp_path / "whole", b"content")
    assert [mode(tmp_path / name) for name in ("new", "kept", "whole")] == [0o600] * 3


def test_a_file_is_private_while_it_is_being_written(tmp_path: Path) -> None:
    with files.replacing(tmp_path / "file") as unfinished:
        assert mode(unfinished) == 0o600


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir(mode=0o755)
    disk.make_folder(tmp_path / "mine", exist_ok=True)
    assert mode(tmp_path / "mine") == 0o755
    with pytest.raises(FileExistsError):
        disk.make_folder(tmp_path / "mine")


def test_a_link_in_the_place_of_a_new_file_is_taken_away_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    for write in (disk.prepare, lambda file: files.write(file, b"new")):
        (tmp_path / "file").symlink_to(victim)
        (tmp_path / ".file.tmp").unlink(missing_ok=True)
        (tmp_path / ".file.tmp").symlink_to(victim)
        write(tmp_path / "file")
        assert not (tmp_path / "file").is_symlink()
        assert victim.read_text() == "precious"
        (tmp_path / "file").unlink()


def link(path: Path) -> None:
    path.symlink_to(path.with_name("victim"))


ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "link": (link, "it is a link, and links are not followed"),
    "nowhere": (lambda path: path.symlink_to("nowhere"), "it is a link"),
    "pipe": (os.mkfifo, "it is no plain file"),
    "folder": (Path.mkdir, "Is a directory"),
}


@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_plain_file_is_neither_read_nor_kept_nor_waited_for(kind: str, tmp_path: Path) -> None:
    make, shown = ODD[kind]
    (tmp_path / "victim").write_text("precious")
    odd = tmp_path / "odd"
    make(odd)
    assert not disk.is_plain(odd)
    for use in (disk.open_kept, disk.open_plain, disk.read, files.digest):
        with pytest.raises(OSError, match=shown):
            use(odd)
    assert (tmp_path / "victim").read_text() == "precious"
    assert not (tmp_path / "nowhere").exists()


def test_a_file_that_becomes_odd_between_the_look_and_the_opening_is_refused_too(tmp_path: Path) -> None:
    device = Path(os.devnull)
    with pytest.raises(OSError, match="it is no plain file"):
        disk._plain(device, os.open(device, os.O_RDONLY))  # noqa: SLF001 - what a race would come to


@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_a_link_that_may_be_followed_leads_to_a_plain_file_or_is_refused(kind: str, tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("precious")
    link(tmp_path / "link")
    assert disk.read(tmp_path / "link", follow_links=True) == b"precious"
    make, shown = ODD[kind]
    make(tmp_path / "odd")
    (tmp_path / "odd link").symlink_to("odd")
    for name in ("odd", "odd link"):
        with pytest.raises(OSError, match=shown):
            disk.read(tmp_path / name, follow_links=True)


def test_a_file_is_read_up_to_a_bound(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(1 << 20))
    assert len(disk.read(tmp_path / "file", 1 << 20)) == 1 << 20
    with pytest.raises(OSError, match="it has more than the 0 MB that are read of such a file"):
        disk.read(tmp_path / "file", (1 << 20) - 1)


def test_all_that_is_in_a_folder_is_listed_and_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret").touch()
    root = tmp_path / "root"
    (root / "deep" / "deeper").mkdir(parents=True)
    (root / "deep" / "deeper" / "file").touch()
    (root / "link").symlink_to(tmp_path / "elsewhere")
    (root / "deep" / "dead").symlink_to("nowhere")
    os.mkfifo(root / "pipe")
    assert list(disk.contents(root).items()) == [
        ("deep/dead", "a link"),
        ("deep/deeper/file", ""),
        ("link", "a link"),
        ("pipe", "no plain file"),
    ]
    assert disk.leads_out(root, root / "link" / "secret") == str(root / "link")
    assert disk.leads_out(root, root / "deep" / "deeper" / "file") == ""


def test_what_unpacks_to_more_than_is_read_is_refused() -> None:
    packed = files.compressed(bytes(1 << 20))
    assert len(files.uncompressed(packed, 1 << 20)) == 1 << 20
    with pytest.raises(OSError, match="it unpacks to more than the 0 MB"):
        files.uncompressed(packed, (1 << 20) - 1)
    with pytest.raises(EOFError, match="it ends too early"):
        files.uncompressed(packed[:-4])
