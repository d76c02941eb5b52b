-- What somebody typed into a form and sent after their session had ended: it waits, sealed, until they sign in again.
CREATE TABLE typed_texts (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id),
    -- The path of the page that the form stands on.
    page TEXT NOT NULL,
    -- Where the form was sent to, and its fields.
    sealed BLOB NOT NULL,
    kept_at INTEGER NOT NULL
) STRICT;
CREATE INDEX typed_texts_of_person ON typed_texts (person_id, page);

-- A hash of the token in a session's forms: whose form it was, once the session has another id or none.
ALTER TABLE sessions ADD COLUMN form_hash TEXT NOT NULL DEFAULT '';

-- Sessions that have ended, however they did, so that what is sent with one's cookie is known to be its person's.
CREATE TABLE ended_sessions (
    id_hash TEXT PRIMARY KEY NOT NULL,
    form_hash TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people (id),
    last_seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ended_sessions_by_form ON ended_sessions (form_hash);
CREATE INDEX ended_sessions_by_use ON ended_sessions (last_seen_at);
CREATE TRIGGER session_ends AFTER DELETE ON sessions WHEN OLD.person_id IS NOT NULL
BEGIN
    INSERT INTO ended_sessions (id_hash, form_hash, person_id, last_seen_at)
    VALUES (OLD.id_hash, OLD.form_hash, OLD.person_id, OLD.last_seen_at)
    ON CONFLICT (id_hash) DO NOTHING;
END;
