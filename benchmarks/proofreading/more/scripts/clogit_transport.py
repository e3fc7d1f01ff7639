# conditional logit, McFadden style: each traveller picks car / bus / train
# availability of the car differs. negative log likelihood never formed, LL printed sometimes
import math
trips = [
    # (cost, time) car, bus, train ; has car ; chosen
    ([(3.0, 1.0), (1.0, 2.0), (2.0, 1.2)], True, 'car'),
    ([(4.0, 1.5), (1.2, 2.5), (2.5, 1.0)], True, 'train'),
    ([(2.0, 0.8), (0.8, 1.1), (1.9, 1.3)], False, 'bus'),
    ([(5.0, 1.1), (1.5, 1.6), (3.1, 0.9)], True, 'train'),
    ([(2.5, 0.6), (1.0, 1.9), (2.2, 1.4)], True, 'car'),
    ([(3.3, 1.4), (0.9, 1.2), (2.8, 1.1)], False, 'bus'),
    ([(2.9, 0.9), (1.1, 1.7), (2.0, 1.5)], True, 'bus'),
]
NAMES = ['car', 'bus', 'train']
B = {'cost': 0.0, 'time': 0.0, 'asc_bus': 0.0, 'asc_train': 0.0}

for it in range(30):
    LL = 0.0
    gB = {key: 0.0 for key in B}
    # backward
    for alts, hascar, chosen in trips:
        e = {}
        for nm, (c, t) in zip(NAMES, alts):
            if nm == 'car' and not hascar:
                continue
            v = B['cost'] * c + B['time'] * t
            if nm != 'car':
                v += B['asc_' + nm]
            e[nm] = math.exp(v)
        tot = sum(e.values())
        LL += math.log(e[chosen] / tot)
        for nm, (c, t) in zip(NAMES, alts):
            if nm not in e:
                continue
            diff = e[nm] / tot - (1 if nm == chosen else 0)
            gB['cost'] += diff * c
            gB['time'] += diff * t
            if nm != 'car':
                gB['asc_' + nm] += diff
    if it % 10 == 0:
        print(it, "LL", round(LL, 5))
    # update
    for key in B:
        B[key] -= 0.05 * gB[key]
print(B)
print("value of time", B['time'] / B['cost'])
