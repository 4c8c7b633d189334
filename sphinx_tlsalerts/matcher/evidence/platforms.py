"""Fixed words and paths that show a platform, by the names of ``guides/platforms.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_tlsalerts.matcher.evidence.rules import Evidence

#: A folder at the root of the file system, not a part of another path or of a URL.
_ROOT = r"(?<![\w.:%~\\/-])"

# fmt: off

#: The evidence of each platform.
PLATFORMS: Mapping[str, tuple[Evidence, ...]] = {
    "windows": (
        (":/", r"(?<![A-Za-z0-9])[A-Za-z]:\\{1,2}[A-Za-z0-9_. $(]"),
        ("/program files", r"(?<![A-Za-z0-9])[A-Za-z]:/Program Files"),
        "winerror", "wsae*", "schannel", "initializesecuritycontext", "(windows)", "/win-64/",
        "sec_e_*", "crypt_e_*", "cert_e_*", "win_amd64",
        "mingw64", "windows powershell",
        ("windows/", r"\bWindows/(?:10|11|8|7|20\d\d)"),
        ("windows-", r"\bWindows-1[01]-"),
        "microsoft windows [version",
    ),
    "macos": (
        ("/library/frameworks/python", rf"{_ROOT}/Library/Frameworks/Python"),
        ("/users/", rf"{_ROOT}/Users/[\w.-]"),
        ("/library/developer/", rf"{_ROOT}/Library/Developer/"),
        ("/system/library/", rf"{_ROOT}/System/Library/"),
        "/opt/homebrew/", "/usr/local/cellar/", "/opt/local/lib/", "certificates.command",
        "darwin*", "macos", "mac os x", "securetransport", "macosx_*", "/osx-64/", "/osx-arm64/",
    ),
    "linux": (
        ("linux", r"(?<![A-Za-z])[Ll]inux(?![A-Za-z])"),
        ("/usr/lib/python3", rf"{_ROOT}/usr/lib/python3"),
        ("/usr/lib64/", rf"{_ROOT}/usr/lib64/"),
        ("/home/", rf"{_ROOT}/home/[\w.-]"),
        ("/root/", rf"{_ROOT}/root/"),
        ("/opt/hostedtoolcache/", rf"{_ROOT}/opt/hostedtoolcache/"),
        "x86_64-linux-gnu", "aarch64-linux-gnu", "manylinux*", "gnu/linux", "systemd[",
    ),
    "debian": (
        "apt-get", "apt install", "apt update", "apt upgrade", "debian", "dist-packages",
        "update-ca-certificates",
        ("failed to fetch", r"^E: Failed to fetch http"),
        (".deb", r"[\w+-]\.deb\b"),
        "+deb1*", "~deb1*",
    ),
    "ubuntu": ("ubuntu",),
    "fedora": ("fedora", (".fc*", r"\.fc\d\d\b")),
    "rhel": (
        "amzn2", "amzn2023", "amazon linux", "red hat enterprise", "redhat", "rhel", "centos",
        "rocky linux", "almalinux", "yum install", "yum update", "yum makecache",
        (".el*", r"\.el[6-9]\b|\.el10\b|\.el[6-9]_\d"),
        ("curl error (", r"Curl error \(\d{1,10}\): .{1,200} for https?://\S{1,255}/repomd\.xml"),
    ),
    "alpine": ("apk add", "apk update", "apk upgrade", "alpine", "musllinux*"),
    "arch": ("pacman -", "archlinux", "arch linux"),
    "suse": ("zypper", "opensuse", "sles"),
    "wsl": ("wsl2", "microsoft-standard-wsl*", ("/mnt/c/", rf"{_ROOT}/mnt/c/")),
    "docker": (
        "/.dockerenv", "docker build", "dockerfile:", "/docker-entrypoint", "docker-entrypoint.sh",
        "failed to solve:",
        ("step ", r"^Step \d{1,10}/\d{1,10} : "),
        ("run ", r"^(?:#\d{1,4} )?(?:=> )?(?:ERROR )?\[[^\]]{0,40}\d/\d{1,4}\] (?:RUN|ADD) "),
        ("the command '/bin/sh -c", r"returned a non-zero code"),
        ("did not complete successfully", r"process \"/bin/sh -c "),
    ),
    "kubernetes": (
        "kubernetes.io/serviceaccount", "/var/run/secrets/kubernetes.io", "kube-system",
        "failed calling webhook",
        (".svc", r"[a-z0-9]\.svc(?:\.cluster\.local)?(?=[:/.\s\"')]|$)"),
        ("kubelet", r"\bkubelet\b"),
    ),
    "freebsd": ("freebsd",),
    "openbsd": ("openbsd",),
    "solaris": ("solaris", "sunos"),
    "android": ("com.termux", ("android", r"\bAndroid \d")),
}

#: Paths that several distributions have. They count only where the text names no distribution.
SHARED_PATHS: Mapping[str, tuple[Evidence, ...]] = {
    "debian": ("/etc/ssl/certs/ca-certificates.crt",),
    "rhel": (
        # Ansible lists the paths of all systems.
        ("/etc/pki/tls/", r"^(?!.{0,4000}Paths checked for this platform)"),
        ("/etc/pki/ca-trust/", r"^(?!.{0,4000}Paths checked for this platform)"),
        "update-ca-trust",
    ),
}

#: The Python of python.org on macOS, which has no root certificates before its command ran.
FRAMEWORKS_PYTHON: tuple[Evidence, ...] = (
    ("/library/frameworks/python.framework", rf"{_ROOT}/Library/Frameworks/Python\.framework"),
    ("certificates.command", r"/Applications/Python\\? "),
)
# fmt: on
