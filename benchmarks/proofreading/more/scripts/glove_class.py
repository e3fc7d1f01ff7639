import numpy as np
from random import shuffle, seed

seed(1)
np.random.seed(1)
x_max, alpha, lr, vector_size = 10, 0.75, 0.05, 3
vocab_size = 5
cooccurrences = [(0, 1, 4.0), (1, 0, 4.0), (2, 3, 1.5), (3, 2, 1.5), (0, 4, 12.0), (4, 1, 0.5), (2, 4, 3.0)]

W = (np.random.rand(vocab_size * 2, vector_size) - 0.5) / float(vector_size + 1)
biases = (np.random.rand(vocab_size * 2) - 0.5) / float(vector_size + 1)
gradient_squared = np.ones((vocab_size * 2, vector_size), dtype=np.float64)
gradient_squared_biases = np.ones(vocab_size * 2, dtype=np.float64)

data = [(W[i_main], W[i_context + vocab_size], biases[i_main:i_main + 1],
         biases[i_context + vocab_size:i_context + vocab_size + 1],
         gradient_squared[i_main], gradient_squared[i_context + vocab_size],
         gradient_squared_biases[i_main:i_main + 1],
         gradient_squared_biases[i_context + vocab_size:i_context + vocab_size + 1],
         cooccurrence) for i_main, i_context, cooccurrence in cooccurrences]

for it in range(2):
    global_cost = 0
    shuffle(data)
    for (v_main, v_context, b_main, b_context, gradsq_W_main, gradsq_W_context,
         gradsq_b_main, gradsq_b_context, cooccurrence) in data:
        weight = (cooccurrence / x_max) ** alpha if cooccurrence < x_max else 1
        cost_inner = v_main.dot(v_context) + b_main[0] + b_context[0] - np.log(cooccurrence)
        cost = weight * (cost_inner ** 2)
        global_cost += 0.5 * cost
        # backward
        grad_main = weight * cost_inner * v_context  #! grad_main = weight * cost_inner * v_main  #! grad_main = cost_inner * v_context
        grad_context = weight * cost_inner * v_main
        grad_bias_main = weight * cost_inner
        grad_bias_context = weight * cost_inner  #! grad_bias_context = cost_inner
        v_main -= (lr * grad_main / np.sqrt(gradsq_W_main))
        v_context -= (lr * grad_context / np.sqrt(gradsq_W_context))  #! v_context -= (lr * grad_context / np.sqrt(gradsq_W_main))
        b_main -= (lr * grad_bias_main / np.sqrt(gradsq_b_main))
        b_context -= (lr * grad_bias_context / np.sqrt(gradsq_b_context))  #! b_context += (lr * grad_bias_context / np.sqrt(gradsq_b_context))
        gradsq_W_main += np.square(grad_main)
        gradsq_W_context += np.square(grad_context)
        gradsq_b_main += grad_bias_main ** 2
        gradsq_b_context += grad_bias_context ** 2
        # end
    print(it, global_cost)
