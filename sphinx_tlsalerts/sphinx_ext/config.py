"""Declare the options of ``conf.py``, each once.

:data:`OPTIONS` is the source of registration, of validation and of the reference page.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from contextlib import suppress
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from sphinx_tlsalerts.sphinx_ext.warnings import WarningKind, quote_list, warn
from sphinx_tlsalerts.util import describe_control

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.config import Config

Rebuild: TypeAlias = Literal["", "env"]

#: The fields of a style, each with a sample value of its type.
_SAMPLE = {"name": "bad_certificate", "code": 42, "hex": "0x2A"}
STYLE_FIELDS = tuple(_SAMPLE)
FALLBACKS = ("rfc", "iana", "none")


class Option(NamedTuple):
    """An option of ``conf.py``."""

    name: str
    default: Any
    types: tuple[type, ...]
    rebuild: Rebuild  #: the part that Sphinx rebuilds when the value changes
    fault: Callable[[Any], str | None]  #: returns the problem of a value, or None
    help: str  #: for the documentation, in reStructuredText


def _check_style(value: Any) -> str | None:
    if not isinstance(value, str):
        return "is not a string"
    if fault := describe_control(value):
        return fault
    try:
        fields = [field for _, field, _, _ in string.Formatter().parse(value) if field is not None]
        unknown = [field for field in fields if field not in STYLE_FIELDS]
        if unknown:
            return f"uses {quote_list(unknown, 'and')}, not only {quote_list(STYLE_FIELDS)}"
        empty = not value.format(**_SAMPLE).strip()
    except (ValueError, KeyError, IndexError) as error:
        return f"is not a format string ({error})"
    return "is empty" if empty else None


def _check_fallback(value: Any) -> str | None:
    return None if value in FALLBACKS else f"is not {quote_list(FALLBACKS)}"


def _check_release_line(value: Any) -> str | None:
    from sphinx_tlsalerts.registries import RELEASE_LINES

    return None if value in RELEASE_LINES else f"is not {quote_list(RELEASE_LINES)}"


def _check_url(value: Any) -> str | None:
    if not isinstance(value, str):
        return "is not a string"
    if fault := describe_control(value):
        return fault
    try:
        parts = urlsplit(value)
    except ValueError as error:
        return f"is not an address ({error})"
    is_web = parts.scheme in {"http", "https"} and parts.netloc
    return None if is_web else "is not an http(s) address"


def _check_paths(value: Any) -> str | None:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return "is not a list of file names"
    return None if all(isinstance(path, str) for path in value) else "holds more than file names"


def _check_texts(value: Any) -> str | None:
    if not isinstance(value, Mapping):
        return "is not a dictionary of texts"
    if all(isinstance(item, str) for pair in value.items() for item in pair):
        return describe_control("".join(value.values())) or None
    return "holds more than texts"


OPTIONS: tuple[Option, ...] = (
    Option(
        name="tlsalerts_alert_style",
        default="{name} ({code})",
        types=(str,),
        rebuild="env",
        fault=_check_style,
        help=(
            "How a reference to an alert reads when it has no title of its own. A format string "
            "over ``{name}``, ``{code}`` and ``{hex}``."
        ),
    ),
    Option(
        name="tlsalerts_alert_fallback",
        default="rfc",
        types=(str,),
        rebuild="env",
        fault=_check_fallback,
        help=(
            "Where a reference leads when neither this project nor an inventory that is loaded "
            'through intersphinx describes the alert: ``"rfc"`` to the section that defines it, '
            '``"iana"`` to IANA\'s registry, ``"none"`` nowhere.'
        ),
    ),
    Option(
        name="tlsalerts_openssl",
        default="3.0",
        types=(str,),
        rebuild="env",
        fault=_check_release_line,
        help=(
            "The OpenSSL release line whose numbers verification codes have: ``1.1.1``, ``3.0``, "
            "``3.5`` or ``4.0``. It also chooses the texts, the manual page that references lead "
            "to, and the values of ``ssl.Options`` where they differ."
        ),
    ),
    Option(
        name="tlsalerts_python_docs",
        default="https://docs.python.org/3/",
        types=(str,),
        rebuild="env",
        fault=_check_url,
        help=(
            "The Python documentation that names of the ``ssl`` module lead to when no inventory "
            "loaded through intersphinx has them."
        ),
    ),
    Option(
        name="tlsalerts_registry_overlays",
        default=[],  # a list, so that the command line of Sphinx accepts it (``-D``)
        types=(list, tuple),
        rebuild="",  # overlays are compared by content; only the pages that they change are read
        fault=_check_paths,
        help=(
            "YAML or JSON files, relative to ``conf.py``, that replace or translate the meaning "
            "and the explanation of alerts, or add house notes. Later files override earlier ones."
        ),
    ),
    Option(
        name="tlsalerts_substitutions",
        default={},
        types=(dict,),
        rebuild="env",
        fault=_check_texts,
        help=(
            "What ``{+name+}`` stands for in troubleshooting files. These values go before those "
            "of a file."
        ),
    ),
    Option(
        name="tlsalerts_yaml_roots",
        default=[],
        types=(list, tuple),
        rebuild="env",
        fault=_check_paths,
        help=(
            "Folders, relative to the source folder, that troubleshooting files may come from. "
            "Without any, a page may name files anywhere."
        ),
    ),
)


def register_options(app: Sphinx) -> None:
    """Declare every option of :data:`OPTIONS` to *app*."""
    for option in OPTIONS:
        app.add_config_value(
            option.name, copy(option.default), option.rebuild, frozenset(option.types)
        )


def find_option(name: str, app: Sphinx, item: str = "") -> str | None:
    """Return the place where ``conf.py`` sets an option; None if it is set elsewhere.

    :param item: a text in the value; its line is preferred to the line of the option
    """
    conf = Path(app.confdir, "conf.py")
    place = None
    with suppress(OSError, UnicodeDecodeError):
        for number, line in enumerate(conf.read_text(encoding="utf-8").splitlines(), start=1):
            if re.match(rf"{name}\b", line):
                # Sphinx reads a location without a line as the name of a page.
                place = f"{conf}:{number}"
            if place and item and re.search(rf"""["']{re.escape(item)}["']""", line):
                return f"{conf}:{number}"
    return place


def validate_options(app: Sphinx, config: Config) -> None:
    """Warn of each unusable value and replace it by the default.

    For ``config-inited``, before other code reads the values.
    """
    for option in OPTIONS:
        value = getattr(config, option.name)
        fault = None if value == option.default else option.fault(value)
        if fault:
            warn(
                WarningKind.CONFIG,
                "%s = %r %s; the default %r is used",
                option.name,
                value,
                fault,
                option.default,
                location=find_option(option.name, app),
            )
            setattr(config, option.name, copy(option.default))
