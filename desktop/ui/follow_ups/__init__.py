"""回访与履行: whom to ask and what is to be paid, with a call written down beside the list."""
