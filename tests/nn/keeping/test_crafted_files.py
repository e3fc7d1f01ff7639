"""`load` and `load_state` raise ValueError, and nothing else, for every made-up or damaged file.

The files here have the right checksum wherever it matters: what is tried is what comes after it.
"""

import copy
import hashlib
import json
import math
import struct

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nn import MLP, load, load_state, save, save_state


def checksum(contents):
    """As the format has it: SHA-256 of the contents with sorted keys and no spaces."""
    text = json.dumps(contents, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def file_of(contents, kind="MLP", **head):
    """A file around contents, with the right checksum unless `head` says otherwise."""
    return (
        {"format": "chalkgrad", "version": 1, "kind": kind, "sha256": checksum(contents)}
        | head
        | {"contents": contents}
    )


def layers():
    """The contents of a good network."""
    return [
        {"activation": "tanh", "fused": False, "weights": [[0.5, -1.0], [2.0, 0.25]], "biases": [0.0, 1.0]},
        {"activation": "softmax", "fused": False, "weights": [[1.0, 2.0], [3.0, 4.0]], "biases": None},
    ]


READERS = {"MLP": load, "state": lambda path: load_state(path, "state")}


def outcome(path, kind):
    """What a reader gives: what it loaded, or None after a ValueError that names the file; anything else is a leak."""
    try:
        return READERS[kind](path)
    except ValueError as error:
        raised = error
    assert type(raised) is ValueError
    assert path.name in str(raised)
    assert len(str(raised)) < 600
    assert str(raised).isprintable()
    return None


def refused(path, text, kind="MLP"):
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return outcome(path, kind) is None


def test_the_good_file_is_good(tmp_path):
    (tmp_path / "f").write_text(json.dumps(file_of(layers())))
    assert outcome(tmp_path / "f", "MLP")([1.0, 2.0])[0].data > 0


# --- every place, every kind of JSON -----------------------------------------------------------------

ODD = [
    None,
    True,
    False,
    0,
    1,
    -1,
    10**400,
    1.5,
    -0.0,
    1e308,
    "",
    "tanh",
    "1.0",
    "\ud800",
    "\x1b[31m",
    [],
    [[]],
    [[[1.0]]],
    [1.0],
    [True],
    [None],
    ["1.0"],
    {},
    {"": 1},
    {"$float": 5},
    {"$float": "nan 00"},
    {"$float": "nan"},
    {"$float": "-inf"},
    {"$float": "1.5"},
    {"$float": None},
    {"$float": []},
    {"$float": "nan 7ff0000000000000"},
    {"$float": "nan zz00000000000000"},
    {"$float": "inf", "more": 1},
    {"$other": 1},
    {"$float": {"$float": "inf"}},
    "x" * 5000,
]
"""One of each kind of JSON, and of each way to write a special float wrongly."""


def places(thing, path=()):
    """Every place in nested lists and dicts, the whole thing first."""
    yield path
    items = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    for key, value in items:
        yield from places(value, (*path, key))


def put(thing, path, new):
    """A copy with another thing at one place."""
    if not path:
        return new
    made = copy.deepcopy(thing)
    inner = made
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = new
    return made


def without(thing, path):
    """A copy without the thing at one place."""
    made = copy.deepcopy(thing)
    inner = made
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return made


def known(contents):
    """Contents without "fused", which says how a network computes and not what."""
    return [{word: thing for word, thing in layer.items() if word != "fused"} for layer in contents]


def number_of(weight):
    """What a weight in a file stands for; None if nothing that `save` writes."""
    if type(weight) is float:
        return weight
    special = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}
    return next((x for name, x in special.items() if weight == {"$float": name}), None)


def test_anything_in_the_place_of_anything_in_a_network(tmp_path):
    tried = 0
    for path in places(layers()):
        for odd in ODD:
            contents = put(layers(), path, odd)
            (tmp_path / "f").write_text(json.dumps(file_of(contents)))
            model = outcome(tmp_path / "f", "MLP")
            tried += 1
            if model is not None:  # then it says what `save` would say again, to the last bit
                save(model, tmp_path / "again")
                again = json.loads((tmp_path / "again").read_bytes())["contents"]
                assert json.dumps(known(again)) == json.dumps(known(contents)), (path, odd)
    assert tried > 900


def test_anything_in_the_place_of_the_head(tmp_path):
    whole = file_of(layers())
    for key in whole:
        for odd in ODD:
            if (key, repr(odd)) != ("version", "1"):
                assert refused(tmp_path / "f", json.dumps(whole | {key: odd})), (key, odd)
        assert refused(tmp_path / "f", json.dumps({k: v for k, v in whole.items() if k != key}))
    assert refused(tmp_path / "f", json.dumps(whole | {"version": 1.0}))
    assert refused(tmp_path / "f", json.dumps(whole | {"more": 1}))


