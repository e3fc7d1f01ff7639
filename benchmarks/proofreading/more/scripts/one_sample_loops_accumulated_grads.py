# everything with explicit loops over samples, outputs and inputs; gradients summed up, averaged at the very end
import numpy as np

random = np.random.RandomState(19)
n_samples, n_in, n_hid, n_out = 5, 3, 4, 2
inputs = random.uniform(-1, 1, (n_samples, n_in))
targets = random.uniform(0, 1, (n_samples, n_out))
w_ih = random.uniform(-0.5, 0.5, (n_hid, n_in))
b_h = random.uniform(-0.5, 0.5, n_hid)
w_ho = random.uniform(-0.5, 0.5, (n_out, n_hid))
b_o = random.uniform(-0.5, 0.5, n_out)

for epoch in range(2):
    gw_ih, gb_h = np.zeros((n_hid, n_in)), np.zeros(n_hid)
    gw_ho, gb_o = np.zeros((n_out, n_hid)), np.zeros(n_out)
    loss = 0.0
    for s in range(n_samples):
        hid = np.zeros(n_hid)
        for j in range(n_hid):
            hid[j] = np.tanh(w_ih[j] @ inputs[s] + b_h[j])
        out = np.zeros(n_out)
        for k in range(n_out):
            out[k] = 1 / (1 + np.exp(-(w_ho[k] @ hid + b_o[k])))
            loss += (out[k] - targets[s, k]) ** 2 / n_samples
        # backward
        d_hid = np.zeros(n_hid)
        for k in range(n_out):
            d_net = 2 * (out[k] - targets[s, k]) * out[k] * (1 - out[k])  #! d_net = 2 * (out[k] - targets[s, k]) * (1 - out[k] ** 2)  #! d_net = 2 * (out[k] - targets[s, k])  #! d_net = 2 * (targets[s, k] - out[k]) * out[k] * (1 - out[k])
            gb_o[k] += d_net  #! gb_o[k] = d_net
            for j in range(n_hid):
                gw_ho[k, j] += d_net * hid[j]  #! gw_ho[k, j] = d_net * hid[j]  #! gw_ho[k, j] += d_net * w_ho[k, j]
                d_hid[j] += d_net * w_ho[k, j]  #! d_hid[j] = d_net * w_ho[k, j]  #! d_hid[j] += d_net * hid[j]  #! d_hid[j] += d_net
        for j in range(n_hid):
            d_net = d_hid[j] * (1 - hid[j] ** 2)  #! d_net = d_hid[j] * hid[j] * (1 - hid[j])
            gb_h[j] += d_net
            for i in range(n_in):  #! for i in range(n_in - 1):
                gw_ih[j, i] += d_net * inputs[s, i]  #! gw_ih[j, i] += d_hid[j] * inputs[s, i]  #! gw_ih[j, i] += d_net * inputs[i, s]
        # end
    # update
    for param, grad in ((w_ih, gw_ih), (b_h, gb_h), (w_ho, gw_ho), (b_o, gb_o)):
        param -= 0.5 * grad / n_samples
