"""How often the checker names the mistake that was made: `python benchmarks/confusion.py`.

Learners (`learners.py`) make mistakes in random networks: sizes 1 to 6, depth 1 to 4, every activation and loss, with
and without biases, 1 to 8 samples, in every layout. For each id the table says how often it was the first finding, and
how often it was listed among those that explain the numbers equally well. What makes no difference at its point cannot
be found, and is drawn again. After it come pairs of mistakes, right gradients, wrong ones, and the time of a verdict.
Everything is drawn from a seed.
"""

import argparse
import sys
import time
from collections import Counter
from itertools import product

import numpy as np
from kinds import KINDS, handed, saturated
from learners import FAMILIES, FORWARD, IDS, Net, handed_in, plan, random_net, right_pass, wrong_pass

from nn import diagnose
from nn.losses import TABLE as LOSSES

ORIENTATIONS, SAMPLES = ("in_out", "out_in"), ("rows", "columns")


def same(one, other):
    """Whether two lists of gradients hold the same numbers; a shape counts only where it changes what numbers are."""
    for left, right in zip(one, other, strict=True):
        for a, b in zip(left, right, strict=True):
            if a is None or b is None:
                continue
            a, b = np.squeeze(a), np.squeeze(b)
            if a.shape != b.shape or not np.allclose(a, b, rtol=1e-7, atol=1e-12):
                return False
    return True


def attempt(net, wrong):
    """The gradients with these mistakes; None if the learner's lines do not run."""
    try:
        found = wrong_pass(net, wrong)
    except ValueError:
        return None
    finite = all(np.isfinite(g).all() for layer in found for g in layer if g is not None)
    return found if finite else None


def drawn(rng, *mistakes, tries=20000):
    """(net, gradients, words, plans) in which all the mistakes are made, and each shows."""
    for _ in range(tries):
        net = random_net(rng)
        plans = {mistake: plan(net, mistake, rng) for mistake in mistakes}
        if None in plans.values():
            continue
        grads = attempt(net, plans)
        less = [attempt(net, {m: p for m, p in plans.items() if m != mistake}) for mistake in mistakes]
        if grads is None or None in less or any(same(grads, each) for each in less) or same(grads, right_pass(net)):
            continue
        handed = handed_in(net, grads, str(rng.choice(ORIENTATIONS)), str(rng.choice(SAMPLES)))
        if handed is not None:
            return net, handed, plans
    raise RuntimeError(f"no network was found for {mistakes}")


def verdict(net, handed, rng):
    """The report; the learning rate is given half of the time."""
    params, X, Y, gradients, words = handed
    rate = net.eta if rng.random() < 0.5 else None
    return diagnose(params, X, Y, gradients, **words, learning_rate=rate)


def equals(report):
    """The sets of ids that explain the numbers equally well, best first."""
    return [frozenset(e.mistakes) for e in report.explanations if e.rank == report.explanations[0].rank]


def single(rng, mistake, each):
    """(Counter of the first ids, how often listed, how often alone, what was missed) for one planted id."""
    first, listed, alone, missed = Counter(), 0, 0, []
    for _ in range(each):
        net, handed, plans = drawn(rng, mistake)
        report = verdict(net, handed, rng)
        found = equals(report)
        name = "+".join(sorted(found[0])) if found else "correct" if report.correct else "nothing"
        first[name] += 1
        listed += frozenset([mistake]) in found
        alone += found == [frozenset([mistake])]
        if frozenset([mistake]) not in found:
            missed.append(f"{mistake} {plans[mistake]} {name}")
    return first, listed, alone, missed


def singles(rng, each):
    """Print the confusion matrix, a row for each planted id; what was missed."""
    print(f"{'planted':22}{'first':>6}{'equal':>6}{'alone':>6}  other first findings")
    totals, missed = Counter(), []
    for mistake in IDS:
        first, listed, alone, lost = single(rng, mistake, each)
        others = ", ".join(f"{name}: {count}" for name, count in first.most_common() if name != mistake)
        say(f"{mistake:22}{first[mistake]:>6}{listed:>6}{alone:>6}  {others}".rstrip())
        totals += Counter(first=first[mistake], listed=listed, alone=alone)
        missed += lost
    print(f"of {each} each; first: the first finding; equal: listed among the equal ones; alone: no other is")
    say(f"all: {totals['listed']} of {each * len(IDS)} listed, {totals['first']} first, {totals['alone']} alone")
    for each_lost in missed:
        say(f"  missed: {each_lost}")
    return missed


