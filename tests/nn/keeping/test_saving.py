"""What is saved comes back to the last bit; what is not whole is refused; and an interruption loses nothing."""

import itertools
import json
import math
import os
import random
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Value
from nn import MLP, Layer, Module, load, load_state, save, save_state
from nn.keeping import files
from nn.networks.activations import NAMES
from tests.examples import part, sizes

ROOT = Path(__file__).parents[3]
PATTERNS = [0x7FF8000000000000, 0xFFF8000000000000, 0x7FF800000000BEEF]  # NaNs of three kinds
SPECIAL = [math.inf, -math.inf, -0.0, 5e-324, 0.1, 1e308, *(struct.unpack(">d", p.to_bytes(8))[0] for p in PATTERNS)]


def bits(x):
    return struct.pack(">d", x)


def network(**options):
    """A network of three layers whose parameters are all kinds of floats."""
    model = MLP(2, [3, 2, 2], ["tanh", "leaky_relu"], "softmax", bias=[True, False, True], seed=1, **options)
    rng = random.Random(2)
    for parameter, number in itertools.zip_longest(model.parameters(), SPECIAL):
        parameter.data = rng.gauss(0, 1) if number is None else number
    return model


def small():
    return MLP(1, [2, 1], "tanh", seed=1)


def said(model):
    """All that a network is, its numbers as bits."""
    numbers = [(name, bits(p.data)) for name, p in model.named_parameters()]
    made = [(layer.activation, [n.activation for n in layer.neurons]) for layer in model.layers]
    labels = [str(p.label) for p in model.parameters()]
    return numbers, made, labels


def edit(path, **changes):
    """Change entries of a saved file, as by hand."""
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


# --- there and back ------------------------------------------------------------------------------


def test_a_network_comes_back_to_the_last_bit(tmp_path):
    model = network()
    save(model, tmp_path / "model.json")
    assert said(load(tmp_path / "model.json")) == said(model)


@pytest.mark.parametrize("activation", NAMES)
def test_every_activation_comes_back(tmp_path, activation):
    model = MLP(2, [3, 2], activation, activation, seed=1)
    save(model, tmp_path / "model.json")
    again = load(str(tmp_path / "model.json"))
    assert said(again) == said(model)
    assert [v.data for v in again([0.3, -0.4])] == [v.data for v in model([0.3, -0.4])]


def test_all_kinds_of_floats_are_among_them():
    found = {bits(p.data) for p in network().parameters()}
    assert {bits(x) for x in SPECIAL} <= found


def test_the_file_is_json_that_any_reader_takes(tmp_path):
    save(network(), tmp_path / "model.json")
    text = (tmp_path / "model.json").read_text(encoding="utf-8")
    file = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert (file["format"], file["version"], file["kind"]) == ("chalkgrad", 1, "MLP")
    assert [layer["activation"] for layer in file["contents"]] == ["tanh", "leaky_relu", "softmax"]
    assert [layer["biases"] is None for layer in file["contents"]] == [False, True, False]


def test_a_row_of_weights_is_a_line(tmp_path):
    model = MLP.from_arrays([([[0.1, 0.2], [0.3, 0.4]], [0.5, 1.0])], activations="tanh", orientation="out_in")
    save(model, tmp_path / "model.json")
    lines = [line.strip() for line in (tmp_path / "model.json").read_text(encoding="utf-8").splitlines()]
    assert {"[0.1, 0.2],", "[0.3, 0.4]", '"biases": [0.5, 1.0]'} <= set(lines)


STATES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inside: st.lists(inside) | st.dictionaries(st.text("ab$é").filter(lambda key: key[:1] != "$"), inside),
)


def exact(thing):
    """With floats as bits, and with the type of each."""
    if isinstance(thing, dict):
        return [(key, exact(value)) for key, value in thing.items()]
    return (
        [exact(x) for x in thing]
        if isinstance(thing, list)
        else (type(thing), thing if type(thing) is not float else bits(thing))
    )


