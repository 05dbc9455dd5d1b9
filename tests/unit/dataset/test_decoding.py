"""From files of every kind to uniform images; what cannot be used gives a reason."""

import contextlib
import io
import itertools
import random
import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from zpoints.dataset.decoding import Shape, decode


def load(path, image_size=16, channels=3, **options):
    limits = {"max_image_megapixels": 1, "min_image_side": 1, "max_file_megabytes": 100}
    shape = {"image_size": image_size, "channels": channels, "crop": "centre"}
    return decode(path.read_bytes(), Shape(**{**shape, **limits, **options}))


def ramp(height, width):
    """RGB image that names its pixels: red is the column, green the row."""
    y, x = np.mgrid[:height, :width]
    return np.stack([x, y, np.full_like(x, 7)], axis=-1).astype(np.uint8)


def upright(size=16):
    """An image without any symmetry, of four flat quadrants."""
    half = size // 2
    image = np.zeros((size, size, 3), np.uint8)
    image[:half, :half] = (255, 0, 0)
    image[:half, half:] = (0, 255, 0)
    image[half:, :half] = (0, 0, 255)
    image[half:, half:] = (255, 255, 0)
    return image


def saved(path, image, **options):
    Image.fromarray(image).save(path, **options)
    return path


# Geometry.


@pytest.mark.parametrize(
    ("height", "width", "top", "left"), [(20, 40, 0, 10), (40, 20, 10, 0), (20, 41, 0, 10)]
)
def test_the_crop_is_the_central_square(tmp_path, height, width, top, left):
    path = saved(tmp_path / "a.png", ramp(height, width))
    assert (load(path, 20) == ramp(height, width)[top : top + 20, left : left + 20]).all()


def test_the_size_of_celeba_is_cropped_evenly(tmp_path):
    """218x178: 20 rows are cut above and below."""
    image = load(saved(tmp_path / "a.png", ramp(218, 178)), 178)
    assert image[:, 0, 1].tolist() == list(range(20, 198))
    assert image[0, :, 0].tolist() == list(range(178))


@pytest.mark.parametrize(("factor", "ending"), [(8, "png"), (8, "jpg"), (3, "png"), (5, "bmp")])
def test_shrinking_averages_areas(tmp_path, factor, ending):
    """A ramp shrinks to a ramp whose pixels are the means of their areas, to the border."""
    size = 16
    wide = np.repeat(np.linspace(0, 255, size * factor)[None, :, None], size * factor, 0)
    wide = np.repeat(wide, 3, 2).round().astype(np.uint8)
    options = {"quality": 100, "subsampling": 0} if ending == "jpg" else {}
    found = load(saved(tmp_path / f"a.{ending}", wide, **options), size)[:, :, 0]
    expected = wide[0, :, 0].reshape(size, factor).mean(axis=1)
    assert np.abs(found - expected).max() < 3


def test_a_fine_pattern_shrinks_to_grey_and_not_to_a_false_one(tmp_path):
    checkerboard = (np.indices((160, 160)).sum(axis=0) % 2 * 255).astype(np.uint8)
    found = load(saved(tmp_path / "a.png", np.repeat(checkerboard[..., None], 3, 2)))
    assert np.abs(found.astype(int) - 127).max() < 12


@pytest.mark.parametrize("side", [178, 150, 110])
def test_shrinking_by_less_than_two_is_free_of_aliases(tmp_path, side):
    """Rings that grow finer to the border, beside Pillow's filter, which is made to have none."""
    y, x = np.mgrid[:side, :side] / side
    rings = 127.5 + 127.5 * np.cos(np.pi * side / 2 * (x**2 + y**2))
    rings = np.repeat(rings.round().astype(np.uint8)[..., None], 3, 2)
    wanted = np.asarray(Image.fromarray(rings).resize((96, 96), Image.BILINEAR), float)

    def error(pixels):
        return np.sqrt(((pixels - wanted) ** 2).mean())

    found = error(load(saved(tmp_path / "a.png", rings), 96))
    assert found <= error(cv2.resize(rings, (96, 96), interpolation=cv2.INTER_AREA)) + 1
    if side == 178:  # the test can tell: bilinear values alone fold the finest rings
        assert error(cv2.resize(rings, (96, 96))) > 3 * found


def test_small_images_are_enlarged(tmp_path):
    found = load(saved(tmp_path / "a.png", upright(4)), 16)
    assert (found[[0, 0, -1, -1], [0, -1, 0, -1]] == upright(4)[[0, 0, 3, 3], [0, 3, 0, 3]]).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1)])
