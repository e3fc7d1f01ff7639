from numpy import *

# UFLDL softmax exercise, redone. all the parameters live in ONE vector so that i can hand it to any optimiser
random.seed(11)
numClasses, inputSize, M = 3, 4, 6
data = random.randn(M, inputSize)
labels = array([0, 2, 1, 1, 0, 2])
lam = 0.02
smooth = 0.1          # label smoothing, not in the exercise


def unpack(theta):
    k = numClasses * inputSize
    return theta[:k].reshape(inputSize, numClasses), theta[k:]


groundTruth = zeros((M, numClasses))
groundTruth[arange(M), labels] = 1
groundTruth = (1 - smooth) * groundTruth + smooth / numClasses


def softmaxCost(theta):
    W, b = unpack(theta)
    scores = dot(data, W) + b
    scores = scores - scores.max(axis=1)[:, newaxis]
    e = exp(scores)
    prob = e / e.sum(axis=1)[:, newaxis]
    cost = -(groundTruth * log(prob)).sum() / M + 0.5 * lam * (W ** 2).sum()

    # backward
    delta = prob - groundTruth  #! delta = groundTruth - prob  #! delta = prob * (1 - prob) * (prob - groundTruth)  #! delta = prob - eye(numClasses)[labels]
    delta = delta / M  #! delta = delta / numClasses  #! delta = delta * M
    Wgrad = dot(data.T, delta)  #! Wgrad = dot(data.T, delta) / M  #! Wgrad = dot(data.T, prob) / M
    Wgrad += lam * W  #! Wgrad += 2 * lam * W  #! Wgrad += lam * W ** 2  #! Wgrad = lam * W
    bgrad = delta.sum(axis=0)  #! bgrad = delta.mean(axis=0)
    thetagrad = concatenate([Wgrad.ravel(), bgrad])  #! thetagrad = concatenate([Wgrad.T.ravel(), bgrad])
    # end
    return cost, thetagrad


theta = 0.3 * random.randn(numClasses * inputSize + numClasses)
for i in range(15):
    J, g = softmaxCost(theta)
    # update
    theta -= 0.5 * g  #! theta += 0.5 * g
    # end
    print(i, J)

W, b = unpack(theta)
print("pred  :", argmax(dot(data, W) + b, axis=1))
print("labels:", labels)
