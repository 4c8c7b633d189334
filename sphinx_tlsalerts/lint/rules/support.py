"""Releases without security updates, as of November 2026.

Paid support does not count. macOS is counted from the release
after which Apple published no more updates.
"""

from __future__ import annotations

from typing import NamedTuple


class Product(NamedTuple):
    """The dead releases of one product."""

    name: str
    spellings: str  #: a regular expression for its name
    source: str  #: the page that announces the end
    hints: tuple[str, ...]  #: parts of words in lower case, one of which each mention has
    ended: dict[str, str]  #: regular expressions for versions, with the month of the last update


PRODUCTS = (
    Product(
        "Python",
        r"(?:C?Python)",
        "devguide.python.org/versions",
        ("python", "pyenv", "\nuv\n", "\npy\n"),
        {
            r"3\.10(?:\.\d+)?": "October 2026",
            r"3\.9(?:\.\d+)?": "October 2025",
            r"3\.8(?:\.\d+)?": "October 2024",
            r"3\.7(?:\.\d+)?": "June 2023",
            r"3\.6(?:\.\d+)?": "December 2021",
            r"3\.5(?:\.\d+)?": "September 2020",
            r"3\.4(?:\.\d+)?": "March 2019",
            r"3\.[0-3](?:\.\d+)?": "September 2017",
            r"2(?:\.\d+)*": "January 2020",
        },
    ),
    Product(
        "OpenSSL",
        r"OpenSSL",
        "openssl-library.org",
        ("openssl", "libssl"),
        {
            r"1\.1(?:\.1[a-z]?)?": "September 2023",
            r"1\.1\.0[a-z]?": "September 2019",
            r"1\.0(?:\.2[a-z]*)?": "December 2019",
            r"1\.0\.1[a-z]?": "December 2016",
            r"(?:1\.0\.0|0\.9(?:\.\d)?)[a-z]*": "December 2015",
        },
    ),
    Product(
        "Ubuntu",
        r"Ubuntu(?: Linux)?",
        "ubuntu.com/about/release-cycle",
        ("ubuntu",),
        {
            r"20\.04(?:\.\d)?": "May 2025",
            r"18\.04(?:\.\d)?": "May 2023",
            r"16\.04(?:\.\d)?": "April 2021",
            r"14\.04(?:\.\d)?": "April 2019",
            r"12\.04(?:\.\d)?": "April 2017",
        },
    ),
    Product(
        "Debian",
        r"Debian(?: GNU/Linux)?",
        "wiki.debian.org/LTS",
        ("debian",),
        {
            r"11(?:\.\d+)?": "August 2026",
            r"10(?:\.\d+)?": "June 2024",
            r"9(?:\.\d+)?": "June 2022",
            r"8(?:\.\d+)?": "June 2020",
            r"7(?:\.\d+)?": "May 2018",
        },
    ),
    Product(
        "CentOS",
        r"CentOS(?: Linux| Stream)?",
        "centos.org",
        ("centos",),
        {
            r"8(?:\.\d+)*": "May 2024",
            r"7(?:\.\d+)*": "June 2024",
            r"6(?:\.\d+)*": "November 2020",
            r"5(?:\.\d+)*": "March 2017",
        },
    ),
    Product(
        "RHEL",
        r"(?:RHEL|Red ?Hat(?: Enterprise)?(?: Linux)?)",
        "access.redhat.com/support/policy/updates/errata",
        ("rhel", "red"),
        {r"6(?:\.\d+)*": "November 2020", r"5(?:\.\d+)*": "March 2017"},
    ),
    Product(
        "macOS",
        r"(?:macOS|Mac ?OS X|OS X)",
        "support.apple.com/100100",
        ("macos", "\nos\n"),
        {
            r"12(?:\.\d+)*": "July 2024",
            r"11(?:\.\d+)*": "September 2023",
            r"10(?:\.\d+)*": "July 2022",
        },
    ),
    Product(
        "Windows",
        r"(?:Microsoft )?Windows",
        "learn.microsoft.com/lifecycle",
        ("windows",),
        {
            r"8(?:\.1)?": "January 2023",
            r"7": "January 2020",
            r"Vista": "April 2017",
            r"XP": "April 2014",
        },
    ),
    Product(
        "Windows Server",
        r"Windows Server",
        "learn.microsoft.com/lifecycle",
        ("windows",),
        {
            r"2012(?: R2)?": "October 2023",
            r"2008(?: R2)?": "January 2020",
            r"2003(?: R2)?": "July 2015",
        },
    ),
)
