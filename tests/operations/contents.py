"""What an installation of the tests holds, written and read past the services."""

import hashlib
import io
import uuid
from contextlib import closing

import psycopg2
from backup.snapshot import connect, tables_of
from chassis.storage.staging import StagedFile, stage
from native.preparation import BUCKETS
from psycopg2.extras import Json

NOW = "2026-11-20T08:00:00Z"


def run(installation, service, statement, values=()):
    """Execute one statement and return its rows, if it has any."""
    with (
        closing(psycopg2.connect(installation.databases[service])) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def publish(installation, source, event_type, *, sent=True):
    """Put an event into an outbox and return its id."""
    event_id = str(uuid.uuid4())
    statement = (
        "INSERT INTO outbox_events (event_id, event_type, body, occurred_at, published_at)"
        " VALUES (%s, %s, %s, %s, %s)"
    )
    body = {"id": event_id, "text": "𠮷\t\\n 张三丰"}
    run(
        installation,
        source,
        statement,
        (event_id, event_type, Json(body), NOW, NOW if sent else None),
    )
    return event_id


def handle(installation, consumer, handler, event_id, state="handled"):
    """Note in an inbox that an event came."""
    statement = (
        "INSERT INTO inbox_events (event_id, handler, event_type, state, attempts, received_at,"
        " handled_at) VALUES (%s, %s, 'x', %s, 1, %s, %s)"
    )
    handled_at = NOW if state == "handled" else None
    run(installation, consumer, statement, (event_id, handler, state, NOW, handled_at))


def file_of_case(installation, data=b"%PDF-1.7 proof", media_type="application/pdf"):
    """Store an object in the bucket of changes with the row that names it; return its key."""
    key = uuid.uuid4().hex
    installation.store().put("changes", key, data, media_type)
    statement = (
        "INSERT INTO attachments (case_id, attachment_id, person_id, kind, file_name, key,"
        " media_type, size, sha256, claimed_at) VALUES (%s, %s, %s, 'proof', '证明.pdf', %s, %s,"
        " %s, %s, %s)"
    )
    digest = hashlib.sha256(data).hexdigest()
    values = (str(uuid.uuid4()), key, str(uuid.uuid4()), key, media_type, len(data), digest, NOW)
    run(installation, "changes", statement, values)
    return key


def open_case(installation):
    """Put a case into the queue of transfers; the database counts it by itself."""
    statement = (
        "INSERT INTO cases (case_id, kind, person_id, masked_name, name_index, person_index, state,"
        " authority_id, authority_name, authority_path, round, submitted_at, due_at, limit_at,"
        " reasons, version) VALUES (gen_random_uuid(), 'transfer', gen_random_uuid(), '王*',"
        " sha256('a'), sha256('b'), 'submitted', 'au-1', '甲', '/au-1/', 1, %(now)s, %(now)s,"
        " %(now)s, '[]', 1)"
    )
    run(installation, "transfer", statement, {"now": NOW})


def staged(installation, data=b"\x89PNG upload"):
    """Stage an upload and return its description."""
    owner, attachment = str(uuid.uuid4()), str(uuid.uuid4())
    digest = hashlib.sha256(data).hexdigest()
    file = StagedFile(attachment, owner, "photo", "照片.png", "image/png", len(data), digest)
    stage(installation.store(), file, io.BytesIO(data))
    return file


def rows(installation):
    """Return every row of every table of all databases, as text in order."""
    found = {}
    for service, address in installation.databases.items():
        with closing(connect(address)) as connection, connection.cursor() as cursor:
            for table in tables_of(connection):
                cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
                found[service, table] = [text for (text,) in cursor.fetchall()]
    return found


def files(installation):
    """Return every object of every bucket."""
    store = installation.store()
    return {
        (bucket, each.key): store.get(bucket, each.key)
        for bucket in BUCKETS
        for each in store.list(bucket)
    }


def schema(installation, service):
    """Return columns, constraints and indexes, to compare two databases."""
    queries = (
        (
            "SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity"
            " FROM information_schema.columns WHERE table_schema = 'public'"
        ),
        (
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated"
            " FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
        ),
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal",
    )
    return [sorted(map(str, run(installation, service, query))) for query in queries]
