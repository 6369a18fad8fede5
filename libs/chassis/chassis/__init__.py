"""Technical plumbing shared by the services; it knows no word of the business."""
