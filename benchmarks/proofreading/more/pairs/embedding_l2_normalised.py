import numpy as np


def lookup_normed(table, ids):
    rows = table[ids]
    length = np.sqrt(np.sum(rows * rows, axis=1, keepdims=True))
    unit = rows / length
    return unit, {"ids": ids, "unit": unit, "length": length, "n_words": table.shape[0]}


def lookup_normed_back(d_unit, c):
    # backward
    unit, length = c["unit"], c["length"]
    along = np.sum(d_unit * unit, axis=1, keepdims=True)  #! along = np.sum(d_unit, axis=1, keepdims=True)
    d_rows = (d_unit - unit * along) / length  #! d_rows = d_unit / length  #! d_rows = d_unit - unit * along
    d_table = np.zeros((c["n_words"], unit.shape[1]))
    for k, word in enumerate(c["ids"]):
        d_table[word] += d_rows[k]  #! d_table[word] = d_rows[k]  #! d_table[k] += d_rows[k]
    return {"table": d_table}


r = np.random.default_rng(46)
FORWARD = lookup_normed
BACKWARD = lookup_normed_back
INPUTS = (r.normal(size=(6, 3)), np.array([2, 5, 2, 0]))
