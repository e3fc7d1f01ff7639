"""The backward pass as a page to step through, in three stages that can be read and tested one by one.

    steps.py    records of a graph → records of the backward pass: who sends what to whom, and the sums
    telling.py  these records in words and printed numbers
    svg.py      the project's own picture, with an id on every box and arrow
    page.py     words, numbers and picture → one HTML file; page.html, page.css and page.js are its parts

Every number on the page is computed and printed here. What runs in the browser only looks up what to show.
"""

from engine.stepping.page import StepPage, step_page

__all__ = ["StepPage", "step_page"]
