"""Speed, measured by ratios within one run."""
