# One gradient, explained route by route
from engine import Value, draw, explain

a = Value(2.0, label="a")
b = Value(-3.0, label="b")
c = a * b
c.label = "c"
y = c * c + a
y.label = "y"
y.backward()

# The chain rule: a product for each route from y to a, and their sum.
print(explain(y, a))

draw(y, highlight=a)
