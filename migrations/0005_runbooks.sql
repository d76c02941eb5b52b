-- Runbooks, and the runs that carry one of their versions out. What a run is, is computed from its events.

CREATE TABLE runbooks (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    -- NULL: the installation's own.
    project_id INTEGER REFERENCES projects (id),
    -- The Recovery Plan of its project's strategy: each strategy version that came into force is a version of it.
    of_strategy INTEGER NOT NULL DEFAULT 0 CHECK (of_strategy IN (0, 1)),
    created_at INTEGER NOT NULL,
    CHECK (of_strategy = 0 OR project_id IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX runbook_of_strategy ON runbooks (project_id) WHERE of_strategy = 1;

CREATE TABLE runbook_versions (
    id INTEGER PRIMARY KEY,
    runbook_id INTEGER NOT NULL REFERENCES runbooks (id),
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    -- The Markdown that was hashed, and what it says as it was read then.
    document TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    content TEXT NOT NULL CHECK (json_valid(content)),
    -- The strategy version whose Recovery Plan it is; its files are what the commands find.
    strategy_version_id INTEGER REFERENCES strategy_versions (id),
    created_at INTEGER NOT NULL,
    published_at INTEGER,
    published_by INTEGER REFERENCES people (id),
    UNIQUE (runbook_id, number)
) STRICT;
CREATE UNIQUE INDEX runbook_draft ON runbook_versions (runbook_id) WHERE published_at IS NULL;
CREATE INDEX runbook_versions_published ON runbook_versions (runbook_id, number) WHERE published_at IS NOT NULL;

CREATE TRIGGER published_runbooks_are_never_changed BEFORE UPDATE ON runbook_versions
WHEN OLD.published_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a published runbook is never changed');
END;
CREATE TRIGGER published_runbooks_are_never_deleted BEFORE DELETE ON runbook_versions
WHEN OLD.published_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a published runbook is never deleted');
END;

-- Everybody who wrote any part of a version.
CREATE TABLE runbook_authors (
    version_id INTEGER NOT NULL REFERENCES runbook_versions (id),
    person_id INTEGER NOT NULL REFERENCES people (id),
    PRIMARY KEY (version_id, person_id)
) STRICT, WITHOUT ROWID;

-- Runs -------------------------------------------------------------------------------------------------------------

CREATE TABLE runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    version_id INTEGER NOT NULL REFERENCES runbook_versions (id),
    mode TEXT NOT NULL CHECK (mode IN ('tabletop', 'drill', 'real')),
    project_id INTEGER NOT NULL REFERENCES projects (id),
    environment_id INTEGER NOT NULL REFERENCES environments (id),
    reason TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    started_by INTEGER NOT NULL REFERENCES people (id),
    ended_at INTEGER,
    outcome TEXT CHECK (outcome IN ('succeeded', 'succeeded_with_exceptions', 'failed', 'aborted', 'timed_out')),
    CHECK (mode <> 'real' OR reason <> ''),
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
) STRICT;
CREATE INDEX runs_open ON runs (project_id, environment_id) WHERE ended_at IS NULL;
CREATE INDEX runs_of_version ON runs (version_id, number);

CREATE TRIGGER run_facts_are_written_once BEFORE UPDATE ON runs
WHEN OLD.ended_at IS NOT NULL OR OLD.version_id IS NOT NEW.version_id OR OLD.mode IS NOT NEW.mode
  OR OLD.project_id IS NOT NEW.project_id OR OLD.environment_id IS NOT NEW.environment_id
  OR OLD.started_at IS NOT NEW.started_at OR OLD.reason IS NOT NEW.reason
BEGIN
    SELECT RAISE(ABORT, 'what a run is bound to never changes, and it ends once');
END;

-- What happened in a run, in order. Where it stands follows from these and from its version.
CREATE TABLE run_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL REFERENCES runs (number),
    at INTEGER NOT NULL,
    -- NULL: the machine.
    person_id INTEGER REFERENCES people (id),
    fact TEXT NOT NULL CHECK (json_valid(fact))
) STRICT;
CREATE INDEX run_events_of_run ON run_events (run, id);

