"""The platforms that parts of an entry and rows of the trust table may be for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Each platform with its name for readers and the one that it is a kind of.
PLATFORMS: Mapping[str, tuple[str, str | None]] = {
    "unix": ("Unix", None),
    "linux": ("Linux", "unix"),
    "alpine": ("Alpine Linux", "linux"),
    "arch": ("Arch Linux", "linux"),
    "debian": ("Debian", "linux"),
    "fedora": ("Fedora", "linux"),
    "rhel": ("Red Hat Enterprise Linux", "linux"),
    "suse": ("SUSE", "linux"),
    "ubuntu": ("Ubuntu", "debian"),
    "wsl": ("WSL", "linux"),
    "docker": ("Docker", "linux"),
    "kubernetes": ("Kubernetes", "linux"),
    "macos": ("macOS", "unix"),
    "bsd": ("BSD", "unix"),
    "freebsd": ("FreeBSD", "bsd"),
    "openbsd": ("OpenBSD", "bsd"),
    "solaris": ("Solaris", "unix"),
    "aix": ("AIX", "unix"),
    "windows": ("Windows", None),
    "android": ("Android", None),
    "ios": ("iOS", None),
}
