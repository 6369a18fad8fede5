"""The words of a lost phone: the states that its applicant reads, and who may stop the change."""

SUBMITTED = "submitted"
UNDER_REVIEW = "under_review"
RETURNED = "returned"
COOLING_OFF = "cooling_off"
OBJECTED = "objected"
CHANGED = "changed"
VOID = "void"
STATES = (SUBMITTED, UNDER_REVIEW, RETURNED, COOLING_OFF, OBJECTED, CHANGED, VOID)

# States of the change that an approval begins.
PHASES = (COOLING_OFF, OBJECTED, CHANGED, VOID)
# By the SMS to the old number, by whoever is logged in, by a change that the old number proved.
OBJECTORS = ("old_phone", "account", "phone_change")

# How many files one upload token takes: each photo, and each of them twice again.
MOST_UPLOADS = 9
