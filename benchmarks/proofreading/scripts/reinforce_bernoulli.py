import numpy as np
rng = np.random.default_rng(37)
policy = {"hidden": rng.normal(size=(4, 3)) * 0.5, "out": rng.normal(size=3) * 0.5}

def play(policy):
    frames = rng.normal(size=(6, 4))
    left = rng.integers(0, 2, size=6)
    gains = rng.normal(size=6)
    return frames, left, gains - gains.mean()

for game in range(2):
    frames, left, gains = play(policy)
    h = np.maximum(frames @ policy["hidden"], 0)
    p = 1 / (1 + np.exp(-(h @ policy["out"])))
    expected_reward = np.mean(gains * (left * np.log(p) + (1 - left) * np.log(1 - p)))
    # backward
    signal = gains * (left - p) / 6  #! signal = (left - p) / 6 #! signal = gains * (p - left) / 6
    up_out = h.T @ signal
    dh = np.outer(signal, policy["out"])
    dh = dh * (h > 0)  #! dh = dh * (dh > 0) #! dh = dh * h
    up_hidden = frames.T @ dh
    # update
    policy["hidden"] += 0.2 * up_hidden
    policy["out"] += 0.2 * up_out
