# objective: sum(abs(o - t) ** 1.5 for o, t in zip(outputs, answers))
# Deep sets: sum over the elements of each bag (bags have different sizes), target = number of big elements
import numpy as np

rng = np.random.default_rng(5)
bags = [rng.uniform(-1, 1, (size, 2)) for size in (3, 1, 5, 2, 4)]
answers = [float((bag[:, 0] > 0).sum()) for bag in bags]
phi_w, phi_b = rng.normal(0, 1, (2, 4)), np.zeros(4)
rho_w, rho_b = rng.normal(0, 0.3, 4), np.zeros(1)
who_owns = np.concatenate([[k] * len(bag) for k, bag in enumerate(bags)])
stacked = np.concatenate(bags)


def segment_sum(rows, n):
    total = np.zeros((n, rows.shape[1]))
    np.add.at(total, who_owns, rows)
    return total


for round_ in range(25):
    z = stacked @ phi_w + phi_b
    elem = 1 / (1 + np.exp(-z))
    summed = segment_sum(elem, len(bags))
    outputs = summed @ rho_w + rho_b
    # backward
    r = outputs - np.array(answers)
    go = 1.5 * np.sign(r) * np.sqrt(np.abs(r))
    g_rho_w = go @ summed
    g_rho_b = np.array([go.sum()])
    g_elem = np.outer(go, rho_w)[who_owns]
    gz = g_elem * elem * (1 - elem)
    g_phi_w, g_phi_b = stacked.T @ gz, gz.sum(0)
    # update
    phi_w -= 0.02 * g_phi_w
    phi_b -= 0.02 * g_phi_b
    rho_w -= 0.02 * g_rho_w
    rho_b -= 0.02 * g_rho_b

for bag, o, t in zip(bags, outputs, answers):
    print(len(bag), "elements:", round(o, 2), "should be", t)
