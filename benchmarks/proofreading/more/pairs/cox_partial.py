import numpy as np

# Cox partial likelihood (Breslow, no ties) of a linear risk score
time = np.array([5.0, 2.0, 9.0, 3.5, 7.0, 1.0])
event = np.array([1, 1, 0, 1, 1, 0])


def cox_loss(X, beta):
    risk = X @ beta
    loss = 0.0
    for i in range(len(time)):
        if event[i]:
            at_risk = time >= time[i]
            loss += np.log(np.sum(np.exp(risk[at_risk]))) - risk[i]
    return loss / event.sum()


def cox_loss_backward(dout, X, beta):
    risk = X @ beta
    # backward
    drisk = np.zeros_like(risk)
    for i in range(len(time)):
        if event[i]:
            at_risk = time >= time[i]               #! at_risk = time <= time[i]  #! at_risk = time > 0
            w = np.exp(risk[at_risk])
            drisk[at_risk] += w / w.sum()           #! drisk[at_risk] = w / w.sum()  #! drisk[at_risk] += w
            drisk[i] -= 1                           #! drisk[i] += 1  #! drisk[i] = -1
    drisk *= dout / event.sum()                     #! drisk *= dout / len(time)  #! drisk *= dout
    dX = np.outer(drisk, beta)                      #! dX = drisk[:, None] * X
    dbeta = X.T @ drisk                             #! dbeta = X.T @ (drisk * event)
    # end
    return {'X': dX, 'beta': dbeta}


FORWARD = cox_loss
BACKWARD = cox_loss_backward
INPUTS = (np.random.RandomState(12).randn(6, 3), np.array([0.5, -0.8, 0.3]))
