"""An image of a page, made by a Chromium that is installed on this computer."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from partnergraph.errors import PartnergraphError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_QUIET = (
    *("--headless", "--disable-gpu", "--hide-scrollbars", "--force-prefers-reduced-motion"),
    *("--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
_SECONDS = 120


def picture(page: Path, image: Path, size: tuple[int, int] = (1360, 820)) -> None:
    """Write `image`, a PNG of what a window of `size` pixels shows of the HTML file `page`.

    The browser is the one that the variable CHROMIUM names, else the first that is found on the
    path. It runs without its sandbox for the superuser, whom it would refuse otherwise; the page
    is our own.

    Raises PartnergraphError where there is no browser, or where it makes no image.
    """
    browser = _browser()
    image.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="partnergraph-") as folder:
        made = Path(folder) / "page.png"
        command = [browser, *_QUIET, f"--user-data-dir={folder}/profile", f"--screenshot={made}"]
        command += [f"--window-size={size[0]},{size[1]}", "--virtual-time-budget=8000"]
        command += ["--no-sandbox"] if _is_superuser() else []
        said = _run([*command, page.resolve().as_uri()])
        if not made.is_file() or not made.stat().st_size:
            last = (said.strip().splitlines() or ["it said nothing"])[-1]
            raise PartnergraphError(
                f"{browser} made no image: {last}", "Open the page and save the picture there."
            )
        shutil.copyfile(made, image)


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 # the browser of the user, and a page of our own
            command, capture_output=True, text=True, encoding="utf-8", errors="replace",
            timeout=_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"no answer within {_SECONDS} seconds"
    except OSError as error:
        return str(error)
    return done.stderr


def _browser() -> str:
    named = os.environ.get("CHROMIUM", "")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        what = f"CHROMIUM names {named}, which is no program." if named else "There is no Chromium."
        hint = "Install Chromium, or set CHROMIUM to its path; or save the picture in the page."
        raise PartnergraphError(f"An image needs a browser. {what}", hint)
    return found


def _is_superuser() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
