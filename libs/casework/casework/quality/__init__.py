"""Quality of review: policies, approval in bulk, second reviews by sample."""