def test_a_field_that_is_missing_or_more_than_one_knows(tmp_path):
    for path in places(layers()):
        if path and isinstance(path[-1], str) and path[-1] != "fused":  # with a row less, it may be another network
            assert refused(tmp_path / "f", json.dumps(file_of(without(layers(), path)))), path
    assert refused(tmp_path / "f", json.dumps(file_of([layers()[0] | {"more": 1}])))


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_a_state_is_a_dict_and_brings_back_what_a_state_can_hold(tmp_path, odd):
    is_state = isinstance(odd, dict) and not any(key.startswith("$") for key in odd)
    assert refused(tmp_path / "f", json.dumps(file_of(odd, "state")), "state") == (not is_state)
    (tmp_path / "f").write_text(json.dumps(file_of({"a": [odd]}, "state")))
    state = outcome(tmp_path / "f", "state")
    if isinstance(odd, dict) and not is_state:
        assert (state is None) == (number_of(odd) is None)
    else:
        assert state == {"a": [odd]}


# --- text that is no file of ours ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "number", ["1e400", "-1e400", "1" + "0" * 400 + ".0", "NaN", "Infinity", "-Infinity", "1e999999999"]
)
@pytest.mark.parametrize("kind", READERS)
def test_a_number_that_is_no_float_is_refused(tmp_path, number, kind):
    good = json.dumps(file_of({"a": 0.625} if kind == "state" else [layers()[0] | {"biases": [0.625, 0.625]}], kind))
    text = good.replace("0.625", number)
    contents = json.loads(text, parse_constant=float)["contents"]
    for total in (json.loads(good)["sha256"], checksum(contents)):  # whether or not the checksum knows of it
        assert refused(tmp_path / "f", text.replace(json.loads(good)["sha256"], total), kind)


@pytest.mark.parametrize("depth", [99, 100, 101, 200, 490, 500, 600, 700, 800, 900, 980, 990, 1000, 5000, 100_000])
@pytest.mark.parametrize("pair", ["[]", "{}"])
def test_deep_nesting_is_refused_by_name(tmp_path, depth, pair):
    inner = ("[" * depth + "]" * depth) if pair == "[]" else '{"a":' * depth + "1" + "}" * depth
    contents = inner if pair == "{}" else f'{{"a":{inner}}}'
    levels = depth + (pair == "[]")
    sha = hashlib.sha256(contents.encode()).hexdigest()
    text = f'{{"format":"chalkgrad","version":1,"kind":"state","sha256":"{sha}","contents":{contents}}}'
    assert refused(tmp_path / "f", text, "state") == (levels > 100)
    for place in ("format", "version", "kind", "sha256"):
        head = file_of(layers())
        del head[place]
        assert refused(tmp_path / "f", json.dumps(head)[:-1] + f',"{place}":{inner}}}')


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b" ",
        b"\x00",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xff\xfe{",
        "{}".encode("utf-16"),
        "{}".encode("utf-32"),
        b"\x80abc",
        b"\xed\xa0\x80",
        b"nul",
        b"null",
        b'"',
        b'"\\ud800"',
        b"{,}",
        b"[1,]",
        b"1" * 5000,
        b"-",
        b"1e",
        b"\x1f\x8b\x08\x00",
        b"PK\x03\x04",
        b"\x89PNG",
        b"{" * 2000,
        b"[" * 2000,
        b'{"a":' * 990,
        b"chalkgrad",
        b'{"format":"chalkgrad","format":"chalkgrad"}',
    ],
    ids=range(27),
)
@pytest.mark.parametrize("kind", READERS)
def test_bytes_that_are_no_file(tmp_path, text, kind):
    assert refused(tmp_path / "f", text, kind)


def test_a_state_cut_off_at_any_byte(tmp_path):
    save_state({"a": [1.0, math.inf, "é\ud800"], "b": {"c": None, "d": 10**30}}, tmp_path / "s", "state")
    whole = (tmp_path / "s").read_bytes()
    assert all(refused(tmp_path / "s", whole[:n], "state") for n in range(len(whole) - 1))


@pytest.mark.ci
def test_any_byte_in_the_place_of_any_other(tmp_path):
    save(MLP(1, [1], seed=1), tmp_path / "f")
    whole = (tmp_path / "f").read_bytes()
    expected = load(tmp_path / "f")([0.5]).data
    for place in range(len(whole)):
        for byte in b'0"{}[],:\\-eE \n\x00\xff':
            (tmp_path / "f").write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
            model = outcome(tmp_path / "f", "MLP")
            assert model is None or model([0.5]).data == expected


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["tanh", "softmax", "inf", "nan 7ff8000000000001", "nan 00", "$float"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["$float", "activation", "fused", "weights", "biases", "$", "a"]) | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(contents=JSON, place=st.integers(0, 20))
@example(contents={"$float": 5}, place=3)
@example(contents=[[1e308, 1e308]], place=2)
def test_made_up_contents_leak_nothing(tmp_path_factory, contents, place):
    path = tmp_path_factory.mktemp("made") / "f"
    found = list(places(layers()))
    for mixed in (contents, put(layers(), found[place % len(found)], contents)):
        for kind in READERS:
            path.write_text(json.dumps(file_of(mixed, kind)))
            outcome(path, kind)


