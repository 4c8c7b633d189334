"""What search engines and other sites see of the documentation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from support.sites import DOCS

if TYPE_CHECKING:
    from support.sites import Sites

BASE = "https://sphinx-tlsalerts.readthedocs.io/en/latest/"


def test_the_sitemap_has_every_page_once_and_in_order(sites: Sites) -> None:
    site = sites.documentation("html")
    found = re.findall("<loc>(.*?)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    made_by_sphinx = {"genindex.html", "search.html", "tls-index.html", "py-modindex.html"}
    written = {file.relative_to(site).as_posix() for file in site.rglob("*.html")}
    pages = {name for name in written - made_by_sphinx if not name.startswith("_")}
    assert sorted(found) == sorted(f"{BASE}{name}" for name in pages)
    assert found == sorted(found, key=lambda address: address.removesuffix(".html"))
    assert len(found) > 40


def test_every_page_has_a_preview(sites: Sites) -> None:
    site = sites.documentation("html")
    for name in ("index.html", "tutorial.html", "reference/alerts.html"):
        page = (site / name).read_text(encoding="utf-8")
        tags = dict(re.findall(r'<meta property="og:([\w:]+)" content="([^"]*)"', page))
        assert tags["url"] == f"{BASE}{name}"
        assert tags["image"] == f"{BASE}_static/social.png"
        assert tags["image:alt"]
        assert len(tags["description"]) > 40
    assert (site / "_static" / "social.png").read_bytes() == (
        DOCS / "_static" / "social.png"
    ).read_bytes()


def test_the_python_interface_says_what_everything_is(sites: Sites) -> None:
    page = (sites.documentation("html") / "reference" / "api.html").read_text(encoding="utf-8")
    for empty in ("Alias for field number", "&lt;function"):
        assert empty not in page
    for name in ("Alert", "VerifyCode", "Explanation", "Problem"):
        assert re.search(rf'id="sphinx_tlsalerts\.[\w.]+\.{name}"', page)
