"""How large a picture claims to be and whether its file is whole, without decoding a pixel.

A file of a few bytes may promise 50,000 × 50,000 pixels; a decoder believes it and takes the
memory first. So the promise is read here, from the formats' published headers, and judged
before any decoder sees the file.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

Size = tuple[int, int]  # width, height

_PNG = b"\x89PNG\r\n\x1a\n"
# Start-of-frame markers of JPEG (ITU-T T.81, table B.1): C0 to CF without DHT, JPG and DAC.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_END = b"\xff\xd9"
_JPEG_MARK, _JPEG_SCAN = 0xFF, 0xDA
MOST_JPEG_SCANS = 200  # a progressive photograph has about ten
_OS2_HEADER_BYTES = 12  # of the older bitmaps, whose sizes have two bytes
_LONGEST_NUMBER = 10  # digits
_TIFF_WIDTH, _TIFF_HEIGHT, _TIFF_SHORT = 256, 257, 3


def picture_size(content: bytes) -> Size | None:
    """Return the width and height a picture file claims; None when it is no picture we know."""
    for magic, read in _READERS:
        if content.startswith(magic):
            try:
                return read(content)
            except (struct.error, IndexError, ValueError):
                return None
    return None


def is_cut_short(content: bytes) -> bool:
    """Say whether a PNG, JPEG, GIF, BMP or WebP ends before its own end mark."""
    if content.startswith(_PNG):
        return b"IEND" not in content
    if content.startswith(b"\xff\xd8"):
        return content.rfind(_JPEG_END) < content.rfind(b"\xff\xda")
    if content.startswith(b"GIF8"):
        return b"\x3b" not in content[-16:]
    if content.startswith(b"RIFF"):
        return len(content) < int(struct.unpack_from("<I", content, 4)[0]) + 8
    if content.startswith(b"BM"):
        return len(content) < int(struct.unpack_from("<I", content, 2)[0])
    return False


def has_endless_passes(content: bytes) -> bool:
    """Say whether a JPEG is drawn in so many passes that each pixel would be decoded for hours."""
    return content.startswith(b"\xff\xd8") and content.count(b"\xff\xda") > MOST_JPEG_SCANS


def _png(content: bytes) -> Size:
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _jpeg(content: bytes) -> Size:
    at = 2
    while True:
        if content[at] != _JPEG_MARK:
            raise ValueError("lost between two segments")
        marker = content[at + 1]
        if marker == _JPEG_MARK:  # fill byte
            at += 1
            continue
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        if marker == _JPEG_SCAN:
            raise ValueError("a scan before its frame")
        at += 2 + struct.unpack_from(">H", content, at + 2)[0]


def _gif(content: bytes) -> Size:
    width, height = struct.unpack_from("<HH", content, 6)
    return width, height


def _bmp(content: bytes) -> Size:
    if struct.unpack_from("<I", content, 14)[0] == _OS2_HEADER_BYTES:
        width, height = struct.unpack_from("<HH", content, 18)
        return width, height
    width, height = struct.unpack_from("<ii", content, 18)
    return abs(width), abs(height)


def _webp(content: bytes) -> Size:
    kind = content[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        return width, int.from_bytes(content[27:30], "little") + 1
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", content, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError("a RIFF file that is no picture")


def _tiff(content: bytes) -> Size:
    order = "<" if content[:2] == b"II" else ">"
    at = struct.unpack_from(order + "I", content, 4)[0]
    size = {}
    for entry in range(struct.unpack_from(order + "H", content, at)[0]):
        where = at + 2 + 12 * entry
        tag, kind = struct.unpack_from(order + "HH", content, where)
        if tag in {_TIFF_WIDTH, _TIFF_HEIGHT}:
            number = order + ("H" if kind == _TIFF_SHORT else "I")
            size[tag] = struct.unpack_from(number, content, where + 8)[0]
    if len(size) != 2:  # noqa: PLR2004 - a width and a height
        raise ValueError("no size in the first directory")
    return size[_TIFF_WIDTH], size[_TIFF_HEIGHT]


def _netpbm(content: bytes) -> Size:
    lines = [line.split(b"#")[0] for line in content[2:512].splitlines()]
    width, height = b" ".join(lines).split()[:2]
    if max(len(width), len(height)) > _LONGEST_NUMBER:
        raise ValueError("no size at all")
    return int(width), int(height)


_READERS: tuple[tuple[bytes, Callable[[bytes], Size]], ...] = (
    (_PNG, _png),
    (b"\xff\xd8", _jpeg),
    (b"GIF8", _gif),
    (b"BM", _bmp),
    (b"RIFF", _webp),
    (b"II*\0", _tiff),
    (b"MM\0*", _tiff),
    *((b"P%d" % kind, _netpbm) for kind in range(1, 7)),
)