@settings(max_examples=200, deadline=None)
@given(state=st.dictionaries(st.text(max_size=4).filter(lambda key: not key.startswith("$")), JSON, max_size=3))
def test_what_a_state_can_hold_comes_back(tmp_path_factory, state):
    """Or it is refused by a TypeError that names the place, and nothing is written."""
    path = tmp_path_factory.mktemp("state") / "s"
    if any(isinstance(step, str) and step.startswith("$") for path in places(state) for step in path):
        with pytest.raises(TypeError, match=r"^state.* begin with \$"):
            save_state(state, path, "state")
        assert not path.exists()
    else:
        save_state(state, path, "state")
        assert json.dumps(load_state(path, "state")) == json.dumps(state)


# --- what cannot be saved says so ------------------------------------------------------------------------


def cyclic(depth):
    """A dict that contains itself, `depth` lists further down."""
    state = {}
    inner = state
    for _ in range(depth):
        inner["a"] = inner = {}
    inner["b"] = [1.0, state]
    return state


def nested(depth):
    """Lists inside one another."""
    thing = 1.0
    for _ in range(depth):
        thing = [thing]
    return thing


@pytest.mark.parametrize("depth", [0, 1, 5, 97])
def test_a_state_that_contains_itself_is_refused(tmp_path, depth):
    with pytest.raises(TypeError, match=r"^state\[.*contains itself; a file cannot hold that\.$"):
        save_state(cyclic(depth), tmp_path / "s", "state")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("depth", [100, 101, 500, 990, 1000, 100_000])
def test_a_state_that_is_too_deep_is_refused(tmp_path, depth):
    with pytest.raises(TypeError, match=r"^state\[.*is nested too deeply: at most 100 lists and dicts"):
        save_state({"a": nested(depth)}, tmp_path / "s", "state")
    with pytest.raises(TypeError, match=r"^state\[.*is nested too deeply"):
        save_state(cyclic(200), tmp_path / "s", "state")
    assert not list(tmp_path.iterdir())


def test_an_array_of_objects_that_contains_itself_is_refused(tmp_path):
    array = np.empty(1, dtype=object)
    array[0] = array
    with pytest.raises(TypeError, match=r"nested too deeply|contains itself"):
        save_state({"a": array}, tmp_path / "s", "state")


def test_what_is_shared_is_no_cycle_and_the_deepest_comes_back(tmp_path):
    row = [1.0, 2.0]
    state = {"a": row, "b": [row, row], "c": nested(99)}
    save_state(state, tmp_path / "s", "state")
    assert load_state(tmp_path / "s", "state") == state


@pytest.mark.parametrize("text", ["\ud800", "a\udc80b", "\ude00\ud83d", "\x00\x1b[31m\u202e", "é😀"], ids=range(5))
def test_any_text_comes_back(tmp_path, text):
    """Names of files that are not UTF-8 hold lone surrogates."""
    save_state({text: [text]}, tmp_path / "s", "state")
    assert load_state(tmp_path / "s", "state") == {text: [text]}
    assert b"\x1b" not in (tmp_path / "s").read_bytes()


def test_text_that_json_would_change_is_refused(tmp_path):
    for state in ({"a": "\ud83d\ude00"}, {"\ud83d\ude00": 1}):
        with pytest.raises(TypeError, match="two surrogates in a row"):
            save_state(state, tmp_path / "s", "state")


def test_an_integer_that_python_does_not_print_is_refused(tmp_path):
    with pytest.raises(TypeError, match=r"state\['n'\] is an integer of too many digits; save it as text, hex\(n\)"):
        save_state({"n": 10**5000}, tmp_path / "s", "state")
    save_state({"n": 10**4000}, tmp_path / "s", "state")
    assert load_state(tmp_path / "s", "state") == {"n": 10**4000}


def test_every_nan_comes_back_to_the_last_bit(tmp_path):
    bits = ["7ff8000000000000", "fff8000000000000", "7ff8000000000001", "ffffffffffffffff"]
    save_state({"x": [struct.unpack(">d", bytes.fromhex(b))[0] for b in bits]}, tmp_path / "s", "state")
    again = load_state(tmp_path / "s", "state")["x"]
    assert [struct.pack(">d", x).hex() for x in again] == bits


@pytest.mark.parametrize("name", ["\x1b[31mred", "a\nb", "\udc80", "\u202eabc"], ids=range(4))
def test_a_message_shows_a_hostile_name_harmlessly(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"{}")
    for kind, read in READERS.items():
        with pytest.raises(ValueError, match="chalkgrad") as caught:
            read(path)
        shown = str(caught.value)
        assert shown.isprintable(), kind
