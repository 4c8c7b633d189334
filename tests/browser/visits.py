"""One look at a page, and what went on meanwhile."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

#: Keeps a list of what a page did against its policy, and adds up how far its parts jumped.
WATCH = """
window.seenViolations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  const place = event.sourceFile || "the page";
  window.seenViolations.push(`${event.effectiveDirective}: ${event.blockedURI} of ${place}`);
});
window.seenShift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.seenShift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""

#: How a theme is told to be dark, beside what the reader's system says.
DARK = """
document.body.dataset.theme = "dark";
document.documentElement.dataset.theme = "dark";
document.documentElement.dataset.mode = "dark";
document.body.dataset.mdColorScheme = "slate";
"""


@dataclass
class Visit:
    """A page that is open."""

    page: Page
    errors: list[str] = field(default_factory=list)  #: of scripts, and what the console says
    requests: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)  #: requests

    @property
    def violations(self) -> list[str]:
        """What the page did against its Content-Security-Policy."""
        return list(self.page.evaluate("window.seenViolations"))

    @property
    def shift(self) -> float:
        """How far parts of the page jumped after they were shown."""
        return float(self.page.evaluate("window.seenShift"))

    @property
    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(
            self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )

    def go_dark(self) -> None:
        """Show the page in the dark colours of the theme, if it has any."""
        self.page.add_style_tag(content="*, ::before, ::after { transition: none !important }")
        self.page.emulate_media(color_scheme="dark")
        self.page.evaluate(DARK)
        self.settle()

    def settle(self) -> None:
        """Wait until what was painted is what the page says now."""
        self.page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )


@contextmanager
def visit(browser: Browser, url: str, **options: Any) -> Iterator[Visit]:
    """Open a page with nothing remembered of other pages.

    :param options: of the browser's context, such as ``color_scheme`` or ``java_script_enabled``
    """
    settings = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"} | options
    context = browser.new_context(**settings)
    try:
        context.set_default_timeout(15_000)
        context.add_init_script(WATCH)
        context.set_default_timeout(10_000)  # milliseconds
        page = context.new_page()
        seen = Visit(page)
        page.on("console", lambda message: _note_message(seen, message))
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("requestfailed", lambda request: seen.failed.append(request.url))
        page.on("response", lambda answer: _note_status(seen, answer.status, answer.request))
        page.goto(url)
        yield seen
    finally:
        context.close()


def _note_message(seen: Visit, message: ConsoleMessage) -> None:
    # Browsers look for an icon on their own, and what a page lacks is noted by its answer.
    if message.type == "error" and "Failed to load resource" not in message.text:
        seen.errors.append(message.text)


def _note_status(seen: Visit, status: int, request: Request) -> None:
    if status >= 400 and not request.url.endswith("/favicon.ico"):
        seen.failed.append(request.url)
