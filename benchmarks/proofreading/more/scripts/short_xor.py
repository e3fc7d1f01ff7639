from numpy import exp, array, random, dot, mean, abs

# i took the famous short network and gave it one more layer + a bias row. it learns XOR but sometimes gets stuck
X = array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = array([[0], [1], [1], [0]])

random.seed(1)
syn0 = 2 * random.random((3, 4)) - 1
syn1 = 2 * random.random((4, 4)) - 1
syn2 = 2 * random.random((4, 1)) - 1
bias1 = random.random((1, 4)) - .5

def nonlin(x, deriv=False):
    if deriv:
        return x * (1 - x)     # x is already sigmoid(x) here!
    return 1 / (1 + exp(-x))

# objective: 0.5 * ((y - l3) ** 2).sum()
for j in range(6):
    l0 = X
    l1 = nonlin(dot(l0, syn0))
    l2 = nonlin(dot(l1, syn1) + bias1)
    l3 = nonlin(dot(l2, syn2))
    # backward
    l3_error = y - l3  #! l3_error = l3 - y
    l3_delta = l3_error * nonlin(l3, deriv=True)  #! l3_delta = l3_error * nonlin(l3)  #! l3_delta = l3_error
    l2_error = l3_delta.dot(syn2.T)  #! l2_error = l3_error.dot(syn2.T)
    l2_delta = l2_error * nonlin(l2, True)  #! l2_delta = l2_error * nonlin(l1, True)
    l1_error = l2_delta.dot(syn1.T)  #! l1_error = l2_delta.dot(syn1)  #! l1_error = l2_error.dot(syn1.T)
    l1_delta = l1_error * nonlin(l1, True)  #! l1_delta = l1_error * nonlin(dot(l0, syn0), True)
    # update
    syn2 += l2.T.dot(l3_delta)  #! syn2 -= l2.T.dot(l3_delta)
    syn1 += l1.T.dot(l2_delta)  #! syn1 += l2.T.dot(l2_delta)
    bias1 += l2_delta.sum(axis=0)  #! bias1 += l2_delta.sum()  #! bias1 += mean(l2_delta, axis=0)
    syn0 += l0.T.dot(l1_delta)
    # end
    print("Error:" + str(mean(abs(y - l3))))
