# objective: 0.5 * np.sum((result - v) ** 2)
# tic tac toe: learn the value of a board from the results of random games (X = +1 starts)
import numpy as np
np.random.seed(11)
lines = [(0,1,2),(3,4,5),(6,7,8),(0,3,6),(1,4,7),(2,5,8),(0,4,8),(2,4,6)]
w = np.zeros(9)
pairs = np.zeros((9, 9))     # second order: value of two squares together
c = 0.0
for game in range(20):
    # play
    board = np.zeros(9)
    history = []
    result = 0
    player = 1
    while result == 0 and (board == 0).any():
        move = np.random.choice(np.where(board == 0)[0])
        board[move] = player
        history.append(board.copy())
        for l in lines:
            if abs(board[list(l)].sum()) == 3:
                result = player
        player = -player
    S = np.array(history)                       # positions x 9
    v = np.tanh(S @ w + np.sum((S @ pairs) * S, axis=1) + c)
    # backward
    d = (v - result) * (1 - v * v)
    gw = S.T @ d
    gp = (S * d[:, None]).T @ S
    gc = d.sum()
    # update
    w -= 0.02 * gw
    pairs -= 0.02 * gp
    c -= 0.02 * gc
    if game % 5 == 4:
        print("game", game + 1, "winner", result, "moves", len(S), "value of last board", v[-1])
print("which first move is good?")
print((np.tanh(w + np.diag(pairs) + c)).reshape(3, 3).round(3))