def say(line):
    """Print a line at once, so that a run that is stopped has lost nothing."""
    print(line, flush=True)


def pairs(rng, count, say=lambda line: None):
    """(listed, first, times) of random pairs of mistakes in different families; says which are not listed."""
    family = {mistake: name for name, members in FAMILIES.items() for mistake in members}
    listed = first = 0
    times = []
    for _ in range(count):
        while True:
            one, other = map(str, rng.choice(IDS, 2, replace=False))
            if family[one] == family[other]:
                continue
            try:
                net, handed, _ = drawn(rng, one, other, tries=300)
                break
            except RuntimeError:
                continue  # these two hardly ever meet
        start = time.process_time()
        report = verdict(net, handed, rng)
        times.append(time.process_time() - start)
        found = equals(report) if report.explanations else []
        listed += {one, other} in found
        if {one, other} not in found:
            say(f"  not listed: {one} with {other}; first: {'+'.join(sorted(found[0])) if found else 'nothing'}")
        first += found[:1] == [{one, other}]
    return listed, first, times


def of_kinds(rng, each):
    """Print for each kind how often it was named, what else was said; what makes no difference is drawn again."""
    print(f"kinds beside the ids, {each} each:")
    for name, make in KINDS.items():
        found = Counter()
        while found.total() < each:
            with np.errstate(all="ignore"):
                net, grads, wanted, words = make(rng)
            arrays = [g for layer in grads for g in (layer if isinstance(layer, tuple) else (layer,)) if g is not None]
            if not all(np.isfinite(g).all() for g in arrays):
                continue
            orientation = str(rng.choice(ORIENTATIONS))
            params, X, Y, gradients, given = handed(net, grads, orientation)
            report = diagnose(params, X, Y, gradients, **given, **words)
            if report.correct:
                continue  # the point does not show it
            named = any(len(e) == 1 and set(e.mistakes) & wanted for e in report.explanations)
            found["named" if named else "another" if report.explanations else "nothing"] += 1
        say(f"  {name:22}{', '.join(f'{what}: {count}' for what, count in found.most_common())}")


def rounded(rng, grads):
    """(what was done, gradients): as they are, in single precision, or rounded to 4 to 10 decimals."""
    how = str(rng.choice(["double", "single", "single, cast back", *(f"{k} decimals" for k in range(4, 11))]))

    def kept(g):
        if g is None or how == "double":
            return g
        if "single" in how:
            return np.asarray(g, np.float32) if how == "single" else np.asarray(g, np.float32).astype(float)
        return np.round(g, int(how.split()[0]))

    return how, [(kept(dW), kept(db)) for dW, db in grads]


def false_alarms(rng, count):
    """What was done to right gradients that are not called correct."""
    alarms = []
    for i in range(count):
        if i % 4:
            net = random_net(rng)
            grads = right_pass(net)
        else:
            net, grads = saturated(rng)
        how, grads = rounded(rng, grads)
        handed_over = handed_in(net, grads, str(rng.choice(ORIENTATIONS)), str(rng.choice(SAMPLES)))
        report = verdict(net, handed_over, rng)
        if not report.correct and not str(report).startswith("Cannot tell"):
            alarms.append((how, report))
    return alarms


