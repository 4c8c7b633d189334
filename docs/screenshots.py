"""Take the pictures of the documentation anew: ``python docs/screenshots.py [FOLDER]``.

They show the documentation itself, so build it first (``python docs/build_all.py html``). Needs
Playwright (``pip install playwright``) and a Chromium on the path.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

DOCS = Path(__file__).resolve().parent
SITE = DOCS / "_build" / "html"
MESSAGE = """\
Traceback (most recent call last):
  File "client.py", line 12, in <module>
    urlopen("https://api.example/v1")
urllib.error.URLError: <urlopen error [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: \
unable to get local issuer certificate (_ssl.c:1006)>
"""


class Picture(NamedTuple):
    """One picture: a page, and what is done before it is taken."""

    name: str
    page: str
    part: str  #: what stands at the top of the picture
    width: int
    height: int
    typed: str = ""
    schemes: tuple[Literal["light", "dark"], ...] = ("light",)


PICTURES = (
    Picture(
        "finder",
        "usage/error-finder.html",
        ".tlsalerts-finder",
        900,
        700,
        MESSAGE,
        ("light", "dark"),
    ),
    Picture("table", "usage/alert-table.html", ".tlsalerts-filter", 900, 420, "certificate"),
    Picture(
        "entry",
        "reference/python-errors.html",
        "#tlsalerts-error-unable-to-get-local-issuer-certificate",
        900,
        900,
    ),
)


def main() -> None:
    """Take every picture."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS / "_static"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for picture in PICTURES:
            for scheme in picture.schemes:
                take(browser, picture, scheme, folder / f"{picture.name}-{scheme}.png")
        browser.close()


def take(browser: Browser, picture: Picture, scheme: Literal["light", "dark"], file: Path) -> None:
    """Take one picture."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=scheme,
    )
    page = context.new_page()
    page.goto((SITE / picture.page).as_uri())
    if picture.typed:
        use(page, picture)
    page.locator(picture.part).first.evaluate(
        "(part) => scrollTo(0, part.getBoundingClientRect().top + scrollY - 72)"
    )
    page.wait_for_timeout(300)  # until colours have faded in
    page.screenshot(path=file)
    context.close()
    sys.stdout.write(f"{file}\n")


def use(page: Page, picture: Picture) -> None:
    """Type, and wait for what comes of it."""
    page.locator(f"{picture.part} :is(textarea, input)").first.fill(picture.typed)
    page.locator(f"{picture.part} [role=status]:not(:empty)").first.wait_for()


if __name__ == "__main__":
    main()
