"""An image of a page by the browser that is there, and a plain word where there is none."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from conftest import CHROMIUM
from partnergraph.chromium import picture
from partnergraph.errors import PartnergraphError


@pytest.mark.browser
@pytest.mark.usefixtures("browser")  # skips, or fails in CI, where there is none
def test_the_image_has_the_size_of_the_window(
    tmp_path: Path, small_page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", str(CHROMIUM))
    page, image = tmp_path / "page with blanks.html", tmp_path / "new" / "page.png"
    page.write_text(small_page, encoding="utf-8")
    picture(page, image, (640, 480))

    data = image.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (640, 480)
    # Something is drawn: a blank page of this size takes far less.
    assert len(data) > 15_000


@pytest.mark.parametrize("named", ["/no/such/browser", ""])
def test_without_a_browser_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("CHROMIUM", named)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(PartnergraphError, match="needs a browser") as caught:
        picture(tmp_path / "page.html", tmp_path / "page.png")
    assert "CHROMIUM" in caught.value.hint


def test_a_browser_that_makes_nothing_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho no display >&2\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(broken))

    with pytest.raises(PartnergraphError, match="no display"):
        picture(tmp_path / "page.html", tmp_path / "page.png")
    assert not (tmp_path / "page.png").exists()
