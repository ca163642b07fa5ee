"""Stops a process at each of its system calls, to end it there or to let the call fail.

Linux alone, by ptrace; letting calls fail needs to know the processor's registers and is for
x86-64. Source: ptrace(2).
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import sys
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TRACE_ME, _CONTINUE, _GET_REGISTERS, _SET_REGISTERS = 0, 7, 12, 13
_DETACH, _NEXT_CALL, _SET_OPTIONS = 17, 24, 0x4200
_MARK_CALLS, _END_WITH_TRACER = 0x1, 0x100000
_CALL_STOP = signal.SIGTRAP | 0x80
_NO_CALL = 2**64 - 1
CAN_KILL = sys.platform == "linux"
CAN_FAIL = CAN_KILL and platform.machine() == "x86_64"

_OPEN_AT = 257  # changes a disk when it makes a file
# x86-64: the calls by which a program changes a disk.
CHANGING_CALLS = {
    1: "write", 18: "pwrite64", 74: "fsync", 75: "fdatasync", 77: "ftruncate", 82: "rename",
    87: "unlink", _OPEN_AT: "openat", 264: "renameat", 263: "unlinkat", 285: "fallocate",
}  # fmt: skip


class _Registers(ctypes.Structure):
    """`user_regs_struct` of x86-64: we look at the call, its third argument and result."""

    _fields_ = [
        ("before", ctypes.c_ulonglong * 10),
        ("rax", ctypes.c_ulonglong),
        ("rcx", ctypes.c_ulonglong),
        ("rdx", ctypes.c_ulonglong),
        ("rsi", ctypes.c_ulonglong),
        ("rdi", ctypes.c_ulonglong),
        ("orig_rax", ctypes.c_ulonglong),
        ("after", ctypes.c_ulonglong * 11),
    ]


@dataclass(frozen=True)
class Plan:
    """What happens to the calls of the watched part of a process.

    `kill_at` counts entries and exits of calls from 1. `fail_from` counts changing calls from 1;
    so many of them, `fail_count`, end with `error` and do nothing.
    """

    kill_at: int = 0
    fail_from: int = 0
    fail_count: int = 0
    error: int = 0


@dataclass
class Traced:
    """How it went: stops and changing calls seen, whether it was killed, how it ended."""

    stops: int = 0
    changing: int = 0
    killed: bool = False
    status: int = 0


def _ptrace(request: int, pid: int, data: object = 0) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    library.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    library.ptrace.restype = ctypes.c_long
    if library.ptrace(request, pid, None, data) == -1:
        raise OSError(ctypes.get_errno(), "ptrace")


def run_traced(work: Callable[[Callable[[], None]], None], plan: Plan) -> Traced:
    """Fork, let the child work, and apply the plan between its two marks.

    `work` gets a function to call where the watched part begins, and again where it ends.
    """
    pid = os.fork()
    if pid == 0:
        status = 70
        try:
            _ptrace(_TRACE_ME, 0)
            work(lambda: os.kill(os.getpid(), signal.SIGSTOP))
            status = 0
        except BaseException:  # noqa: BLE001 - told on standard error and by the status
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    seen = Traced()
    if not _wait_for_mark(pid, seen):
        return seen
    _ptrace(_SET_OPTIONS, pid, _MARK_CALLS | _END_WITH_TRACER)
    _watch(pid, plan, seen)
    return seen


def _wait_for_mark(pid: int, seen: Traced) -> bool:
    """Wait for the first mark; other signals are passed on."""
    while True:
        _, status = os.waitpid(pid, 0)
        if not os.WIFSTOPPED(status):
            seen.status = status
            return False
        if os.WSTOPSIG(status) == signal.SIGSTOP:
            return True
        _ptrace(_CONTINUE, pid, os.WSTOPSIG(status))


def _watch(pid: int, plan: Plan, seen: Traced) -> None:
    entering, failing = False, False
    while True:
        _ptrace(_NEXT_CALL, pid)
        _, status = os.waitpid(pid, 0)
        if not os.WIFSTOPPED(status):
            seen.status = status
            return
        if os.WSTOPSIG(status) == signal.SIGSTOP:  # the second mark
            _ptrace(_DETACH, pid)
            os.kill(pid, signal.SIGCONT)
            _, seen.status = os.waitpid(pid, 0)
            return
        if os.WSTOPSIG(status) != _CALL_STOP:
            continue
        seen.stops += 1
        entering = not entering
        if seen.stops == plan.kill_at:
            seen.killed = True
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return
        if CAN_FAIL:
            failing = _perhaps_fail(pid, plan, seen, entering=entering, failing=failing)


def _perhaps_fail(pid: int, plan: Plan, seen: Traced, *, entering: bool, failing: bool) -> bool:
    """Turn a changing call into none at its entry, and its result into an error at its exit."""
    if not entering and not failing:
        return False
    registers = _Registers()
    _ptrace(_GET_REGISTERS, pid, ctypes.addressof(registers))
    if not entering:
        registers.rax = 2**64 - plan.error
        _ptrace(_SET_REGISTERS, pid, ctypes.addressof(registers))
        return False
    opens = registers.orig_rax == _OPEN_AT and not registers.rdx & os.O_CREAT
    if opens or registers.orig_rax not in CHANGING_CALLS:
        return False
    seen.changing += 1
    if not plan.fail_from <= seen.changing < plan.fail_from + plan.fail_count:
        return False
    registers.orig_rax = _NO_CALL
    _ptrace(_SET_REGISTERS, pid, ctypes.addressof(registers))
    return True
