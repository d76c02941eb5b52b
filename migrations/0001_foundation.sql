-- Times are INTEGER microseconds since 1970-01-01T00:00:00Z. Hashes are lower-case hex. Facts are written once: what
-- can change is a column that goes from NULL to a value, or a row of its own.

-- One row. `engine_epoch` counts the engine's starts, so that what an earlier process left running is recognised.
CREATE TABLE installation (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    engine_epoch INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO installation (id) VALUES (1);

CREATE TABLE environments (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    position INTEGER NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE projects (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- People, roles and the matrix -------------------------------------------------------------------------------------

CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    sign_in_name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    display_name TEXT NOT NULL,
    email TEXT,
    password_hash TEXT,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT;

CREATE TABLE roles (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    built_in INTEGER NOT NULL DEFAULT 0 CHECK (built_in IN (0, 1)),
    -- An administrator manages people, roles and tokens, and has no environment rights by that.
    administers INTEGER NOT NULL DEFAULT 0 CHECK (administers IN (0, 1)),
    reads_audit INTEGER NOT NULL DEFAULT 0 CHECK (reads_audit IN (0, 1)),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE role_access (
    role_id INTEGER NOT NULL REFERENCES roles (id),
    environment_id INTEGER NOT NULL REFERENCES environments (id),
    level TEXT NOT NULL CHECK (level IN ('none', 'read', 'deploy', 'full')),
    approve INTEGER NOT NULL DEFAULT 0 CHECK (approve IN (0, 1)),
    rollback INTEGER NOT NULL DEFAULT 0 CHECK (rollback IN (0, 1)),
    PRIMARY KEY (role_id, environment_id)
) STRICT, WITHOUT ROWID;

-- A person holds a role for one project, or for all of them where project_id is NULL.
CREATE TABLE grants (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people (id),
    role_id INTEGER NOT NULL REFERENCES roles (id),
    project_id INTEGER REFERENCES projects (id),
    granted_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX grants_once ON grants (person_id, role_id, coalesce(project_id, 0));

CREATE TABLE tokens (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    -- SHA-256 of the token; the token itself is shown once and kept nowhere.
    hash TEXT NOT NULL UNIQUE,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    role_id INTEGER NOT NULL REFERENCES roles (id),
    owner_id INTEGER NOT NULL REFERENCES people (id),
    creator_id INTEGER REFERENCES people (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER
) STRICT;

CREATE TABLE sessions (
    -- SHA-256 of the session id, so that a copy of the database signs nobody in.
    id_hash TEXT PRIMARY KEY,
    person_id INTEGER REFERENCES people (id),
    data TEXT NOT NULL CHECK (json_valid(data)),
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_person ON sessions (person_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- The strategy document --------------------------------------------------------------------------------------------

CREATE TABLE strategy_versions (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    number INTEGER NOT NULL,
    -- The bytes that were hashed and approved.
    document BLOB NOT NULL,
    sha256 TEXT NOT NULL,
    author_id INTEGER REFERENCES people (id),
    created_at INTEGER NOT NULL,
    submitted_at INTEGER,
    approved_at INTEGER,
    approved_by INTEGER REFERENCES people (id),
    superseded_at INTEGER,
    UNIQUE (project_id, number)
) STRICT;
CREATE UNIQUE INDEX strategy_in_force ON strategy_versions (project_id)
    WHERE approved_at IS NOT NULL AND superseded_at IS NULL;

CREATE TABLE files (
    sha256 TEXT PRIMARY KEY,
    content BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE strategy_files (
    strategy_version_id INTEGER NOT NULL REFERENCES strategy_versions (id),
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES files (sha256),
    PRIMARY KEY (strategy_version_id, path)
) STRICT, WITHOUT ROWID;

-- Releases and evidence --------------------------------------------------------------------------------------------

CREATE TABLE releases (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    version TEXT NOT NULL,
    commit_sha TEXT NOT NULL,
    artifact_uri TEXT NOT NULL,
    artifact_sha256 TEXT NOT NULL,
    -- NULL: not declared, which never reads as safe.
    irreversible INTEGER CHECK (irreversible IN (0, 1)),
    notes TEXT NOT NULL DEFAULT '',
    -- SHA-256 over project, version, commit, artifact, changes, notes and what was declared.
    digest TEXT NOT NULL,
    registered_at INTEGER NOT NULL,
    person_id INTEGER REFERENCES people (id),
    token_id INTEGER REFERENCES tokens (id),
    UNIQUE (project_id, version)
) STRICT;
CREATE INDEX releases_of_project ON releases (project_id, id);

CREATE TABLE release_changes (
    release_id INTEGER NOT NULL REFERENCES releases (id),
    position INTEGER NOT NULL,
    sha TEXT NOT NULL,
    subject TEXT NOT NULL,
    author TEXT NOT NULL,
    ticket TEXT,
    url TEXT,
    PRIMARY KEY (release_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    release_id INTEGER NOT NULL REFERENCES releases (id),
    -- tests, coverage, duplication, complexity, vulnerabilities, dependencies, benchmarks
    kind TEXT NOT NULL,
    fact TEXT NOT NULL CHECK (json_valid(fact)),
    -- SHA-256 of the raw report; of the fact's own JSON where a fact came without one.
    sha256 TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    person_id INTEGER REFERENCES people (id),
    token_id INTEGER REFERENCES tokens (id)
) STRICT;
CREATE INDEX evidence_of_release ON evidence (release_id, kind, id);

-- Deployments ------------------------------------------------------------------------------------------------------

CREATE TABLE deployments (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    environment_id INTEGER NOT NULL REFERENCES environments (id),
    release_id INTEGER NOT NULL REFERENCES releases (id),
    kind TEXT NOT NULL CHECK (kind IN ('deploy', 'rollback', 'redeploy')),
    -- An immediate rollback skips approvals, gates, checklist and freezes.
    immediate INTEGER NOT NULL DEFAULT 0 CHECK (immediate IN (0, 1)),
    request_reason TEXT NOT NULL DEFAULT '',
    requested_at INTEGER NOT NULL,
    requested_by INTEGER REFERENCES people (id),
    requested_token INTEGER REFERENCES tokens (id),
    -- Bound again, with approvals void, when another strategy version comes into force before the start.
    strategy_version_id INTEGER NOT NULL REFERENCES strategy_versions (id),
    plan TEXT NOT NULL CHECK (json_valid(plan)),
    plan_hash TEXT NOT NULL,
    start_when_ready INTEGER NOT NULL CHECK (start_when_ready IN (0, 1)),
    -- What the environment served when this was requested, then when it started.
    replaces_release_id INTEGER REFERENCES releases (id),
    -- The deployment that an immediate rollback ends.
    ends_deployment INTEGER REFERENCES deployments (number),
    started_at INTEGER,
    started_by INTEGER REFERENCES people (id),
    -- A wish to end a running deployment; the engine ends its processes first.
    stop_requested_at INTEGER,
    stop_requested_by INTEGER REFERENCES people (id),
    stop_reason TEXT,
    ended_at INTEGER,
    outcome TEXT CHECK (outcome IN ('succeeded', 'failed', 'cancelled', 'rejected', 'superseded')),
    failure TEXT CHECK (failure IN ('result', 'technical', 'timeout')),
    reason TEXT,
    CHECK ((ended_at IS NULL) = (outcome IS NULL)),
    CHECK ((ended_at IS NULL) = (reason IS NULL)),
    CHECK ((failure IS NOT NULL) = (outcome IS 'failed'))
) STRICT;
-- Whatever the code does: one deployment at a time holds an environment's slot of a project.
CREATE UNIQUE INDEX deployment_slot ON deployments (project_id, environment_id)
    WHERE started_at IS NOT NULL AND ended_at IS NULL;
CREATE INDEX deployments_open ON deployments (project_id, environment_id) WHERE ended_at IS NULL;
CREATE INDEX deployments_of_place ON deployments (project_id, environment_id, number);
CREATE INDEX deployments_of_environment ON deployments (environment_id, number);
CREATE INDEX deployments_of_release ON deployments (release_id, environment_id, number);
-- The history's filters: each finds its newest rows without looking at others.
CREATE INDEX deployments_of_environment_by_outcome ON deployments (environment_id, outcome, number);
CREATE INDEX deployments_of_place_by_outcome ON deployments (project_id, environment_id, outcome, number);
CREATE INDEX deployments_of_requester
    ON deployments (requested_by, environment_id, number, project_id, outcome, started_at);
CREATE INDEX deployments_by_time ON deployments (requested_at);
CREATE INDEX deployments_rollbacks ON deployments (project_id, environment_id, number) WHERE kind = 'rollback';
CREATE INDEX deployments_rolled_back_from ON deployments (replaces_release_id, environment_id, number)
    WHERE kind = 'rollback';

CREATE TRIGGER deployment_facts_are_written_once BEFORE UPDATE ON deployments
WHEN (OLD.started_at IS NOT NULL AND OLD.started_at IS NOT NEW.started_at)
  OR (OLD.ended_at IS NOT NULL AND (OLD.ended_at IS NOT NEW.ended_at OR OLD.outcome IS NOT NEW.outcome
                                    OR OLD.reason IS NOT NEW.reason))
BEGIN
    SELECT RAISE(ABORT, 'a deployment''s start and end are written once');
END;

CREATE TABLE approvals (
    id INTEGER PRIMARY KEY,
    deployment INTEGER NOT NULL REFERENCES deployments (number),
    person_id INTEGER NOT NULL REFERENCES people (id),
    decision TEXT NOT NULL CHECK (decision IN ('approved', 'rejected')),
    comment TEXT NOT NULL DEFAULT '',
    -- What was decided on: an approval counts for this plan only.
    plan_hash TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX approvals_of_deployment ON approvals (deployment, id);
CREATE INDEX approvals_of_person ON approvals (person_id, id);

CREATE TABLE checklist_answers (
    deployment INTEGER NOT NULL REFERENCES deployments (number),
    line TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people (id),
    note TEXT NOT NULL DEFAULT '',
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (deployment, line)
) STRICT, WITHOUT ROWID;

-- A started deployment's steps, made from its plan at the start.
CREATE TABLE steps (
    id INTEGER PRIMARY KEY,
    deployment INTEGER NOT NULL REFERENCES deployments (number),
    position INTEGER NOT NULL,
    phase TEXT NOT NULL,
    text TEXT NOT NULL,
    work TEXT NOT NULL CHECK (json_valid(work)),
    deploys INTEGER NOT NULL CHECK (deploys IN (0, 1)),
    started_at INTEGER,
    ended_at INTEGER,
    outcome TEXT CHECK (outcome IN ('succeeded', 'failed', 'follow_up', 'stopped')),
    note TEXT NOT NULL DEFAULT '',
    -- Who confirmed a manual step; for a follow-up, who did it afterwards.
    person_id INTEGER REFERENCES people (id),
    followed_up_at INTEGER,
    UNIQUE (deployment, position),
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
) STRICT;
CREATE INDEX steps_to_follow_up ON steps (deployment) WHERE outcome = 'follow_up' AND followed_up_at IS NULL;

-- One attempt to carry out an automatic step, on one target where it goes from target to target.
CREATE TABLE executions (
    id INTEGER PRIMARY KEY,
    step_id INTEGER NOT NULL REFERENCES steps (id),
    target TEXT NOT NULL DEFAULT '',
    attempt INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    -- How the process is found again after the server was killed (JSON); written before the command may begin.
    process TEXT CHECK (json_valid(process)),
    ended_at INTEGER,
    outcome TEXT CHECK (outcome IN ('succeeded', 'failed', 'timeout', 'technical', 'stopped', 'interrupted')),
    exit_code INTEGER,
    reason TEXT,
    UNIQUE (step_id, target, attempt),
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
) STRICT;
CREATE INDEX executions_open ON executions (epoch) WHERE ended_at IS NULL;

CREATE TABLE log_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    deployment INTEGER NOT NULL REFERENCES deployments (number),
    step_id INTEGER NOT NULL REFERENCES steps (id),
    execution_id INTEGER REFERENCES executions (id),
    at INTEGER NOT NULL,
    stream TEXT NOT NULL CHECK (stream IN ('out', 'err', 'note')),
    text TEXT NOT NULL
) STRICT;
CREATE INDEX log_lines_of_deployment ON log_lines (deployment, id);
CREATE INDEX log_lines_of_step ON log_lines (step_id, id);

-- The process that carried a deployment out was lost; a person resumes or fails it.
CREATE TABLE interruptions (
    id INTEGER PRIMARY KEY,
    deployment INTEGER NOT NULL REFERENCES deployments (number),
    at INTEGER NOT NULL,
    processes_ended INTEGER NOT NULL,
    resolved_at INTEGER,
    resolved_by INTEGER REFERENCES people (id),
    resolution TEXT CHECK (resolution IN ('resumed', 'ended'))
) STRICT;
CREATE UNIQUE INDEX interruption_open ON interruptions (deployment) WHERE resolved_at IS NULL;

-- What each target serves, as recorded when its deploying step succeeded.
CREATE TABLE live (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    environment_id INTEGER NOT NULL REFERENCES environments (id),
    target TEXT NOT NULL,
    release_id INTEGER NOT NULL REFERENCES releases (id),
    deployment INTEGER NOT NULL REFERENCES deployments (number),
    since INTEGER NOT NULL,
    PRIMARY KEY (project_id, environment_id, target)
) STRICT, WITHOUT ROWID;

-- The review that an immediate rollback opens.
CREATE TABLE reviews (
    deployment INTEGER PRIMARY KEY REFERENCES deployments (number),
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    closed_by INTEGER REFERENCES people (id),
    comment TEXT
) STRICT;
CREATE INDEX reviews_open ON reviews (opened_at) WHERE closed_at IS NULL;

CREATE TABLE notifications (
    id INTEGER PRIMARY KEY,
    deployment INTEGER NOT NULL REFERENCES deployments (number),
    step_id INTEGER NOT NULL REFERENCES steps (id),
    audience TEXT NOT NULL,
    text TEXT NOT NULL,
    recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX notifications_of_deployment ON notifications (deployment);

-- The audit log ----------------------------------------------------------------------------------------------------

CREATE TABLE events (
    sequence INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    -- JSON: {"kind": "person", "id": 3, "name": "..."}, a token with its owner, or the system
    actor TEXT NOT NULL CHECK (json_valid(actor)),
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    project_id INTEGER,
    environment_id INTEGER,
    deployment INTEGER,
    details TEXT NOT NULL CHECK (json_valid(details)),
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX events_of_deployment ON events (deployment, sequence) WHERE deployment IS NOT NULL;

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
