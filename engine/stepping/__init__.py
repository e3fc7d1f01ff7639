"""The backward pass as a page to step through, with numbers that can be moved.

    steps.py         records of a graph → records of the backward pass: who sends what to whom, and the sums
    telling.py       these records in words, with places for numbers
    instructions.py  rows of the table → instructions, with which the page computes what other numbers lead to
    svg.py           the project's own picture, with an id on every box and arrow
    page.py          all of it → one HTML file; page.html and page.css are its parts, and what runs in it (*.js)
    frames.py        the same steps as pictures, for slides

The numbers that a page opens with are those that were recorded. When the reader moves one, the page computes what
follows from it, with the rules of the table, and fills the same sentences.
"""

from engine.stepping.page import StepPage, step_page

__all__ = ["StepPage", "step_page"]