@part(3)
@given(state=st.dictionaries(st.text("ab"), STATES))
def test_any_state_comes_back(state, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "state.json"
    save_state(state, path, "test")
    assert exact(load_state(path, "test")) == exact(state)


def test_arrays_and_tuples_come_back_as_lists(tmp_path):
    state = {"betas": (0.9, 0.999), "means": np.array([[0.1, np.inf]]), "step": np.int64(3), "rate": np.float64(0.1)}
    save_state(state, tmp_path / "s", "optimiser")
    again = load_state(tmp_path / "s", "optimiser")
    assert exact(again) == exact({"betas": [0.9, 0.999], "means": [[0.1, math.inf]], "step": 3, "rate": 0.1})


def test_a_file_laid_out_anew_is_still_good(tmp_path):
    save(network(), tmp_path / "model.json")
    edit(tmp_path / "model.json")
    assert said(load(tmp_path / "model.json")) == said(network())


# --- what cannot come back is not saved ------------------------------------------------------------


class Own(MLP):
    """A network with ideas of its own."""


class OwnLayer(Layer):
    """A layer with ideas of its own."""


def with_a_layer(layer):
    model = small()
    model.layers[0] = layer
    return model


def shared():
    model = small()
    model.layers[0].neurons[0].w[0] = model.layers[0].neurons[1].w[0]
    return model


def unlike(**attributes):
    model = small()
    for name, value in attributes.items():
        setattr(model.layers[0].neurons[1], name, value)
    return model


def moved():
    model = small()
    model.layers[0].neurons[0].w[0] = model.layers[0].neurons[0].w[0] * 2
    return model


@pytest.mark.parametrize(
    ("model", "error", "words"),
    [
        ([1, 2], TypeError, r"save got \[1, 2\] \(list\); an MLP is needed"),
        (Module(), TypeError, "an MLP is needed"),
        (Own(1, [1]), TypeError, r"\(Own\); an MLP is needed.*save_state"),
        (with_a_layer(OwnLayer(1, 2)), TypeError, r"layer 1 has .*\(OwnLayer\), a class of your own.*; save needs"),
        (with_a_layer("relu"), TypeError, r"layer 1 has 'relu' \(str\)"),
        (unlike(w=[Value(1.0), Value(2.0)]), ValueError, "neurons of layer 1 differ in number of inputs"),
        (shared(), ValueError, "uses a weight twice"),
        (unlike(activation="relu"), ValueError, "neurons of layer 1 differ in activation; save needs one"),
        (unlike(b=None), ValueError, "neurons of layer 1 differ in bias"),
        (moved(), TypeError, "made by mul; a leaf is needed"),
    ],
)
def test_a_network_that_a_file_cannot_hold_is_refused(tmp_path, model, error, words):
    (tmp_path / "model.json").write_text("as it was", encoding="utf-8")
    with pytest.raises(error, match=words):
        save(model, tmp_path / "model.json")
    assert (tmp_path / "model.json").read_text(encoding="utf-8") == "as it was"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ([1.0], r"save_state got \[1\.0\] \(list\); a dict is needed"),
        ({"a": [Value(1.0)]}, r"optimiser\['a'\]\[0\] got Value\(.*v\.data"),
        ({"a": {1: 2.0}}, r"optimiser\['a'\] has the key 1 \(int\); text is needed"),
        ({"$float": "nan"}, r"has the key '\$float' \(str\)"),
        ({"a": {1.0, 2.0}}, r"optimiser\['a'\] got \{1\.0, 2\.0\} \(set\)"),
        ({"a": 1j}, r"optimiser\['a'\] got 1j \(complex\)"),
        ({"a": np.array([Value(1.0)])}, r"optimiser\['a'\]\[0\] got Value"),
    ],
)
def test_a_state_that_a_file_cannot_hold_is_refused(tmp_path, state, words):
    with pytest.raises(TypeError, match=words):
        save_state(state, tmp_path / "s", "optimiser")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["", "MLP", 3])
