# objective: (t - y) * (t - y)
# Total noob question: 2 neurons should be able to learn a piece of a sine, right?
# I don't get matrices yet so everything is just numbers.
import math

xs = [-1.5, -1.0, -0.5, 0.0, 0.4, 0.9, 1.6]
ts = [math.sin(1.3 * x) + 0.2 for x in xs]

wA = 0.7
wB = -0.4
bA = 0.1
bB = 0.3
vA = 0.5
vB = -0.6
c = 0.0
speed = 0.08

for round_ in range(15):
    for x, t in zip(xs, ts):
        # neuron A is tanh, neuron B is a sigmoid
        inA = wA * x + bA
        inB = wB * x + bB
        A = math.tanh(inA)
        B = 1 / (1 + math.exp(-inB))
        y = vA * A + vB * B + c

        # backward
        miss = 2 * (t - y)  #! miss = 2 * (y - t)
        pullA = miss * vA * (1 - A ** 2)  #! pullA = miss * vA * A * (1 - A)
        pullB = miss * vB * B * (1 - B)  #! pullB = miss * vA * B * (1 - B)

        # update
        vA += speed * miss * A  #! vA += speed * miss * inA
        vB += speed * miss * B  #! vB += speed * miss * A
        c += speed * miss  #! c = speed * miss
        wA += speed * pullA * x  #! wA += speed * miss * vA * (1 - A ** 2) * x
        bA += speed * pullA  #! bA += speed * miss
        wB += speed * pullB * x  #! wB += speed * pullB
        bB += speed * pullB  #! bB -= speed * pullB
    speed = speed * 0.97

print(wA, wB, bA, bB, vA, vB, c)
