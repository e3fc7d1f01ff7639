# Worked example: 2 inputs, 2 hidden neurons, 2 outputs, all by hand
import math

i1, i2 = 0.05, 0.60
target_o1, target_o2 = 0.01, 0.99
w1, w2, w3, w4 = 0.15, 0.20, 0.25, 0.30
w5, w6, w7, w8 = 0.40, -0.45, 0.50, 0.55
b1, b2 = 0.35, 0.60
eta = 0.5


def logistic(net):
    return 1 / (1 + math.exp(-net))


for step in range(2):
    out_h1 = logistic(w1 * i1 + w2 * i2 + b1)
    out_h2 = logistic(w3 * i1 + w4 * i2 + b1)
    out_o1 = logistic(w5 * out_h1 + w6 * out_h2 + b2)
    out_o2 = logistic(w7 * out_h1 + w8 * out_h2 + b2)
    E = 0.5 * (target_o1 - out_o1) ** 2 + 0.5 * (target_o2 - out_o2) ** 2
    print("E_total", E)

    # backward
    d_o1 = (out_o1 - target_o1) * out_o1 * (1 - out_o1)  #! d_o1 = (out_o1 - target_o1) * out_o1 * (1 - target_o1)
    d_o2 = (out_o2 - target_o2) * out_o2 * (1 - out_o2)  #! d_o2 = (target_o2 - out_o2) * out_o2 * (1 - out_o2)  #! d_o2 = (out_o2 - target_o2) * (1 - out_o2)
    d_h1 = (d_o1 * w5 + d_o2 * w7) * out_h1 * (1 - out_h1)  #! d_h1 = (d_o1 * w5 + d_o2 * w6) * out_h1 * (1 - out_h1)  #! d_h1 = d_o1 * w5 * out_h1 * (1 - out_h1)
    d_h2 = (d_o1 * w6 + d_o2 * w8) * out_h2 * (1 - out_h2)  #! d_h2 = (d_o1 * w6 + d_o2 * w8) * out_h1 * (1 - out_h2)
    # update
    w5 -= eta * d_o1 * out_h1
    w6 -= eta * d_o1 * out_h2  #! w6 -= eta * d_o2 * out_h2
    w7 -= eta * d_o2 * out_h1
    w8 -= eta * d_o2 * out_h2
    w1 -= eta * d_h1 * i1
    w2 -= eta * d_h1 * i2
    w3 -= eta * d_h2 * i1  #! w3 -= eta * d_h1 * i1
    w4 -= eta * d_h2 * i2
    b2 -= eta * (d_o1 + d_o2)
    b1 -= eta * (d_h1 + d_h2)
    # end
print(w1, w2, w3, w4, w5, w6, w7, w8)