def test_images_of_one_row_or_column_work(tmp_path, shape):
    flat = np.full((*shape, 3), (10, 20, 30), np.uint8)
    assert (load(saved(tmp_path / "a.png", flat)) == (10, 20, 30)).all()


def stored_for(orientation, image):
    """The pixels that a camera stores so that EXIF's `orientation` shows `image`."""
    return {
        1: image,
        2: image[:, ::-1],
        3: image[::-1, ::-1],
        4: image[::-1],
        5: image.transpose(1, 0, 2),
        6: np.rot90(image, 1),
        7: np.rot90(image, 2).transpose(1, 0, 2),
        8: np.rot90(image, -1),
    }[orientation]


@pytest.mark.parametrize(
    ("orientation", "ending"), list(itertools.product(range(1, 9), ["png", "jpg", "webp"]))
)
def test_the_orientation_of_the_camera_is_applied(tmp_path, orientation, ending):
    exif = Image.Exif()
    exif[274] = orientation
    options = {"png": {}, "jpg": {"quality": 95, "subsampling": 0}, "webp": {"lossless": True}}
    stored = np.ascontiguousarray(stored_for(orientation, upright(64)))
    path = saved(tmp_path / f"a.{ending}", stored, exif=exif, **options[ending])
    # Away from the edges of the quadrants: filters blur them.
    places = np.ix_([3, 12], [3, 12])
    difference = load(path)[places].astype(int) - upright()[places]
    assert np.abs(difference).max() < 12


# Kinds of files.


@pytest.mark.parametrize("ending", ["png", "bmp", "webp", "jpg"])
@pytest.mark.parametrize("channels", [1, 3])
def test_colour_and_grey_come_out_as_wanted(tmp_path, ending, channels):
    image = np.full((16, 16, 3), (200, 100, 50), np.uint8)
    options = {"webp": {"lossless": True}, "jpg": {"quality": 100, "subsampling": 0}}
    path = saved(tmp_path / f"a.{ending}", image, **options.get(ending, {}))
    found = load(path, 16, channels)
    assert found.shape == (16, 16, channels)
    assert found.dtype == np.uint8
    grey = round(0.299 * 200 + 0.587 * 100 + 0.114 * 50)
    expected = (200, 100, 50) if channels == 3 else (grey,)
    assert np.abs(found.astype(int) - expected).max() <= 2


@pytest.mark.parametrize("channels", [1, 3])
def test_grey_files_give_equal_channels(tmp_path, channels):
    grey = np.tile(np.arange(0, 160, 10, dtype=np.uint8), (16, 1))
    found = load(saved(tmp_path / "a.png", grey), 16, channels)
    assert found.shape == (16, 16, channels)
    assert (found == grey[..., None]).all()


def test_transparency_is_laid_on_white(tmp_path):
    image = np.zeros((16, 16, 4), np.uint8)
    image[:, :8] = (255, 0, 0, 255)
    image[:, 8:12] = (0, 0, 0, 128)
    found = load(saved(tmp_path / "a.png", image))
    assert (found[:, :8] == (255, 0, 0)).all()
    assert np.abs(found[:, 8:12].astype(int) - 127).max() <= 1
    assert (found[:, 12:] == 255).all()


@pytest.mark.parametrize("mode", ["P", "PA", "LA", "1", "L", "RGBA"])
def test_other_modes_of_png(tmp_path, mode):
    black = np.zeros((16, 16, 3), np.uint8)
    black[:, 8:] = 255
    image = Image.fromarray(black)
    if mode == "PA":
        image = image.convert("P")
        image.info["transparency"] = image.getpixel((15, 0))
        image.save(tmp_path / "a.png", transparency=image.info["transparency"])
    else:
        image.convert(mode).save(tmp_path / "a.png")
    assert (load(tmp_path / "a.png") == black).all()


def test_cmyk_jpeg(tmp_path):
    """Printers' JPEGs: white, red and black must not come out as their negatives."""
    colours = [(255, 255, 255), (255, 0, 0), (0, 0, 0)]
    for colour in colours:
        image = Image.new("RGB", (16, 16), colour).convert("CMYK")
        image.save(tmp_path / "a.jpg", quality=100)
        assert np.abs(load(tmp_path / "a.jpg").astype(int) - colour).max() < 8


