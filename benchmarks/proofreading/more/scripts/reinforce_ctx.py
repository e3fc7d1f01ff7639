import numpy as np

# Contextual bandit: 3 arms, context of 4 numbers, tiny policy net 4 -> 5 -> 3.
# REINFORCE with a learned (linear) baseline and an entropy bonus.
np.random.seed(11)
BATCH, ARMS, CTX, HID = 8, 3, 4, 5
BETA = 0.05          # entropy bonus
LR_PI, LR_V = 0.5, 0.1
true_w = np.random.randn(CTX, ARMS)

theta = {
    'W': np.random.randn(CTX, HID) * 0.5,
    'b': np.zeros(HID),
    'V': np.random.randn(HID, ARMS) * 0.5,
    'c': np.zeros(ARMS),
}
w_base = np.zeros(CTX)


def policy(s):
    hid = np.tanh(s @ theta['W'] + theta['b'])
    score = hid @ theta['V'] + theta['c']
    score = score - score.max(axis=1, keepdims=True)
    prob = np.exp(score) / np.exp(score).sum(axis=1, keepdims=True)
    return hid, prob


for episode in range(10):
    s = np.random.randn(BATCH, CTX)
    hid, prob = policy(s)
    arm = np.array([np.random.choice(ARMS, p=p) for p in prob])
    reward = (s @ true_w)[np.arange(BATCH), arm] + 0.1 * np.random.randn(BATCH)
    value = s @ w_base
    adv = reward - value               # constant for the policy!

    logp = np.log(prob)
    H = -np.sum(prob * logp, axis=1)
    J = np.mean(logp[np.arange(BATCH), arm] * adv + BETA * H)
    vloss = 0.5 * np.mean((value - reward) ** 2)
    loss = -J + vloss

    # backward
    onehot = np.eye(ARMS)[arm]
    dscore = (prob - onehot) * adv[:, None]  #! dscore = (onehot - prob) * adv[:, None]  #! dscore = prob - onehot  #! dscore = (prob - onehot) * reward[:, None]
    dscore += BETA * prob * (logp + H[:, None])  #! dscore -= BETA * prob * (logp + H[:, None])  #! dscore += BETA * prob * (logp + 1)  #! dscore += BETA * (logp + H[:, None])
    dscore /= BATCH  #! dscore /= ARMS
    dV = hid.T @ dscore
    dc = dscore.sum(axis=0)  #! dc = dscore.sum()
    dhid = dscore @ theta['V'].T
    dpre = dhid * (1 - hid ** 2)  #! dpre = dhid * (1 - np.tanh(hid) ** 2)  #! dpre = dhid * hid * (1 - hid)
    dW = s.T @ dpre  #! dW = s.T @ dhid
    db = dpre.sum(axis=0)
    dbase = s.T @ (value - reward) / BATCH  #! dbase = s.T @ (value - reward)  #! dbase = s.T @ adv / BATCH

    # update
    for k, g in zip('WbVc', (dW, db, dV, dc)):  #! for k, g in zip('Wb', (dW, db)):
        theta[k] = theta[k] - LR_PI * g
    w_base = w_base - LR_V * dbase
    # end
    print('ep', episode, 'mean reward %.3f' % reward.mean(), 'loss %.4f' % loss)
