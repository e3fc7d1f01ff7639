"""What a line of a program is made of: pieces of NumPy text, and the formula of one entry that its comment says.

index.py     what stands in brackets: letters, and what slices make of them
formula.py   one entry of a piece, as text
code.py      the rules of the table, run on pieces of source; the functions that the source calls
"""
