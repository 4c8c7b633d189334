"""Shapes with docstrings in the style of Google, with a reference to :class:`Square`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Colour(Enum):
    """What colour a shape has."""

    RED = 1  #: like fire
    BLUE = 2


@dataclass
class Square:
    """A square.

    Attributes:
        side: how long a side is
    """

    side: float
    colour: Colour = Colour.RED

    @property
    def name(self) -> str:
        """Return the name."""
        return "square"


def area(square: Square, scale: float = 1.0) -> float:
    """Return the area of a square.

    Args:
        square: the square
        scale: what its side is multiplied with

    Raises:
        ValueError: the scale is negative

    Example:
        >>> area(Square(2))
        4.0
    """
    if scale < 0:
        raise ValueError(scale)
    return (square.side * scale) ** 2
