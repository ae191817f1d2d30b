from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from library import CoverImage
from library.disk_cache import DiskCache
from library.thumbnails import Thumbnails, Unshowable, bucket, dominant_colour, original
from tests.builders.tags import png_bomb


def _picture(width: int, height: int, mode: str = "RGB", format: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (width, height), 0).save(buffer, format, **options)  # type: ignore[arg-type] # Pillow's own
    return buffer.getvalue()


def _size(image: CoverImage) -> tuple[int, int]:
    with Image.open(io.BytesIO(image.data)) as opened:
        assert opened.mode == "RGB"
        return opened.size


@pytest.fixture
def thumbnails(tmp_path: Path) -> Thumbnails:
    return Thumbnails(DiskCache(tmp_path / "thumbnails", budget_bytes=10**8))


@pytest.mark.parametrize(("asked", "made"), [(1, 64), (64, 64), (65, 128), (300, 384), (5_000, 1_600)])
def test_sizes_come_in_buckets(asked: int, made: int) -> None:
    assert bucket(asked) == made


def test_the_longest_edge_shrinks_to_the_bucket(thumbnails: Thumbnails) -> None:
    assert _size(thumbnails.make(_picture(1000, 500), "d" * 32, 100)) == (128, 64)


def test_small_pictures_are_not_enlarged(thumbnails: Thumbnails) -> None:
    assert _size(thumbnails.make(_picture(20, 10), "d" * 32, 100)) == (20, 10)


@pytest.mark.parametrize(
    ("mode", "format"),
    [
        *(
            ("CMYK", "JPEG"),
            ("L", "JPEG"),
            ("RGBA", "PNG"),
            ("LA", "PNG"),
            ("P", "PNG"),
            ("1", "PNG"),
            ("I;16", "PNG"),
        ),
        *(("RGB", "WEBP"), ("RGBA", "WEBP"), ("P", "GIF")),
    ],
)
def test_every_kind_of_picture_becomes_a_jpeg(thumbnails: Thumbnails, mode: str, format: str) -> None:
    made = thumbnails.make(_picture(200, 200, mode, format), "d" * 32, 64)
    assert _size(made) == (64, 64)
    assert made.mime == "image/jpeg"


def test_pictures_are_turned_as_their_camera_says(thumbnails: Thumbnails) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    assert _size(thumbnails.make(_picture(400, 200, format="JPEG", exif=exif), "d" * 32, 64)) == (32, 64)


def test_what_was_made_is_found_again(thumbnails: Thumbnails) -> None:
    assert thumbnails.find("d" * 32, 64) is None
    made = thumbnails.make(_picture(200, 200), "d" * 32, 64)
    assert thumbnails.find("d" * 32, 64) == made
    assert thumbnails.find("d" * 32, 600) is None
    assert thumbnails.find("e" * 32, 64) is None


def test_nothing_unfinished_is_left(tmp_path: Path, thumbnails: Thumbnails) -> None:
    thumbnails.make(_picture(200, 200), "d" * 32, 64)
    [only] = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert only.suffix == ""


def test_a_folder_that_cannot_be_written_costs_only_the_cache(tmp_path: Path) -> None:
    (tmp_path / "thumbnails").touch()
    thumbnails = Thumbnails(DiskCache(tmp_path / "thumbnails", budget_bytes=10**8))
    assert _size(thumbnails.make(_picture(200, 200), "d" * 32, 64)) == (64, 64)
    assert thumbnails.find("d" * 32, 64) is None


@pytest.mark.parametrize("side", [8_000, 12_000, 60_000])
@pytest.mark.filterwarnings("error")
def test_pictures_that_would_fill_the_memory_are_refused(thumbnails: Thumbnails, side: int) -> None:
    with pytest.raises(Unshowable):
        thumbnails.make(png_bomb(side), "d" * 32, 64)


@pytest.mark.parametrize("data", [b"", b"no picture", _picture(50, 50)[:60], b"<svg/>", b"\xff\xd8\xff"])
def test_broken_pictures_are_refused(thumbnails: Thumbnails, data: bytes) -> None:
    with pytest.raises(Unshowable):
        thumbnails.make(data, "d" * 32, 64)


def test_an_original_tells_its_true_type() -> None:
    assert original(_picture(9, 9, format="WEBP"), "d").mime == "image/webp"
    with pytest.raises(Unshowable):
        original(_picture(9, 9, format="TIFF"), "d")


@pytest.mark.parametrize(
    ("mode", "format", "ink", "colour"),
    [
        ("RGB", "JPEG", (30, 60, 90), "#1e3c5a"),
        ("CMYK", "JPEG", (0, 0, 0, 0), "#ffffff"),
        ("RGBA", "PNG", (10, 20, 30, 0), "#ffffff"),
        ("L", "PNG", 128, "#808080"),
        ("P", "GIF", 0, "#000000"),
    ],
)
def test_the_colour_of_a_picture_is_what_most_of_it_shows(
    mode: str, format: str, ink: object, colour: str
) -> None:
    buffer = io.BytesIO()
    image = Image.new(mode, (300, 200), ink)  # type: ignore[arg-type] # as many as the mode has
    image.save(buffer, format, quality=100)
    told = dominant_colour(buffer.getvalue())
    assert all(abs(int(told[at : at + 2], 16) - int(colour[at : at + 2], 16)) <= 3 for at in (1, 3, 5)), told


def test_a_small_spot_does_not_decide_the_colour() -> None:
    image = Image.new("RGB", (100, 100), "navy")
    image.paste("yellow", (0, 0, 30, 30))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    assert dominant_colour(buffer.getvalue()) == "#000080"


@pytest.mark.parametrize(
    "data", [b"", b"no picture", _picture(50, 50)[:60], png_bomb(8_000), png_bomb(60_000)]
)
def test_what_cannot_be_shown_has_no_colour(data: bytes) -> None:
    assert dominant_colour(data) == ""
