# my first gradient descent, no libraries
hours = [1.0, 2.0, 2.5, 3.0, 4.5, 5.0]
marks = [35.0, 41.0, 50.0, 52.0, 68.0, 75.0]
n = len(hours)

slope = 1.0
intercept = 10.0
learning_rate = 0.02
old_cost = 1e9
step = 0

while step < 30:
    # how wrong are we
    cost = 0
    for h, mk in zip(hours, marks):
        guess = slope * h + intercept
        cost = cost + (mk - guess) ** 2
    cost = cost / n

    # backward
    d_slope = 0
    d_intercept = 0
    for h, mk in zip(hours, marks):
        guess = slope * h + intercept
        d_slope = d_slope - 2 * h * (mk - guess)
        d_intercept = d_intercept - 2 * (mk - guess)
    d_slope = d_slope / n
    d_intercept = d_intercept / n

    # update
    slope = slope - learning_rate * d_slope
    intercept = intercept - learning_rate * d_intercept

    if old_cost - cost < 1e-6:
        print("no more progress, stop")
        break
    old_cost = cost
    step += 1
    if step % 10 == 0:
        print(step, round(cost, 3), round(slope, 3), round(intercept, 3))

print("6 hours ->", slope * 6 + intercept)
