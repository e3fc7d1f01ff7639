# Question: my siamese net learns, but are these gradients right? Both towers share W and V
# y=1 -> same class (pull together), y=0 -> different (push until the margin)
import numpy as np

leftImages  = np.array([[.1, .9, .2], [.8, .1, .4], [.2, .8, .1], [.9, .2, .6], [.5, .5, .1]])
rightImages = np.array([[.2, .7, .3], [.1, .9, .2], [.7, .2, .5], [.8, .1, .7], [.4, .3, .2]])
same        = [1, 0, 0, 1, 0]
margin      = 0.8
rate        = 0.1

rs = np.random.RandomState(2)
W  = rs.uniform(-1, 1, size=(4, 3))
bW = rs.uniform(-.1, .1, size=4)
V  = rs.uniform(-1.5, 1.5, size=(2, 4))

def tower(img):
    hid = np.tanh(W.dot(img) + bW)
    return hid, V.dot(hid)

for epoch in range(10):
    totalLoss = 0.0
    gradW, gradbW, gradV = 0 * W, 0 * bW, 0 * V
    for i in range(len(same)):
        a, b, y = leftImages[i], rightImages[i], same[i]
        ha, ea = tower(a)
        hb, eb = tower(b)
        diff = ea - eb
        dist = np.sqrt(diff.dot(diff) + 1e-9)
        if y == 1:
            totalLoss += 0.5 * dist**2
        else:
            totalLoss += 0.5 * max(0.0, margin - dist)**2

        # backward
        if y == 1:
            dDist = dist  #! dDist = 2 * dist  #! dDist = -dist
        else:
            dDist = -max(0.0, margin - dist)  #! dDist = max(0.0, margin - dist)  #! dDist = -(margin - dist)  #! dDist = -1.0 * (dist < margin)
        dEa = dDist * diff / dist  #! dEa = dDist * diff  #! dEa = dDist * diff / dist**2
        dEb = -dEa  #! dEb = dEa
        gradV += np.outer(dEa, ha) + np.outer(dEb, hb)  #! gradV += np.outer(dEa, ha)  #! gradV += np.outer(dEa, hb) + np.outer(dEb, ha)
        dZa = V.T.dot(dEa) * (1 - ha**2)
        dZb = V.T.dot(dEb) * (1 - hb**2)  #! dZb = V.T.dot(dEb) * (1 - ha**2)  #! dZb = V.T.dot(dEb)
        gradW += np.outer(dZa, a)
        gradW += np.outer(dZb, b)  #! gradW = np.outer(dZb, b)
        gradbW += dZa + dZb  #! gradbW += dZa - dZb
    # update
    W -= rate * gradW
    bW -= rate * gradbW
    V -= rate * gradV
    # end
    print(epoch, totalLoss)
