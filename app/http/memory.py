"""Memory that is given back: settings of the C library's allocator."""

import ctypes

ARENAS = 2
"""Heaps of a process; by itself glibc makes one for nearly every thread, each as large as it ever was."""

MAPPED_FROM_BYTES = 2 * 2**20
"""Larger blocks are mapped alone, and unmapped when freed; by itself glibc raises this to 32 MiB."""

KEPT_BYTES = 32 * 2**20
"""Freed memory that a heap keeps: what is computed with again and again costs as much to map as to compute."""

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8


def give_back() -> None:
    """Make the allocator give freed memory back to the system; other libraries than glibc are left as they are."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, ARENAS)
        mallopt(_M_MMAP_THRESHOLD, MAPPED_FROM_BYTES)
        mallopt(_M_TRIM_THRESHOLD, KEPT_BYTES)
