# objective: 0.5 * np.sum((self.answers - self.output) ** 2)
# my little Brain class, 3 inputs 1 output (answer = first input XOR second input)
import numpy as np

class Brain:
    def __init__(self, questions, answers):
        np.random.seed(1)
        self.questions = questions
        self.answers = answers
        self.synapse0 = 2 * np.random.random((3, 4)) - 1
        self.synapse1 = 2 * np.random.random((4, 1)) - 1

    def squash(self, v, slope=False):
        if slope:
            return v * (1 - v)
        return 1 / (1 + np.exp(-v))

    def think(self):
        self.middle = self.squash(np.dot(self.questions, self.synapse0))
        self.output = self.squash(np.dot(self.middle, self.synapse1))

    def learn(self):
        # backward
        wrong = self.answers - self.output
        out_delta = wrong * self.squash(self.output, slope=True)
        mid_wrong = out_delta.dot(self.synapse1.T)
        mid_delta = mid_wrong * self.squash(self.middle, slope=True)
        # update
        self.synapse1 += self.middle.T.dot(out_delta)
        self.synapse0 += self.questions.T.dot(mid_delta)

q = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
a = np.array([[0, 1, 1, 0]]).T
brain = Brain(q, a)
for age in range(30):
    brain.think()
    brain.learn()
    if age % 10 == 0:
        print("age", age, "mean error", np.mean(np.abs(brain.answers - brain.output)))
print(brain.output)
