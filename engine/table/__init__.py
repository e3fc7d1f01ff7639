"""What a row of the table is, and what is made from the rows: numbers, formulas, the list of operations."""
