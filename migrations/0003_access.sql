-- Who holds what is kept as periods: a row is added when something begins and gets its end once, so that who had
-- which access on a given day can be told. What holds now has no end.

ALTER TABLE grants ADD COLUMN revoked_at INTEGER;
DROP INDEX grants_once;
CREATE UNIQUE INDEX grants_once ON grants (person_id, role_id, coalesce(project_id, 0)) WHERE revoked_at IS NULL;

CREATE TABLE cells (
    id INTEGER PRIMARY KEY,
    role_id INTEGER NOT NULL REFERENCES roles (id),
    environment_id INTEGER NOT NULL REFERENCES environments (id),
    level TEXT NOT NULL CHECK (level IN ('none', 'read', 'deploy', 'full')),
    approve INTEGER NOT NULL DEFAULT 0 CHECK (approve IN (0, 1)),
    rollback INTEGER NOT NULL DEFAULT 0 CHECK (rollback IN (0, 1)),
    since INTEGER NOT NULL,
    until INTEGER
) STRICT;
INSERT INTO cells (role_id, environment_id, level, approve, rollback, since)
SELECT a.role_id, a.environment_id, a.level, a.approve, a.rollback, e.created_at
FROM role_access a JOIN environments e ON e.id = a.environment_id;
DROP TABLE role_access;
ALTER TABLE cells RENAME TO role_access;
CREATE UNIQUE INDEX role_access_once ON role_access (role_id, environment_id) WHERE until IS NULL;

-- A role that is retired is held by nobody and offered to nobody; its name is not used again.
ALTER TABLE roles ADD COLUMN retired_at INTEGER;

-- A group of people holds roles, so that a team is one grant.
CREATE TABLE groups (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    -- The value of the sign-in provider's group claim whose people are its members; NULL where admins keep it.
    claim TEXT UNIQUE,
    created_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;

CREATE TABLE memberships (
    id INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL REFERENCES groups (id),
    person_id INTEGER NOT NULL REFERENCES people (id),
    -- Put there by an admin, or by what the sign-in provider says.
    source TEXT NOT NULL CHECK (source IN ('admin', 'provider')),
    since INTEGER NOT NULL,
    until INTEGER
) STRICT;
CREATE UNIQUE INDEX memberships_once ON memberships (group_id, person_id, source) WHERE until IS NULL;
CREATE INDEX memberships_of_person ON memberships (person_id);

CREATE TABLE group_grants (
    id INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL REFERENCES groups (id),
    role_id INTEGER NOT NULL REFERENCES roles (id),
    project_id INTEGER REFERENCES projects (id),
    granted_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE UNIQUE INDEX group_grants_once ON group_grants (group_id, role_id, coalesce(project_id, 0))
    WHERE revoked_at IS NULL;

-- Every role that a person holds or held, by themselves or by a group. A period without an end holds now.
CREATE VIEW holdings AS
SELECT person_id, role_id, project_id, NULL AS group_id, granted_at AS since, revoked_at AS until
FROM grants
UNION ALL
SELECT m.person_id, g.role_id, g.project_id, g.group_id, max(m.since, g.granted_at),
       CASE WHEN m.until IS NULL THEN g.revoked_at WHEN g.revoked_at IS NULL THEN m.until
            ELSE min(m.until, g.revoked_at) END
FROM memberships m JOIN group_grants g ON g.group_id = m.group_id;

-- When people could do nothing; `people.disabled_at` is the period that has not ended.
CREATE TABLE disablements (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id),
    since INTEGER NOT NULL,
    until INTEGER
) STRICT;
CREATE UNIQUE INDEX disablements_once ON disablements (person_id) WHERE until IS NULL;
INSERT INTO disablements (person_id, since) SELECT id, disabled_at FROM people WHERE disabled_at IS NOT NULL;

-- A change of the matrix that widens somebody's rights waits for a second admin where there are two.
CREATE TABLE access_changes (
    id INTEGER PRIMARY KEY,
    change TEXT NOT NULL CHECK (json_valid(change)),
    proposed_at INTEGER NOT NULL,
    proposed_by INTEGER NOT NULL REFERENCES people (id),
    decided_at INTEGER,
    decided_by INTEGER REFERENCES people (id),
    decision TEXT CHECK (decision IN ('applied', 'declined', 'withdrawn', 'overtaken')),
    CHECK ((decided_at IS NULL) = (decision IS NULL))
) STRICT;
CREATE INDEX access_changes_open ON access_changes (id) WHERE decided_at IS NULL;

-- Links that open something once: the first admin's, an invitation, a new password. Only their hash is kept.
CREATE TABLE one_time_links (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('setup', 'invitation', 'reset')),
    hash TEXT NOT NULL UNIQUE,
    person_id INTEGER REFERENCES people (id),
    created_by INTEGER REFERENCES people (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    -- Another link took its place, or the person was disabled.
    voided_at INTEGER,
    CHECK ((kind = 'setup') = (person_id IS NULL))
) STRICT;
CREATE INDEX one_time_links_of_person ON one_time_links (person_id);

-- Sessions say where they are and when their person last proved who they are.
ALTER TABLE sessions ADD COLUMN proved_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN second_factor_at INTEGER;
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';

-- Failed sign-ins in a row. A row of a person is never pushed out by others.
CREATE TABLE sign_in_failures (
    -- 'person 3', or 'unknown ' and a hash of the name that was typed, or 'address 192.0.2.7'.
    subject TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    -- Until then no try is looked at.
    delayed_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_failures_by_time ON sign_in_failures (last_at);

-- One-time codes. The seed is encrypted with the key in the data folder, bound to its row.
CREATE TABLE second_factors (
    person_id INTEGER PRIMARY KEY REFERENCES people (id),
    seed BLOB NOT NULL,
    begun_at INTEGER NOT NULL,
    confirmed_at INTEGER,
    -- The last time step whose code was taken: it and those before it are never taken again.
    last_step INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE recovery_codes (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id),
    hash TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    used_at INTEGER,
    UNIQUE (person_id, hash)
) STRICT;

-- Who a person is at the sign-in provider.
CREATE TABLE identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people (id),
    since INTEGER NOT NULL,
    -- What asks the provider again who they are, encrypted like a seed.
    refresh_token BLOB,
    -- When the provider last confirmed the person and their groups.
    confirmed_at INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_of_person ON identities (person_id);

-- When the chain of the audit log was walked, how far, and what its head was.
CREATE TABLE audit_checks (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    head TEXT NOT NULL,
    -- The first event that is not what it was; NULL where all are.
    broken_at INTEGER
) STRICT;

-- The audit log's filters: each finds its newest rows without looking at others.
ALTER TABLE events ADD COLUMN person_id INTEGER
    GENERATED ALWAYS AS (coalesce(json_extract(actor, '$.owner'),
        CASE json_extract(actor, '$.kind') WHEN 'person' THEN json_extract(actor, '$.id') END)) VIRTUAL;
CREATE INDEX events_of_person ON events (person_id, sequence) WHERE person_id IS NOT NULL;
CREATE INDEX events_of_action ON events (action, sequence);
CREATE INDEX events_of_project ON events (project_id, sequence) WHERE project_id IS NOT NULL;
CREATE INDEX events_of_environment ON events (environment_id, sequence) WHERE environment_id IS NOT NULL;
CREATE INDEX events_by_time ON events (at);