def passed_over(rng, count):
    """How many wrong gradients are called correct: one entry is off by 1e-7 to 10 of the largest of its array.

    A quarter has saturated outputs.
    """
    over = []
    for i in range(count):
        net, right = (random_net(rng), None) if i % 4 else saturated(rng)
        grads = [[None if g is None else np.array(g) for g in layer] for layer in right or right_pass(net)]
        arrays = [g for layer in grads for g in layer if g is not None]
        array = arrays[rng.integers(len(arrays))]
        size = max(np.abs(array).max(), net.s if right else 0.0) or 1.0
        index = tuple(rng.integers(n) for n in array.shape)
        array[index] += rng.choice([-1, 1]) * 10 ** rng.uniform(-7, 1) * size
        report = verdict(net, handed_in(net, [tuple(layer) for layer in grads], "in_out", "rows"), rng)
        if report.correct:
            over.append(report)
    return over


def crashes(rng):
    """(what, error) for every loss after every activation, with right, wrong and missing gradients."""
    found = []
    for loss, name in product(LOSSES, FORWARD):
        Y = {"hinge": np.array([[1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]])}.get(loss, np.eye(2)[[0, 1, 0]])
        W, b = [rng.normal(size=(3, 4)), rng.normal(size=(4, 2))], [rng.normal(size=4), rng.normal(size=2)]
        X, grads = rng.normal(size=(3, 3)), [(rng.normal(size=w.shape), rng.normal(size=w.shape[1])) for w in W]
        for given in (grads, [(-w, None) for w, _ in grads], [(w.T, c) for w, c in grads]):
            try:
                str(diagnose(list(zip(W, b, strict=True)), X, Y, given, activations=["tanh", name], loss=loss))
            except Exception as error:  # every exception is a crash of `diagnose`, which is what is counted
                found.append((loss, name, repr(error)))
    return found


def largest(rng):
    """Seconds of a verdict with pairs searched, for 4 layers of width 6 and 8 samples; printing excluded."""
    times = []
    for _ in range(20):
        names = [str(n) for n in rng.choice(["tanh", "sigmoid", "gelu", "relu"], 4)]
        W = {k: rng.normal(0, 0.6, (6, 6)) for k in range(1, 5)}
        b = {k: rng.normal(0, 0.5, 6) for k in range(1, 5)}
        net = Net(W, b, dict(enumerate(names, start=1)), rng.normal(size=(8, 6)), rng.normal(size=(8, 6)))
        grads = right_pass(net)
        grads = [(dW * (1 + 0.1 * (k == 0) * rng.random(dW.shape)), db) for k, (dW, db) in enumerate(grads)]
        start = time.process_time()
        report = verdict(net, handed_in(net, grads), rng)
        times.append(time.process_time() - start)
        assert not report.explanations
    return times


def main():
    """Print everything; 1 if a figure is not what it should be."""
    sys.stdout.reconfigure(encoding="utf-8")
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--each", type=int, default=20, help="networks for each id")
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--right", type=int, default=2000)
    parser.add_argument("--wrong", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    missed = singles(rng, options.each)
    of_kinds(rng, options.each)
    say(f"pairs of different families, {options.pairs}:")
    both, top, times = pairs(rng, options.pairs, say)
    say(f"  both ids listed in {both} of {options.pairs}, first in {top}")
    if times:
        say(f"  CPU seconds for a verdict: median {np.median(times):.3f}, slowest {max(times):.3f}")
    alarms = false_alarms(rng, options.right)
    named = sum(bool(report.explanations) for _, report in alarms)
    say(f"false alarms: {len(alarms)} in {options.right} right gradients, {named} of them with a name")
    for how, report in alarms[:10]:
        say(f"  {how}: {str(report).splitlines()[0]}")
    over = passed_over(rng, options.wrong)
    say(f"called correct: {len(over)} of {options.wrong} wrong gradients")
    broken = crashes(rng)
    say(
        f"crashes: {len(broken)} over {len(LOSSES)} losses after {len(FORWARD)} activations {broken[:5] or ''}".rstrip()
    )
    times = largest(rng)
    print("4 layers of width 6, 8 samples, pairs searched to the end:")
    print(f"  CPU seconds for a verdict: median {np.median(times):.3f}, slowest {max(times):.3f}")
    return int(bool(missed or alarms or over or broken or both < 0.9 * options.pairs))


if __name__ == "__main__":
    raise SystemExit(main())
