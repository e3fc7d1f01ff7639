"""The fast operators; `test_random_graphs.py` compares each of them with the plain one."""

import os
import subprocess
import sys


def test_the_plain_operators_run_on_request():
    """CHALKGRAD_PLAIN=1 is for those who change value.py and want to see what they changed."""
    code = "from engine import Value; x = Value(2.0); y = (x * x).tanh(); print(Value.__mul__.__module__, y.data)"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **plain}, capture_output=True, text=True, check=True
        ).stdout.split()
        for plain in ({}, {"CHALKGRAD_PLAIN": "1"})
    ]
    assert runs[0][1] == runs[1][1]
    assert runs[1][0] == "engine.value" != runs[0][0]
