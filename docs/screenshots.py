"""Take the pictures of the documentation anew: ``python docs/screenshots.py [FOLDER]``.

They show the documentation itself, so build it first (``python docs/build_all.py html``), and a
page in each theme that is installed (``pip install -e '.[themes]'``). Needs Playwright
(``pip install playwright``) and a Chromium on the path; with Pillow, the files are smaller.
``--only gallery`` takes the pictures of the themes and no others.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DOCS = Path(__file__).resolve().parent
SITE = DOCS / "_build" / "html"
MESSAGE = """\
Traceback (most recent call last):
  File "client.py", line 12, in <module>
    urlopen("https://api.example/v1")
urllib.error.URLError: <urlopen error [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: \
unable to get local issuer certificate (_ssl.c:1006)>
"""

Scheme = Literal["light", "dark"]


class Picture(NamedTuple):
    """One picture: a page, and what is done before it is taken."""

    name: str
    page: Path
    width: int
    height: int
    part: str = ""  #: what stands at the top of the picture
    typed: str = ""
    schemes: tuple[Scheme, ...] = ("light",)

    def file(self, scheme: Scheme) -> str:
        """Return the name of the file. What has no schemes has none in its name."""
        return f"{self.name}-{scheme}.png" if self.schemes else f"{self.name}.png"


PICTURES = (
    Picture(
        "finder",
        SITE / "usage" / "error-finder.html",
        900,
        700,
        ".tlsalerts-finder",
        MESSAGE,
        ("light", "dark"),
    ),
    Picture(
        "table", SITE / "usage" / "alert-table.html", 900, 420, ".tlsalerts-filter", "certificate"
    ),
    Picture(
        "entry",
        SITE / "reference" / "python-errors.html",
        900,
        900,
        "#tlsalerts-error-unable-to-get-local-issuer-certificate",
    ),
    # What other sites show where somebody links to these pages, in the size that they expect.
    Picture("social", DOCS / "social.html", 1200, 630, schemes=()),
)


class Theme(NamedTuple):
    """A theme of the gallery."""

    name: str
    height: int  #: so much that the entry ends within the picture
    options: Mapping[str, Any] = {}  #: of ``conf.py``
    schemes: tuple[Scheme, ...] = ("light",)


#: The module of a theme has its name.
THEMES = (
    Theme("alabaster", 760, {"html_theme_options": {"page_width": "1000px"}}),
    Theme("furo", 830, schemes=("light", "dark")),
    Theme("sphinx_rtd_theme", 860),
    # The only page of its section has no neighbours to list at its side.
    Theme("pydata_sphinx_theme", 820, {"html_sidebars": {"**": []}}),
    Theme("sphinx_book_theme", 880),
    Theme(
        "sphinx_immaterial",
        880,
        # Fonts would come from another host.
        {"html_theme_options": {"font": False}, "extensions": ["sphinx_immaterial"]},
    ),
)

#: The project of the gallery; the page itself is a snippet of the documentation.
PAGES = {
    "index.rst": "Example DB\n==========\n\n.. toctree::\n\n   connecting\n   errors\n",
    "connecting.rst": "Connecting\n==========\n\nEvery connection is encrypted.\n",
    "errors.rst": """\
TLS errors
==========

A client that shows no certificate gets :tlsalert:`certificate_required`, see
:tlserror:`certificate-asked-for`.

""",
}


def main() -> None:
    """Take every picture, or those that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DOCS / "_static")
    parser.add_argument(
        "--only",
        default="",
        choices=[*(picture.name for picture in PICTURES), "gallery"],
    )
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        wanted = [picture for picture in PICTURES if arguments.only in {"", picture.name}]
        if arguments.only in {"", "gallery"}:
            wanted += gallery(Path(folder))
        for picture in wanted:
            for scheme in picture.schemes or ("light",):
                take(browser, picture, scheme, arguments.folder / picture.file(scheme))
        browser.close()


def gallery(folder: Path) -> Iterator[Picture]:
    """Build the page of the gallery in each theme that is installed."""
    source = folder / "source"
    source.mkdir()
    for name, text in PAGES.items():
        (source / name).write_text(text, encoding="utf-8")
    with (source / "errors.rst").open("a", encoding="utf-8") as page:
        page.write((DOCS / "snippets" / "rst" / "gallery.rst").read_text(encoding="utf-8"))
    for theme in THEMES:
        if find_spec(theme.name) is None:
            sys.stdout.write(f"{theme.name} is not installed\n")
            continue
        site = build(source, folder / theme.name, theme)
        name = f"gallery/{theme.name.removeprefix('sphinx_').removesuffix('_theme')}"
        name = name.removesuffix("_sphinx")
        yield Picture(name, site / "errors.html", 1040, theme.height, schemes=theme.schemes)


def build(source: Path, target: Path, theme: Theme) -> Path:
    """Build the project of the gallery in a theme."""
    options = {
        "project": "Example DB",
        "html_title": "Example DB",
        "copyright": "the Example DB authors",
        "html_theme": theme.name,
        "html_show_sphinx": False,
        **theme.options,
        "extensions": ["sphinx_tlsalerts", *theme.options.get("extensions", ())],
    }
    conf = "".join(f"{name} = {value!r}\n" for name, value in options.items())
    (source / "conf.py").write_text(conf, encoding="utf-8")
    folders = [str(source), str(target)]
    command = [sys.executable, "-m", "sphinx", "-q", "-E", "-b", "html", *folders]
    subprocess.run(command, check=True)  # noqa: S603 -- every part is fixed above
    return target


def take(browser: Browser, picture: Picture, scheme: Scheme, file: Path) -> None:
    """Take one picture."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=scheme,
    )
    page = context.new_page()
    page.goto(picture.page.as_uri())
    if picture.typed:
        use(page, picture)
    if picture.part:
        page.locator(picture.part).first.evaluate(
            "(part) => scrollTo(0, part.getBoundingClientRect().top + scrollY - 72)"
        )
    page.wait_for_timeout(300)  # until colours have faded in
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file)
    context.close()
    shrink(file)
    sys.stdout.write(f"{file} {file.stat().st_size // 1000} kB\n")


def use(page: Page, picture: Picture) -> None:
    """Type, and wait for what comes of it."""
    page.locator(f"{picture.part} :is(textarea, input)").first.fill(picture.typed)
    page.locator(f"{picture.part} [role=status]:not(:empty)").first.wait_for()


def shrink(file: Path) -> None:
    """Write a picture with the 256 colours that it has most of, which nobody sees."""
    if find_spec("PIL") is None:
        return
    image = import_module("PIL.Image")
    with image.open(file) as picture:
        small = picture.convert("RGB").quantize(256, dither=image.Dither.NONE)
    small.save(file, optimize=True)


if __name__ == "__main__":
    main()
