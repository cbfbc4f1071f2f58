"""What is measured, beside its peers, as ratios in one run."""
