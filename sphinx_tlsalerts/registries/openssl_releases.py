"""The release lines of OpenSSL, and the generations of its error texts."""

from typing import Literal, TypeAlias

ReleaseLine: TypeAlias = Literal["1.1.1", "3.0", "3.5", "4.0"]
Generation: TypeAlias = Literal["1.1.1", "3.2", "4.0"]

#: The release lines of OpenSSL that differ in their verification codes.
RELEASE_LINES: tuple[ReleaseLine, ...] = ("1.1.1", "3.0", "3.5", "4.0")

#: The three generations of OpenSSL's alert texts, with the first and the last minor release of
#: each; None where there is no earlier or no later one.
GENERATIONS: dict[Generation, tuple[str | None, str | None]] = {
    "1.1.1": (None, "3.1"),
    "3.2": ("3.2", "3.6"),
    "4.0": ("4.0", None),
}