@pytest.mark.parametrize("channels", [1, 3])
def test_16_bit_grey_keeps_its_range(tmp_path, channels):
    """65535 is white and 32768 is middle grey; cut at 255, the whole image would be white."""
    deep = np.tile(np.linspace(0, 65535, 16).astype(np.uint16), (16, 1))
    found = load(saved(tmp_path / "a.png", deep), 16, channels)
    assert np.abs(found[..., 0].astype(int) - np.linspace(0, 255, 16)).max() <= 1


def test_of_an_animation_the_first_frame_counts(tmp_path):
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "a.webp", save_all=True, append_images=frames[1:], lossless=True)
    assert (load(tmp_path / "a.webp") == (255, 0, 0)).all()


# Broken files.


def png_that_claims(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )


def encoded(kind, size=64, **options):
    buffer = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 255, (size, size, 3)).astype(np.uint8)
    Image.fromarray(noise).save(buffer, kind, **options)
    return buffer.getvalue()


def exif_that_cannot_be_written_again():
    """Orientation 6, and a tag of whole numbers that holds text."""
    exif = Image.Exif()
    exif[274] = 6
    exif[271] = "camera"
    return exif.tobytes().replace(b"\x01\x0f\x00\x02", b"\x01%\x00\x02")


BROKEN = {
    "truncated.jpg": encoded("JPEG")[:900],
    "truncated.png": encoded("PNG")[:900],
    "truncated.webp": encoded("WEBP")[:300],
    "truncated.bmp": encoded("BMP")[:900],
    "quota.jpg": b"<!DOCTYPE html><html><body>Quota exceeded</body></html>",
    "empty.png": b"",
    "ppm.png": encoded("PPM"),
    "truncated.gif": encoded("GIF")[:900],
    "truncated.tif": encoded("TIFF")[:900],
    "header.jpg": b"\xff\xd8\xff\xe0",
    "huge.png": png_that_claims(2000, 2000),
    "bomb.png": png_that_claims(60_000, 60_000),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_gives_a_reason(tmp_path, name):
    (tmp_path / name).write_bytes(BROKEN[name])
    with pytest.raises(ValueError) as caught:
        load(tmp_path / name)
    assert type(caught.value) is ValueError
    assert len(str(caught.value)) > 5
    assert "\n" not in str(caught.value)


def test_a_file_with_odd_metadata_is_no_reason_to_stop(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(encoded("JPEG", exif=exif_that_cannot_be_written_again()))
    with contextlib.suppress(ValueError):  # skipping it is fine, too
        assert load(path).shape == (16, 16, 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP"])
def test_random_damage_gives_an_image_or_a_reason(tmp_path, kind):
    exif = Image.Exif()
    exif[274] = 6
    exif[271] = "camera"
    data = encoded(kind, 24, **({} if kind == "BMP" else {"exif": exif}))
    generator = random.Random(3)
    path = tmp_path / "a.img"
    reasons = 0
    for _ in range(200):
        damaged = bytearray(data)
        for _ in range(generator.choice([1, 2, 5])):
            reach = min(len(data), generator.choice([100, 300, 10**6]))
            damaged[generator.randrange(reach)] = generator.randrange(256)
        path.write_bytes(damaged)
        try:
            assert load(path).shape == (16, 16, 3)
        except ValueError as error:
            assert str(error)
            reasons += 1
    assert reasons > 10


def test_sizes_are_judged_before_pixels_are_read(tmp_path):
    path = saved(tmp_path / "a.png", np.zeros((100, 100, 3), np.uint8))
    with pytest.raises(ValueError, match=r"100x100 pixels are more than 0\.005 million"):
        load(path, max_image_megapixels=0.005)
    assert load(path, max_image_megapixels=0.01).shape == (16, 16, 3)


def test_a_box_is_cut_out_and_its_central_square_taken(tmp_path):
    path = saved(tmp_path / "a.png", ramp(40, 40))
    found = load(path, 20, crop=[0.5, 0, 1, 1])
    assert (found == ramp(40, 40)[10:30, 20:40]).all()


def test_small_images_are_refused(tmp_path):
    path = saved(tmp_path / "a.png", ramp(10, 30))
    with pytest.raises(ValueError, match="30x10 pixels, but no side may have less than 11"):
        load(path, min_image_side=11)


def test_a_shape_is_read_from_the_settings_of_a_data_set():
    own = {
        "image_size": 16, "channels": 1, "crop": [0, 0, 0.5, 1], "max_image_megapixels": 2,
        "min_image_side": 4, "max_file_megabytes": 0.5,
    }  # fmt: skip
    shape = Shape.of(source="painted", count=3, **own)
    assert shape == Shape(**own)
    assert shape.max_file_bytes == 500_000
