# objective: (reward - rbar) * math.log(pi[arm])
# gradient bandit: preferences for 4 slot machines, climb reward * log pi
import math, random
random.seed(13)
payout = [0.2, 0.5, 0.8, 0.3]
pref = [0.0, 0.0, 0.0, 0.0]
rbar = 0.0
pulls = [0, 0, 0, 0]
for n in range(30):
    Z = 0
    for p in pref:
        Z = Z + math.exp(p)
    pi = [math.exp(p) / Z for p in pref]
    # roulette wheel
    spin = random.random()
    arm = 0
    while arm < 3 and spin > pi[arm]:
        spin -= pi[arm]
        arm += 1
    reward = 1 if random.random() < payout[arm] else 0
    pulls[arm] += 1
    # backward
    up = []
    for k in range(4):
        if k == arm:
            up.append((reward - rbar) * (1 - pi[k]))
        else:
            up.append(-(reward - rbar) * pi[k])
    # update
    for k in range(4):
        pref[k] += 0.3 * up[k]
    rbar += (reward - rbar) / (n + 1)
print("pulls", pulls)
print("pi", [round(p, 3) for p in pi])
