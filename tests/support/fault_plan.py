"""A Sphinx extension that lets a build fail where a test wants it to.

It is in the configuration of all builds of such a test, so that it changes nothing by itself.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from support.building import Project


class Plan(NamedTuple):
    """What happens, and when."""

    event: str  #: the event of Sphinx
    action: Callable[[], None]
    after: int = 0  #: how often the event comes before the first time
    priority: int = 1000  #: after all other listeners


#: The plan of the next build.
plans: list[Plan] = []


#: The process that builds; workers are others.
_main: list[int] = []


def setup(app: Sphinx) -> ExtensionMetadata:
    """Carry out the plans."""
    _main[:] = [os.getpid()]
    for plan in plans:
        app.connect(plan.event, _listener(plan), priority=plan.priority)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _listener(plan: Plan) -> Callable[..., None]:
    times = count()

    def listen(*_arguments: Any) -> None:
        if next(times) >= plan.after:
            plan.action()

    return listen


def die() -> None:
    """End this process at once, as when the machine loses power."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_as_worker() -> None:
    """End this process at once if it is a worker."""
    if os.getpid() not in _main:
        os._exit(3)


def build_until(project: Project, *fatal: Plan, seconds: float = 0, **options: Any) -> int:
    """Build in a process of its own, which may die; return how it ended.

    :param seconds: ends the process by a signal after this time
    """
    plans[:] = fatal
    process = multiprocessing.get_context("fork").Process(
        target=_build, args=(project, seconds, options)
    )
    process.start()
    plans.clear()
    process.join(60)
    if process.is_alive():
        process.kill()
        pytest.fail("the build hangs")
    return process.exitcode or 0


def _build(project: Project, seconds: float, options: dict[str, Any]) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    project.build(**options)


#: Version 3 of the interface, for this process; and what lets root pass the modes of files.
_HEADER = (0x20080522, 0)
_PASSES_MODES = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


@contextmanager
def modes_hold() -> Iterator[None]:
    """Let the modes of files and folders hold for root, too."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(*_HEADER)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice
    assert libc.capget(header, sets) == 0
    before = sets[0]
    sets[0] = before & ~_PASSES_MODES
    assert libc.capset(header, sets) == 0
    try:
        yield
    finally:
        sets[0] = before
        assert libc.capset(header, sets) == 0
