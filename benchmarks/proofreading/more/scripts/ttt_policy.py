# "policy" for one tic-tac-toe position: which square wins? REINFORCE with a batch of tries
import numpy as np
np.random.seed(21)
# X X _ / O O _ / _ _ _ : X to move, square 2 wins, 5 blocks
board = np.array([1, 1, 0, -1, -1, 0, 0, 0, 0])
free = (board == 0)
prize = np.array([0, 0, 1.0, 0, 0, 0.3, -1, -1, -1])

def policy(Wp, f):
    pref = Wp @ f
    pref = np.where(free, pref, -1e9)       # not allowed
    ex = np.exp(pref - pref.max())
    return ex / ex.sum()

f = np.append(board, 1.0)
Wp = np.zeros((9, 10))
gain = []
for episode in range(20):
    pi = policy(Wp, f)
    moves = np.random.choice(9, size=8, p=pi)
    R = prize[moves] - prize[free].mean()        # baseline
    J = np.mean(R * np.log(pi[moves]))           # to MAXIMISE (moves, R fixed)
    gain.append(prize[moves].mean())
    # backward
    dpref = np.zeros(9)
    for m, r in zip(moves, R):
        dpref += r * (np.eye(9)[m] - pi) / len(moves)
    gWp = np.outer(dpref, f)
    # update
    Wp += 0.3 * gWp
    if episode % 5 == 0:
        print("episode", episode, "J", round(J, 4), "mean prize", round(gain[-1], 3))
print(policy(Wp, f).reshape(3, 3).round(2))