CREATE TRIGGER run_events_are_never_changed BEFORE UPDATE ON run_events
BEGIN
    SELECT RAISE(ABORT, 'what happened in a run is never changed');
END;
CREATE TRIGGER run_events_are_never_deleted BEFORE DELETE ON run_events
BEGIN
    SELECT RAISE(ABORT, 'what happened in a run is never deleted');
END;

-- One attempt of the machine at a step, or at its reverse.
CREATE TABLE run_attempts (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (number),
    step INTEGER NOT NULL,
    reverse INTEGER NOT NULL CHECK (reverse IN (0, 1)),
    attempt INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    -- How the process is found again after the server was killed (JSON); written before the command may begin.
    process TEXT CHECK (json_valid(process)),
    ended_at INTEGER,
    outcome TEXT CHECK (outcome IN ('passed', 'failed', 'inconclusive', 'timeout', 'technical', 'stopped', 'interrupted')),
    exit_code INTEGER,
    reason TEXT,
    UNIQUE (run, step, reverse, attempt),
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
) STRICT;
CREATE INDEX run_attempts_open ON run_attempts (epoch) WHERE ended_at IS NULL;

CREATE TABLE run_log_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL REFERENCES runs (number),
    step INTEGER NOT NULL,
    attempt_id INTEGER REFERENCES run_attempts (id),
    at INTEGER NOT NULL,
    stream TEXT NOT NULL CHECK (stream IN ('out', 'err', 'note')),
    text TEXT NOT NULL
) STRICT;
CREATE INDEX run_log_lines_of_run ON run_log_lines (run, id);
CREATE INDEX run_log_lines_of_step ON run_log_lines (run, step, id);

-- What a run found out, with who mends it and until when. `due_on` is the beginning of that day.
CREATE TABLE run_findings (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (number),
    text TEXT NOT NULL,
    owner_id INTEGER NOT NULL REFERENCES people (id),
    due_on INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    added_by INTEGER NOT NULL REFERENCES people (id),
    done_at INTEGER,
    done_by INTEGER REFERENCES people (id),
    done_note TEXT,
    CHECK ((done_at IS NULL) = (done_by IS NULL))
) STRICT;
CREATE INDEX run_findings_of_run ON run_findings (run, id);
CREATE INDEX run_findings_open ON run_findings (due_on) WHERE done_at IS NULL;

-- What a drill left to be cleaned up: made when it ends, on the board until somebody did it.
CREATE TABLE run_cleanups (
    run INTEGER NOT NULL REFERENCES runs (number),
    step INTEGER NOT NULL,
    text TEXT NOT NULL,
    done_at INTEGER,
    done_by INTEGER REFERENCES people (id),
    note TEXT,
    PRIMARY KEY (run, step),
    CHECK ((done_at IS NULL) = (done_by IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX run_cleanups_open ON run_cleanups (run) WHERE done_at IS NULL;

-- Files that people gave as evidence for a step; contents are kept by their hash like a strategy's.
CREATE TABLE run_files (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES runs (number),
    step INTEGER NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES files (sha256),
    added_at INTEGER NOT NULL,
    added_by INTEGER NOT NULL REFERENCES people (id)
) STRICT;
CREATE INDEX run_files_of_run ON run_files (run, id);

-- What the backup jobs of a project's strategy did.
CREATE TABLE backup_job_runs (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    environment_id INTEGER NOT NULL REFERENCES environments (id),
    job TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('backup', 'verify')),
    strategy_version_id INTEGER NOT NULL REFERENCES strategy_versions (id),
    epoch INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    process TEXT CHECK (json_valid(process)),
    ended_at INTEGER,
    outcome TEXT CHECK (outcome IN ('succeeded', 'failed', 'timeout', 'technical', 'stopped', 'interrupted')),
    reason TEXT,
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
) STRICT;
CREATE INDEX backup_job_runs_of_job ON backup_job_runs (project_id, environment_id, job, kind, id);
CREATE INDEX backup_job_runs_open ON backup_job_runs (epoch) WHERE ended_at IS NULL;
