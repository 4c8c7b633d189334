"""Other extensions, on one page with this one: nobody warns, and each does its work."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.places import DATA

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCES = DATA / "neighbours"


@dataclass(frozen=True)
class Neighbour:
    """Another extension."""

    package: str  #: as it is installed
    extension: str
    shows: str = ""  #: something in the HTML page that only it writes
    content: str = ""  #: what stands on the page for it
    file: str = ""  #: a page of its own
    config: dict[str, Any] = field(default_factory=dict)

    def is_installed(self) -> bool:
        """Return whether it can be used."""
        return find_spec(self.extension.partition(".")[0]) is not None and (
            find_spec(self.extension) is not None
        )


TABLE = """
   .. tls-alert-table::
      :codes: {codes}
"""
ERROR = """
   .. tls-troubleshooting::
      :style: definitions

      schema: 1
      entries:
        - id: {name}
          title: Title of {name}
          alerts: {code}
          remedy: What to do.
"""

NEIGHBOURS = [
    Neighbour(
        "sphinx-design",
        "sphinx_design",
        'class="sd-card',
        ".. card:: A card\n"
        + TABLE.format(codes="40-41")
        + "\n.. dropdown:: More\n"
        + ERROR.format(name="in-a-dropdown", code=40)
        + "\n.. tab-set::\n\n   .. tab-item:: One\n\n      :tlsalert:`41`\n",
    ),
    Neighbour(
        "sphinx-tabs",
        "sphinx_tabs.tabs",
        'class="sphinx-tabs-tab"',
        ".. tabs::\n\n   .. tab:: One\n\n      .. tls-alert:: 43\n         :no-index:\n\n"
        "   .. tab:: Two\n\n"
        "      .. tls-alert-table::\n         :codes: 43\n",
    ),
    Neighbour("sphinx-copybutton", "sphinx_copybutton", "_static/copybutton.js"),
    Neighbour(
        "sphinx-togglebutton",
        "sphinx_togglebutton",
        'class="toggle docutils',
        ".. admonition:: Closed at first\n   :class: dropdown\n"
        + TABLE.format(codes="44")
        + "\n.. toggle::\n"
        + ERROR.format(name="in-a-toggle", code=44),
    ),
    Neighbour(
        "sphinxcontrib-bibtex",
        "sphinxcontrib.bibtex",
        "E. Rescorla",
        ".. tls-alert:: 45\n\n   As :cite:t:`tls13` says.\n\n.. bibliography::\n",
        config={"bibtex_bibfiles": ["references.bib"]},
    ),
    Neighbour(
        "sphinx-needs",
        "sphinx_needs",
        "REQ_1",
        ".. req:: The client understands :tlsalert:`42`\n   :id: REQ_1\n"
        + ERROR.format(name="in-a-need", code=47)  # the text builder knows no tables in tables
        + "\n   See :tlserror:`wrong-port`.\n\n.. needtable::\n",
    ),
    Neighbour(
        "myst-nb",
        "myst_nb",
        "cell_input",
        file="myst_nb.md",
        config={"nb_execution_mode": "off"},
    ),
    Neighbour(
        "sphinx",
        "sphinx.ext.napoleon",
        "guarded_client.connect",
        ".. automodule:: guarded_client\n   :members:\n",
        config={"extensions": ["sphinx.ext.autodoc"]},
    ),
    Neighbour(
        "sphinxext-opengraph",
        "sphinxext.opengraph",
        'property="og:title"',
        config={"ogp_site_url": "https://docs.example/"},
    ),
    Neighbour("sphinx-notfound-page", "notfound.extension"),
    Neighbour("sphinx-sitemap", "sphinx_sitemap", config={"html_baseurl": "https://docs.example/"}),
    Neighbour("sphinx-markdown-builder", "sphinx_markdown_builder"),
    Neighbour("rst2pdf", "rst2pdf.pdfbuilder"),
    Neighbour("sphinxcontrib-confluencebuilder", "sphinxcontrib.confluencebuilder"),
]
BY_PACKAGE = {neighbour.package: neighbour for neighbour in NEIGHBOURS}

#: The builders of neighbours, with a file that each writes of the page.
BUILDERS = {
    "markdown": ("sphinx-markdown-builder", "index.md"),
    "pdf": ("rst2pdf", "neighbours.pdf"),
    "confluence": ("sphinxcontrib-confluencebuilder", "index.conf"),
    "singleconfluence": ("sphinxcontrib-confluencebuilder", "index.conf"),
}


def needed(*packages: str) -> list[Neighbour]:
    """Return the neighbours of *packages*; skip the test if one is not installed."""
    neighbours = [BY_PACKAGE[package] for package in packages]
    for neighbour in neighbours:
        if not neighbour.is_installed():
            pytest.skip(f"{neighbour.package} is not installed (pip install {neighbour.package})")
    return neighbours


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that builds a page with neighbours, with warnings as errors."""

    def build(neighbours: list[Neighbour], builder: str = "html") -> Path:
        source, out = tmp_path / "source", tmp_path / builder
        if not source.exists():
            write(source, neighbours)
        done = subprocess.run(
            [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "-b", builder, source, out],
            stdout=subprocess.DEVNULL,  # one of them prints when it is imported
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(SOURCES)},
            check=False,
            timeout=300,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return out

    return build


def write(source: Path, neighbours: list[Neighbour]) -> None:
    """Write the page, and what each neighbour needs."""
    source.mkdir()
    for name in ("guide.yaml", "references.bib"):
        shutil.copy(SOURCES / name, source)
    values: dict[str, Any] = {
        "project": "neighbours",
        "pdf_documents": [("index", "neighbours", "neighbours", "the authors")],
    }
    extensions = ["sphinx_tlsalerts"]
    parts = [(SOURCES / "index.rst").read_text(encoding="utf-8")]
    for neighbour in neighbours:
        extensions += [neighbour.extension, *neighbour.config.get("extensions", [])]
        values |= neighbour.config
        parts.append(neighbour.content)
        if neighbour.file:
            shutil.copy(SOURCES / neighbour.file, source)
            parts.append(f".. toctree::\n\n   {Path(neighbour.file).stem}\n")
    values["extensions"] = extensions
    lines = [f"{name} = {value!r}\n" for name, value in values.items()]
    (source / "conf.py").write_text("".join(lines), encoding="utf-8")
    (source / "index.rst").write_text("\n\n".join(parts), encoding="utf-8")


def assert_all_there(out: Path, neighbours: list[Neighbour]) -> None:
    html = "".join(page.read_text(encoding="utf-8") for page in out.glob("*.html"))
    for neighbour in neighbours:
        assert neighbour.shows in html
    assert 'id="tlsalerts-error-wrong-port"' in html
    assert 'class="tlsalerts-finder' in html
    assert 'id="tlsalerts-verify-row-X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT"' in html


@pytest.mark.slow
@pytest.mark.parametrize("package", BY_PACKAGE)
def test_one_neighbour(build: Callable[..., Path], package: str) -> None:
    neighbours = needed(package)
    assert_all_there(build(neighbours), neighbours)


def test_all_neighbours(build: Callable[..., Path]) -> None:
    """Those that are installed."""
    neighbours = [neighbour for neighbour in NEIGHBOURS if neighbour.is_installed()]
    assert_all_there(build(neighbours), neighbours)
    for builder in ("latex", "text"):
        build(neighbours, builder)


@pytest.mark.parametrize("builder", BUILDERS)
def test_builder_of_a_neighbour(build: Callable[..., Path], builder: str) -> None:
    package, name = BUILDERS[builder]
    assert (build(needed(package), builder) / name).stat().st_size > 1000
