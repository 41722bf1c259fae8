"""The plant's logo: a picture that somebody uploads and everybody sees, so nothing of it may be more than a picture."""

import base64
import binascii
import struct
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

LARGEST = 100_000
"""A logo is 32 px high on the screen; more than this is a photograph. [bytes]"""
LONGEST_EDGE = 2_000
"""[px]"""
PNG = b"\x89PNG\r\n\x1a\n"
KEPT_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
"""Parts of a PNG that are the picture; the others say who made it, when and where."""
SVG = "{http://www.w3.org/2000/svg}"
DRAWS = frozenset(
    {
        *("svg", "g", "defs", "symbol", "use", "title", "desc", "clipPath", "mask"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
        *("linearGradient", "radialGradient", "stop"),
    }
)
"""Elements of an SVG that draw; scripts, styles, pictures and pages within it are left out."""


@dataclass(frozen=True)
class Logo:
    """A picture that is nothing else."""

    media_type: str
    """``image/png`` or ``image/svg+xml``."""
    content: bytes

    @property
    def address(self) -> str:
        """The picture as an address of its own: what pages and paper show."""
        return f"data:{self.media_type};base64,{base64.b64encode(self.content).decode('ascii')}"

    @classmethod
    def at(cls, address: str) -> "Logo":
        """The picture that an :attr:`address` holds."""
        head, _, data = address.partition(",")
        return cls(head.removeprefix("data:").partition(";")[0], base64.b64decode(data))


def logo(content: bytes) -> Logo:
    """The picture in a file, without anything else that it holds.

    Raises
    ------
    ValueError
        If it is too large, or no PNG or SVG that can be read.
    """
    if len(content) > LARGEST:
        raise ValueError(
            f"The logo has {len(content):,} bytes; {LARGEST:,} are the most. Save it smaller: 200 px are plenty."
        )
    if content.startswith(PNG):
        return Logo("image/png", b"".join([PNG, *_chunks(content)]))
    return Logo("image/svg+xml", _drawing(content))


def _chunks(content: bytes) -> Iterator[bytes]:
    """The parts of a PNG that are the picture, each held against its checksum."""
    at, last = len(PNG), b""
    while last != b"IEND":
        head = content[at : at + 8]
        size, last = struct.unpack(">I4s", head) if len(head) == 8 else (0, b"")
        whole, check = content[at : at + size + 12], content[at + size + 8 : at + size + 12]
        if len(check) < 4 or struct.unpack(">I", check)[0] != binascii.crc32(whole[4:-4]):
            raise ValueError("The logo is a PNG that is cut off or damaged; save it anew.")
        if last == b"IHDR":
            width, height = struct.unpack(">II", whole[8:16])
            if not (0 < width <= LONGEST_EDGE and 0 < height <= LONGEST_EDGE):
                raise ValueError(
                    f"The logo has {width:,} × {height:,} px; {LONGEST_EDGE:,} × {LONGEST_EDGE:,} are the most."
                )
        if last in KEPT_CHUNKS:
            yield whole
        at += size + 12


def _drawing(content: bytes) -> bytes:
    """The elements of an SVG that draw, with the attributes that lead nowhere."""
    if b"<!DOCTYPE" in content.upper() or b"<!ENTITY" in content.upper():
        raise ValueError("The logo is an SVG with a document type; save it as plain SVG, without one.")
    try:
        root = ET.fromstring(content)  # noqa: S314 -- without a document type there is nothing in it to expand
    except (ET.ParseError, ValueError, LookupError):
        raise ValueError("The logo is neither a PNG nor an SVG; save it as one of these.") from None
    if root.tag != f"{SVG}svg":
        raise ValueError("The logo is XML but no SVG; save it as SVG or PNG.")
    _clean(root)
    ET.register_namespace("", SVG[1:-1])
    drawing: bytes = ET.tostring(root, encoding="utf-8")
    return drawing


def _clean(element: ET.Element) -> None:
    for name, value in list(element.attrib.items()):
        plain = name.rpartition("}")[2].lower()
        leads = "".join(value.split()).lower()
        away = plain == "href" and not leads.startswith("#")
        if plain.startswith("on") or plain == "style" or away or "url(" in leads.replace("url(#", ""):
            del element.attrib[name]
    for child in list(element):
        if child.tag.removeprefix(SVG) not in DRAWS:
            element.remove(child)
        else:
            _clean(child)
