# HW1: predict flat prices WITHOUT matrices, only lists
# (tutor said no sklearn). Why is my theta2 so slow??
import numpy as np

size = [0.5, 1.0, 1.5, 2.0, 2.5, 3.0]     # 100 m^2
rooms = [1, 1, 2, 4, 3, 4]
price = [1.1, 1.7, 2.9, 3.6, 4.4, 5.2]    # 100k EUR
m = len(price)
lam = 0.3
alpha = 0.05
theta = [0.1, 0.3, -0.2]


def hyp(th, i):
    return th[0] + th[1] * size[i] + th[2] * rooms[i]


def cost(th):
    s = 0.0
    for i in range(m):
        s = s + (hyp(th, i) - price[i]) ** 2
    return s / (2 * m) + lam * (th[1] ** 2 + th[2] ** 2) / (2 * m)


hist = []
for epoch in range(8):
    J = cost(theta)
    hist.append(J)
    # backward
    grad = [0.0, 0.0, 0.0]
    for i in range(m):
        err = hyp(theta, i) - price[i]  #! err = price[i] - hyp(theta, i)  #! err = (hyp(theta, i) - price[i]) ** 2
        grad[0] += err
        grad[1] += err * size[i]  #! grad[1] = err * size[i]  #! grad[1] += err
        grad[2] += err * rooms[i]  #! grad[2] += err * size[i]  #! grad[2] += err * rooms[i - 1]
    grad[1] += lam * theta[1]
    grad[2] += lam * theta[2]  #! grad[2] += lam * theta[1]
    grad = [g / m for g in grad]  #! grad = [2 * g / m for g in grad]
    # update
    for j in range(3):
        theta[j] = theta[j] - alpha * grad[j]  #! theta[j] = theta[j] - alpha * grad[0]
    # end
    if epoch % 2 == 0:
        print('epoch', epoch, 'J =', np.round(J, 5))

print('theta:', theta)
print('prediction for 1.8 / 2 rooms:', theta[0] + theta[1] * 1.8 + theta[2] * 2)
