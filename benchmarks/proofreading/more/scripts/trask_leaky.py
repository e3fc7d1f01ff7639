import numpy as np
np.random.seed(1)

# "11 lines" network, but with leaky relu and biases because mine got stuck on xor

def sig(x, deriv=False):
    if deriv:
        return x*(1-x)      # x is already sig(x) here!!
    return 1/(1+np.exp(-x))

X = np.array([[0,0,1.],
              [0,1,1.],
              [1,0,1.],
              [1,1,1.]])
y = np.array([[0,1,1,0.]]).T

syn0 = 2*np.random.random((3,4)) - 1
syn1 = 2*np.random.random((4,4)) - 1
syn2 = 2*np.random.random((4,1)) - 1
b1 = np.full((1,4), 0.1)
b2 = np.zeros((1,1)) - 0.2
eta = 0.3

for j in range(60):
    l0 = X
    z1 = l0.dot(syn0)
    l1 = np.where(z1 > 0, z1, 0.1*z1)
    l2 = sig(l1.dot(syn1) + b1)
    l3 = sig(l2.dot(syn2) + b2)

    loss = 0.5*np.sum((y - l3)**2)
    if j % 20 == 0:
        print("Error:", loss)

    # backward
    l3_error = y - l3  #! l3_error = l3 - y
    l3_delta = l3_error*sig(l3, deriv=True)  #! l3_delta = l3_error  #! l3_delta = l3_error*sig(l3)
    l2_error = l3_delta.dot(syn2.T)  #! l2_error = l3_error.dot(syn2.T)
    l2_delta = l2_error*sig(l2, deriv=True)  #! l2_delta = l2_error*sig(l1, deriv=True)  #! l2_delta = l2_error
    l1_error = l2_delta.dot(syn1.T)  #! l1_error = l2_delta.dot(syn1)  #! l1_error = l2_error.dot(syn1.T)
    l1_delta = l1_error*np.where(z1 > 0, 1, 0.1)  #! l1_delta = l1_error*np.where(z1 > 0, 0.1, 1)  #! l1_delta = l1_error*np.where(z1 > 0, z1, 0.1*z1)

    # update
    syn2 += eta*l2.T.dot(l3_delta)  #! syn2 -= eta*l2.T.dot(l3_delta)
    syn1 += eta*l1.T.dot(l2_delta)  #! syn1 += eta*l1.dot(l2_delta)
    syn0 += eta*l0.T.dot(l1_delta)
    b2 += eta*l3_delta.sum(axis=0, keepdims=True)  #! b2 += eta*l3_delta.mean(axis=0, keepdims=True)
    b1 += eta*l2_delta.sum(axis=0, keepdims=True)  #! b1 += eta*l2_delta.sum(axis=1)
    # end

print("Output after training")
print(l3)