def test_a_kind_is_a_word_of_ones_own(tmp_path, kind):
    with pytest.raises(ValueError, match="kind got"):
        save_state({}, tmp_path / "s", kind)
    with pytest.raises(ValueError, match="kind got"):
        load_state(tmp_path / "s", kind)


# --- what is not whole is refused by name ----------------------------------------------------------


@pytest.fixture
def saved(tmp_path):
    """The path of a saved network, and its bytes."""
    path = tmp_path / "saved.json"
    save(small(), path)
    return path, path.read_bytes()


def test_a_file_cut_off_anywhere_is_refused(saved):
    path, whole = saved
    for length in range(len(whole) - 1):  # without its last byte, a line end, it is still whole
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"saved\.json is cut off, damaged"):
            load(path)


def test_a_byte_changed_anywhere_is_refused_or_changes_nothing(saved):
    path, whole = saved
    expected, rng, passed, messages = said(small()), random.Random(1), [], set()
    for place in range(len(whole)):
        other = rng.choice([b for b in b'0123456789.-e"{}[], \nanf\x00\xff' if b != whole[place]])
        path.write_bytes(whole[:place] + bytes([other]) + whole[place + 1 :])
        try:
            assert said(load(path)) == expected
            passed.append(place)
        except ValueError as error:
            messages.add(str(error).partition(" ")[0])
    assert messages == {str(path)}
    assert all(whole[place] in b" \n" for place in passed)


def test_a_weight_edited_by_hand_is_noticed(saved):
    path, _ = saved
    contents = json.loads(path.read_text(encoding="utf-8"))["contents"]
    contents[0]["weights"][0][0] += 1e-15
    edit(path, contents=contents)
    with pytest.raises(ValueError, match=r"saved\.json was damaged, or edited, after it was saved"):
        load(path)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": 2, "new": 1}, "has version 2 of the format, and this chalkgrad reads up to 1: install a newer"),
        ({"version": 0}, "is damaged: its head"),
        ({"version": "1"}, "is damaged: its head"),
        ({"more": 1}, "is damaged: its head"),
        ({"format": "pickle"}, "is JSON, but no file that chalkgrad wrote"),
        ({"kind": "optimiser"}, "holds 'optimiser', and 'MLP' was asked for"),
    ],
)
def test_a_newer_or_foreign_file_is_refused(saved, changes, words):
    edit(saved[0], **changes)
    with pytest.raises(ValueError, match=f"saved.json {words}"):
        load(saved[0])


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"3", b"\x80\x04K\x01.", b"\xff\xfe", b"[" * 100_000, b'{"format": "chalkgrad"}', b"NaN"],
)
def test_a_file_of_something_else_is_refused(tmp_path, data):
    (tmp_path / "other.json").write_bytes(data)
    with pytest.raises(ValueError, match=r"other\.json is "):
        load(tmp_path / "other.json")


def test_what_json_readers_let_pass_is_refused(saved):
    path, whole = saved
    for old, new in [(b"0.0", b"NaN"), (b"0.0", b"1e999"), (b'"biases"', b'"biases": null, "biases"')]:
        path.write_bytes(whole.replace(old, new, 1))
        with pytest.raises(ValueError, match=r"saved\.json"):
            load(path)


