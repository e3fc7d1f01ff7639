# "Putting it together": the spiral toy data and a 2-layer net, small enough to look at
import numpy as np

np.random.seed(0)
N = 3  # points in each arm
D = 2
K = 3  # arms = classes
X = np.zeros((N * K, D))
y = np.zeros(N * K, dtype='uint8')
for j in range(K):
    ix = range(N * j, N * (j + 1))
    r = np.linspace(0.1, 1, N)  # radius
    t = np.linspace(j * 4, (j + 1) * 4, N) + np.random.randn(N) * 0.2  # theta
    X[ix] = np.c_[r * np.sin(t), r * np.cos(t)]
    y[ix] = j

# two layers
h = 5  # hidden units
W = 0.5 * np.random.randn(D, h)
b = np.zeros((1, h))
W2 = 0.5 * np.random.randn(h, K)
b2 = np.zeros((1, K))

step_size = 1e-0
reg = 1e-2

# gradient descent loop
num_examples = X.shape[0]
for i in range(11):

    # scores, a row per example
    hidden_layer = np.maximum(0, np.dot(X, W) + b)  # ReLU
    scores = np.dot(hidden_layer, W2) + b2

    # softmax
    exp_scores = np.exp(scores)
    probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)

    # mean cross-entropy, plus L2
    correct_logprobs = -np.log(probs[range(num_examples), y])
    data_loss = np.sum(correct_logprobs) / num_examples
    reg_loss = 0.5 * reg * np.sum(W * W) + 0.5 * reg * np.sum(W2 * W2)
    loss = data_loss + reg_loss
    if i % 5 == 0:
        print("iteration %d: loss %f" % (i, loss))

    # backward
    # scores first
    dscores = probs
    dscores[range(num_examples), y] -= 1
    dscores /= num_examples

    # second layer
    dW2 = np.dot(hidden_layer.T, dscores)  #! dW2 = np.dot(hidden_layer.T, scores)
    db2 = np.sum(dscores, axis=0, keepdims=True)  #! db2 = np.sum(dscores, axis=1, keepdims=True)
    # into the hidden layer and through its ReLU
    dhidden = np.dot(dscores, W2.T)  #! dhidden = np.dot(dscores, dW2.T)
    dhidden[hidden_layer <= 0] = 0  #! dhidden[hidden_layer > 0] = 0
    # first layer
    dW = np.dot(X.T, dhidden)
    db = np.sum(dhidden, axis=0, keepdims=True)

    # the L2 part
    dW2 += reg * W2  #! dW2 += 0.5 * reg * W2 * W2
    dW += reg * W  #! dW = reg * W

    # update
    W += -step_size * dW
    b += -step_size * db
    W2 += -step_size * dW2
    b2 += -step_size * db2
    # end

# how many did it learn?
hidden_layer = np.maximum(0, np.dot(X, W) + b)
scores = np.dot(hidden_layer, W2) + b2
predicted_class = np.argmax(scores, axis=1)
print('training accuracy: %.2f' % (np.mean(predicted_class == y)))
