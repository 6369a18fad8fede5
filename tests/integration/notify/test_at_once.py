"""Several events and readers at the same moment: the count of unread messages stays true."""

import eventlet
from chassis.db import open_database
from contracts.context import CallContext
from notify.queries import messages
from notify.use_cases import mailbox, notices


def at_once(office, context, *jobs):
    """Run the jobs in as many transactions at the same time."""
    url = office.db.engine.url.render_as_string(hide_password=False)

    def work(use_case, arguments):
        db = open_database(url, "notify", context)
        try:
            return db.run(use_case, *arguments)
        finally:
            db.engine.dispose()

    return [thread.wait() for thread in [eventlet.spawn(work, *job) for job in jobs]]


def submitted(office):
    return (notices.notify_case, (office.case_event("collection_submitted"), "case_submitted"))


def test_R7_1_messages_that_come_at_once_are_all_counted(office, person_id):
    at_once(office, None, *[submitted(office) for _ in range(8)])
    assert office.db.read(messages.count_unread, person_id) == 8


def test_R7_1_read_while_others_come(office, person_id):
    me = CallContext(actor_id=person_id, actor_kind="person")
    at_once(office, None, *[submitted(office) for _ in range(4)])
    items = office.db.read(messages.list_messages, person_id, None, None, unread_only=True)["items"]
    reads = [(mailbox.read_message, (item["message_id"],)) for item in items[:2]]
    all_read = (mailbox.read_all_messages, ())
    at_once(office, me, *reads, *reads, all_read, all_read, submitted(office), submitted(office))
    unread = office.db.read(messages.list_messages, person_id, None, None, unread_only=True)[
        "items"
    ]
    assert office.db.read(messages.count_unread, person_id) == len(unread) <= 2
