"""`no_grad`: as a block, nested, as a decorator, and for its own thread and task only."""

import asyncio
import contextvars
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

import engine
import nn
from engine import Value, no_grad
from engine.recording import blocks
from tests.concurrency import entered_elsewhere, inside_and_outside, together
from tests.small_graphs import gradients_of_a_sample


def recorded():
    """Whether an operation done here and now is recorded, by operator, method and function alike."""
    x = Value(3.0)
    answers = {(x * x).requires_grad, (2 / x).requires_grad, x.exp().requires_grad, engine.max(x, 1).requires_grad}
    assert len(answers) == 1
    return answers.pop()


def test_no_grad_as_a_block():
    assert recorded()
    with no_grad():
        assert not recorded()
    assert recorded()


def test_no_grad_nested():
    # Naive: leaving the inner block switches recording on in the outer one.
    with no_grad():
        with no_grad():
            assert not recorded()
        assert not recorded()
    assert recorded()


def test_one_no_grad_used_again_and_inside_itself():
    block = no_grad()
    for _ in range(2):
        with block, block:
            assert not recorded()
        assert recorded()


def test_no_grad_after_an_exception():
    # Naive: an exit that is not reached leaves recording off for good.
    with pytest.raises(ZeroDivisionError, match="div"), no_grad():
        Value(1.0) / 0
    assert recorded()


def test_no_grad_as_a_decorator():
    @no_grad()
    def evaluate(x):
        """The prediction."""
        return x * x, recorded()

    result, inside = evaluate(Value(3.0))
    assert (result.data, result.requires_grad, inside) == (9.0, False, False)
    assert (evaluate.__name__, evaluate.__doc__) == ("evaluate", "The prediction.")
    assert recorded()


def test_no_grad_without_parentheses_decorates_too():
    @no_grad
    def evaluate():
        return recorded()

    assert evaluate() is False
    assert recorded() is True


def test_a_decorated_function_that_calls_itself_and_fails():
    @no_grad()
    def count(n):
        assert not recorded()
        return 1 / n + count(n - 1)

    with pytest.raises(ZeroDivisionError, match="division"):
        count(3)
    assert recorded()


def batches():
    yield recorded()


async def evaluation():
    return recorded()


async def stream():
    yield recorded()


@pytest.mark.parametrize("function", [batches, evaluation, stream])
def test_a_function_whose_body_runs_later_is_not_decorated(function):
    # Naive: the block is closed again before the body begins, and everything is recorded after all.
    message = rf"no_grad\(\) cannot decorate {function.__name__}.*`with no_grad\(\):` inside it"
    with pytest.raises(TypeError, match=message):
        no_grad()(function)


def half_open():
    """A generator that is inside a block while it waits."""
    with no_grad():
        yield


def closed_in_another_order():
    """Whether operations are recorded inside the second block, after both, and while a third thread is in one."""
    first = half_open()
    next(first)
    with no_grad():
        first.close()
        inside = recorded()
    after = recorded()
    with entered_elsewhere(no_grad):
        return inside, after, recorded()


def test_blocks_that_close_in_another_order_than_they_opened():
    # Naive: each block puts back what it found, so the first to close switches recording on inside the second, and
    # the second leaves it off for good. In a thread of its own, so that no other test runs in what is left behind.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(closed_in_another_order).result() == (False, True, True)


@pytest.mark.parametrize("line", range(1, 7))
def test_a_block_that_is_interrupted_while_it_closes_is_counted_once(line):
    """Ctrl-C may come before any line of its end; `close_all_but` then closes what is still open."""
    seen = []

    def interrupting(frame, event, _):
        if frame.f_code.co_filename == blocks.__file__ and frame.f_code.co_name in ("__exit__", "end"):
            seen.extend([event] * (event == "line"))
            if len(seen) == line:
                sys.settrace(None)
                raise KeyboardInterrupt
        return interrupting

    outside, tracing, block = blocks.open_blocks(), sys.gettrace(), no_grad()
    block.__enter__()
    sys.settrace(interrupting)
    try:
        with pytest.raises(KeyboardInterrupt):
            block.__exit__(None, None, None)
    finally:
        sys.settrace(tracing)
    blocks.close_all_but(outside)
    assert blocks.paused == 0
    assert Value(1.0).exp().requires_grad
    with no_grad():
        assert not Value(1.0).exp().requires_grad


def test_no_grad_concerns_its_own_thread_only():
    # Naive: a global flag, so evaluation in one thread stops training in another.
    expected = gradients_of_a_sample()
    with entered_elsewhere(no_grad):
        assert recorded()
        assert gradients_of_a_sample() == expected
        with no_grad():
            assert not recorded()
        assert recorded()
    assert recorded()


def test_a_thread_started_inside_a_block_records():
    with no_grad(), ThreadPoolExecutor(1) as pool:
        assert pool.submit(recorded).result() is True


def test_threads_go_in_and_out_of_no_grad():
    # Naive: a counter that two threads change at once, or a decorator that they share.
    @no_grad()
    def paused():
        return recorded()

    parts = together(lambda _: [(paused(), recorded()) for _ in range(200)])
    answers = [answer for part in parts for answer in part]
    assert set(answers) == {(False, True)}
    assert engine.recording.blocks.paused == 0


def test_no_grad_concerns_its_own_task_only():
    # Naive: a flag per thread, which all tasks of an event loop share.
    assert inside_and_outside(no_grad, recorded) == ([False] * 10, [True] * 5)
    assert recorded()


def test_a_task_started_inside_a_block_records_when_the_block_is_closed():
    """Naive: the task keeps the count it inherited, and whether it records depends on what other threads do."""

    async def child():
        return recorded()

    async def main():
        with no_grad():
            task = asyncio.create_task(child())
        with entered_elsewhere(no_grad):
            return await task

    assert asyncio.run(main()) is True


def test_no_grad_in_a_copied_context():
    context = contextvars.copy_context()
    with no_grad():
        assert context.run(recorded) is True
        inside = contextvars.copy_context()
        assert inside.run(recorded) is False
    assert inside.run(recorded) is True  # the block is closed
    assert context.run(lambda: no_grad(recorded)()) is False
    assert recorded()


def test_lists_know_no_grad_of_their_own_thread_only():
    def listed():
        x = Value(3.0)
        results = [engine.sum([x, x]), engine.dot([x], [2.0]), engine.prod([1.0, x]), engine.logsumexp([x])]
        model = nn.Layer(2, 2)
        return {v.requires_grad for v in (*results, *model([1.0, 2.0]))}

    assert listed() == {True}
    with no_grad():
        assert listed() == {False}
    with entered_elsewhere(no_grad):
        assert listed() == {True}


def test_a_block_that_an_interruption_keeps_from_beginning_is_not_counted():
    class Pressed(blocks.Block):
        def begin(self, flag):
            raise KeyboardInterrupt

    before = blocks.paused
    with pytest.raises(KeyboardInterrupt), Pressed():
        pass
    assert blocks.paused == before
