"""What a page host makes of its files, as the host's own programs read them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

import small_site
from partnergraph.site import pagehosts
from partnergraph.site.addresses import Addresses, file_name
from partnergraph.site.rules import Rules

HERE = Path(__file__).parent
#: What a browser leaves as it is in a path (URL Standard, path percent-encode set).
BROWSER = "/%!$&'()*+,;=:@~"
PATHS = [f"/id/{quote(name, safe=BROWSER)}" for name in small_site.IDS]
OTHERS = ["/graph/source/north-page", "/doc/north-university.html", "/index.html"]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Netlify reads in `_redirects` and `_headers` of the small site."""
    node, installed = shutil.which("node"), HERE / "node_modules" / "netlify-redirector"
    if node is None or not installed.is_dir():
        reason = "allowed: no node, or run: npm install --prefix tests"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("host")
    documents = small_site.documents()
    addresses = Addresses.of(small_site.BASE, ("en", "ru"), documents)
    rules = Rules.of(addresses, documents, (), small_site.LICENCE)
    (folder / "_redirects").write_text(pagehosts.redirects(rules), encoding="utf-8")
    (folder / "_headers").write_text(pagehosts.headers(rules), encoding="utf-8")
    command = [node, str(HERE / "pagehosts.mjs"), str(folder), json.dumps(PATHS + OTHERS)]
    ran = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert ran.returncode == 0, ran.stderr.decode()
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_a_thing_leads_to_its_page_whatever_its_id(read: dict[str, Any]) -> None:
    wanted = [[303, f"/doc/{file_name(name)}.html"] for name in small_site.IDS]

    assert read["matched"][: len(PATHS)] == wanted


def test_files_are_served_as_they_are(read: dict[str, Any]) -> None:
    assert read["matched"][len(PATHS) :] == [[303, "/data/index.html"], None, None]


def test_fields_are_read_without_a_fault(read: dict[str, Any]) -> None:
    fields = {each["for"]: each["values"] for each in read["headers"]}

    assert read["errors"] == []
    assert fields["/*"]["Access-Control-Allow-Origin"] == "*"
    assert fields["/*"]["Link"] == f'<{small_site.LICENCE}>; rel="license"'
    assert fields["/*.ttl"]["Content-Type"] == "text/turtle; charset=utf-8"
    assert fields["/.well-known/void"]["Content-Type"].startswith("text/turtle")
