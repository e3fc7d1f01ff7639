"""Python's collector of reference cycles: what it would find, and how to spare it what the tests themselves hold."""

import gc

from engine import Value


def settle():
    """Collect, and look at what is still there no more: in a long run that would take a tenth of a second each time."""
    gc.collect()
    gc.freeze()


def cyclic_garbage(action):
    """The Values that only the cycle collector could free after `action`."""
    settle()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        action()
        gc.collect()
        return [x for x in gc.garbage if isinstance(x, Value)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.collect()