def test_a_state_is_no_network_and_a_network_no_state(tmp_path, saved):
    save_state({"a": 1}, tmp_path / "state.json", "optimiser")
    with pytest.raises(ValueError, match=r"state\.json holds 'optimiser', and 'MLP' was asked for"):
        load(tmp_path / "state.json")
    with pytest.raises(ValueError, match=r"saved\.json holds 'MLP', and 'optimiser' was asked for"):
        load_state(saved[0], "optimiser")


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ([], "params is empty"),
        ([{"activation": "tanh"}], "'weights'"),
        ([{"activation": "swish", "weights": [[1.0]], "biases": None}], "unknown activation: 'swish'"),
        ([{"activation": "tanh", "weights": [[1.0]], "biases": [1.0, 2.0]}], "b1 has 2 entries"),
        ({"layers": 1}, "a list of layers is needed"),
    ],
)
def test_contents_that_are_no_network_are_refused(tmp_path, contents, words):
    files.write(contents, tmp_path / "odd.json", "MLP")
    with pytest.raises(ValueError, match=rf"odd\.json is not a network as this version saves it: .*({words})"):
        load(tmp_path / "odd.json")


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.json"):
        load(tmp_path / "none.json")


# --- an interruption loses nothing -----------------------------------------------------------------


LIMITED = f"""
import os, resource, signal, sys
sys.path.insert(0, {str(ROOT)!r})
from nn import MLP, load, save
path = sys.argv[1]
old, new = MLP(1, [2, 1], "tanh", seed=1), MLP(1, [2, 1], "sigmoid", seed=2)

def say(model):
    return [p.data.hex() for p in model.parameters()]

save(new, path)
size = os.path.getsize(path)
save(old, path)
for killed in (False, True):  # at byte n the write fails, as on a full disk; or the process dies
    for n in range(0, size, int(sys.argv[2])):
        pid = os.fork()
        if not pid:
            if killed:
                signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_FSIZE, (n, n))
            try:
                save(new, path)
            except OSError:
                os._exit(7)
            os._exit(0)
        status = os.waitpid(pid, 0)[1]
        assert (os.WTERMSIG(status) == signal.SIGXFSZ) if killed else os.WEXITSTATUS(status) == 7, (n, status)
        assert say(load(path)) == say(old), n
        beside = [name for name in os.listdir(os.path.dirname(path)) if name.endswith(".part")]
        assert len(beside) == killed, (n, beside)  # who was killed could not tidy up
        for name in beside:
            os.unlink(os.path.join(os.path.dirname(path), name))
save(new, path)
assert say(load(path)) == say(new)
print(size)
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of a file's size, and fork, are POSIX's")
@pytest.mark.parametrize("step", sizes(7, 1))
def test_a_save_interrupted_at_any_byte_leaves_the_old_file_whole(tmp_path, step):
    command = [sys.executable, "-c", LIMITED, str(tmp_path / "model.json"), str(step)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 300


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError, SystemExit])
def test_a_save_interrupted_between_two_steps_leaves_the_old_file_whole(saved, monkeypatch, step, error):
    path, whole = saved

    def interrupt(*args):
        raise error

    monkeypatch.setattr(os, step, interrupt)
    with pytest.raises(error):
        save(network(), path)
    monkeypatch.undo()
    assert path.read_bytes() == whole
    assert list(path.parent.iterdir()) == [path]


def test_bytes_are_on_the_disk_before_the_name_changes(tmp_path, monkeypatch):
    calls = []
    for name in ("fsync", "replace"):
        right = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *args, name=name, right=right: (calls.append(name), right(*args))[1])
    save(small(), tmp_path / "model.json")
    assert calls[:2] == ["fsync", "replace"]


@pytest.mark.skipif(os.name != "posix", reason="modes and links are POSIX's")
def test_a_file_keeps_its_mode_and_a_link_stays_a_link(tmp_path):
    (tmp_path / "link.json").symlink_to(tmp_path / "model.json")
    save(small(), tmp_path / "model.json")
    (tmp_path / "model.json").chmod(0o640)
    save(network(), tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert said(load(tmp_path / "model.json")) == said(network())
    assert (tmp_path / "model.json").stat().st_mode & 0o777 == 0o640


def test_what_is_not_a_path_is_named():
    model = MLP(2, [1], seed=1)
    for call in (lambda: save(model, 3), lambda: load(3)):
        with pytest.raises(TypeError, match=r"path got 3 \(int\); the path of a file is needed, such as 'model\.json'"):
            call()
