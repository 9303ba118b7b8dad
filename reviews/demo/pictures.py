"""A picture that is obviously an example: a blue field with a white frame (示例照片)."""

import struct
import zlib

_WIDTH, _HEIGHT, _FRAME = 320, 200, 12
_BLUE, _WHITE = b"\x2f\x6f\xb0", b"\xff\xff\xff"


def example_photo() -> bytes:
    """A PNG of a few hundred bytes."""
    full = _WHITE * _WIDTH
    framed = _WHITE * _FRAME + _BLUE * (_WIDTH - 2 * _FRAME) + _WHITE * _FRAME
    lines = [
        b"\0" + (framed if _FRAME <= line < _HEIGHT - _FRAME else full) for line in range(_HEIGHT)
    ]
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b"".join(lines), 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))
