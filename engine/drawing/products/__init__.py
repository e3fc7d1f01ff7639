"""Why dW = A.T @ δ: two arrays beside their product, one entry lit, with the row and the column that make it.

    describing.py  traces → the arrays of a layer, their product, and what it means
    picture.py     the same as a picture, its sum written out below
    page.py        the same as a page, where a click or an arrow key lights another entry

On the page every number and sentence is computed and printed in Python, as in the picture; what runs in the browser
only looks up what to show (page.html, page.css, page.js).
"""
