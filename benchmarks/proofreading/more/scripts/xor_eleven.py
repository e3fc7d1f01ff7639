import numpy as np

def nonlin(x,deriv=False):
	if(deriv==True):
		return x*(1-x)
	return 1/(1+np.exp(-x))

X = np.array([[0,0,1],[0,1,1],[1,0,1],[1,1,1]])
y = np.array([[0,1,1,0]]).T

np.random.seed(1)
# random weights, mean 0
syn0 = 2*np.random.random((3,4)) - 1
syn1 = 2*np.random.random((4,1)) - 1

# objective: 0.5*np.sum((y - l2)**2)
for j in range(6):

	l0 = X
	l1 = nonlin(np.dot(l0,syn0))
	l2 = nonlin(np.dot(l1,syn1))

	# backward
	l2_error = y - l2  #! l2_error = l2 - y  #! l2_error = (y - l2)**2
	l2_delta = l2_error*nonlin(l2,deriv=True)  #! l2_delta = l2_error*nonlin(l2)  #! l2_delta = l2_error
	l1_error = l2_delta.dot(syn1.T)  #! l1_error = l2_error.dot(syn1.T)
	l1_delta = l1_error * nonlin(l1,deriv=True)  #! l1_delta = l1_error * nonlin(l0.dot(syn0),deriv=True)  #! l1_delta = l1_error * l1
	# update
	syn1 += l1.T.dot(l2_delta)  #! syn1 += l1.dot(l2_delta)  #! syn1 = l1.T.dot(l2_delta)
	syn0 += l0.T.dot(l1_delta)  #! syn0 -= l0.T.dot(l1_delta)
	# end

	if j % 2 == 0:
		print("Error:" + str(np.mean(np.abs(y - l2))))

print("Output After Training:")
print(l2)
