"""A program that repeats itself gets a loop.

blocks.py, recurrence.py    blocks of steps that repeat, and what they start from
loop.py, rolling.py         a loop as a step, forward and back; a program with one in it
lengths.py                  at which lengths it holds
"""
