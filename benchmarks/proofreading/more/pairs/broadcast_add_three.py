import numpy as np


def unbroadcast(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for ax, s in enumerate(shape):
        if s == 1:
            g = g.sum(axis=ax, keepdims=True)
    return g


def add_mul(base, row, col):
    # base (A, B, C), row (C,), col (B, 1):   (base + row) * col + row
    s = base + row
    return s * col + row, {"s": s, "row": row, "col": col, "base": base}


def add_mul_back(dout, k):
    # backward
    ds = dout * k["col"]  #! ds = dout * k["s"]
    dcol = unbroadcast(dout * k["s"], k["col"].shape)  #! dcol = unbroadcast(dout * k["base"], k["col"].shape)
    dbase = ds
    drow = unbroadcast(ds, k["row"].shape)  #! drow = ds.sum(axis=0)
    drow = drow + unbroadcast(dout, k["row"].shape)  #! drow = unbroadcast(dout, k["row"].shape)  #! drow = drow + unbroadcast(ds, k["row"].shape)
    return {"base": dbase, "row": drow, "col": dcol}


q = np.random.default_rng(9)
FORWARD = add_mul
BACKWARD = add_mul_back
INPUTS = (q.normal(size=(2, 3, 4)), q.normal(size=4), q.normal(size=(3, 1)))
