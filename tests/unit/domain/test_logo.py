"""A logo is a picture and nothing else."""

import binascii
import struct

import pytest

from producflow.domain.logo import LARGEST, PNG, SVG, Logo, logo


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", binascii.crc32(kind + data))


def png(*more: bytes, width: int = 2) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0))
    return b"".join([PNG, head, *more, chunk(b"IDAT", b"picture"), chunk(b"IEND", b"")])


def svg(inner: str, attributes: str = "") -> bytes:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"'
    return f"<svg {names} {attributes}>{inner}</svg>".encode()


def test_a_png_keeps_its_picture_and_loses_what_it_says_of_its_maker() -> None:
    found = logo(png(chunk(b"tEXt", b"Author\0Eve"), chunk(b"eXIf", b"GPS")) + b"<script>alert(1)</script>")
    assert found == Logo("image/png", png())
    assert Logo.at(found.address) == found


@pytest.mark.parametrize("content", [png()[:-1], png()[:40], PNG, png().replace(b"picture", b"pixture")])
def test_a_damaged_png_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="cut off or damaged"):
        logo(content)


def test_a_png_that_would_unpack_to_a_wall_is_refused() -> None:
    with pytest.raises(ValueError, match="100,000 × 1 px; 2,000 × 2,000 are the most"):
        logo(png(width=100_000))


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        "<foreignObject><p>words</p></foreignObject>",
        '<image href="https://elsewhere.example/spy.png"/>',
        "<style>@import url(https://elsewhere.example/a.css);</style>",
        '<a href="javascript:alert(1)"><path d="M0 0"/></a>',
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
        "<!-- a comment --><?php echo 1 ?>",
    ],
)
def test_what_does_not_draw_is_left_out_of_an_svg(inner: str) -> None:
    assert logo(svg(f'{inner}<path d="M0 0h1"/>')).content == logo(svg('<path d="M0 0h1"/>')).content


@pytest.mark.parametrize(
    "attribute",
    [
        'onload="alert(1)"',
        'onclick="alert(1)"',
        'style="background:url(//elsewhere.example)"',
        'fill="url(https://elsewhere.example/#a)"',
        'href="https://elsewhere.example/#a"',
        'x:href="java\nscript:alert(1)"',
    ],
)
def test_attributes_that_lead_away_or_run_are_left_out(attribute: str) -> None:
    assert logo(svg(f"<use {attribute}/>", attribute)).content == logo(svg("<use/>")).content


def test_an_svg_keeps_what_it_draws_with() -> None:
    defined = '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs>'
    inner = f'{defined}<path d="M0 0" fill="url(#a)"/><use href="#a"/>'
    kept = logo(svg(inner, 'viewBox="0 0 4 4"')).content.decode()
    for part in ('viewBox="0 0 4 4"', 'fill="url(#a)"', 'href="#a"', "linearGradient", 'd="M0 0"'):
        assert part in kept
    assert f'xmlns="{SVG[1:-1]}"' in kept


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"GIF89a", "neither a PNG nor an SVG"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "XML but no SVG"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', "document type"),
        (b"", "neither a PNG nor an SVG"),
        (b" " * (LARGEST + 1), "100,001 bytes; 100,000 are the most"),
    ],
)
def test_what_is_no_logo_is_refused_in_words(content: bytes, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        logo(content)
