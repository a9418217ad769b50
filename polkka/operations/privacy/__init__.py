"""What is known of people: every table and column with its mark, and the description of the register made of them."""
