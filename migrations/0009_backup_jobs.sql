-- What the backup jobs of strategies printed, and what people asked them to do.

-- One job does one thing at a time, whatever the code does.
CREATE UNIQUE INDEX backup_job_runs_one ON backup_job_runs (project_id, environment_id, job) WHERE ended_at IS NULL;

-- The last lines of the newest runs; older ones are removed.
CREATE TABLE backup_job_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_run INTEGER NOT NULL REFERENCES backup_job_runs (id),
    at INTEGER NOT NULL,
    stream TEXT NOT NULL CHECK (stream IN ('out', 'err', 'note')),
    text TEXT NOT NULL
) STRICT;
CREATE INDEX backup_job_lines_of_run ON backup_job_lines (job_run, id);

-- Somebody wants a job to run now; gone when it begins.
CREATE TABLE backup_job_wishes (
    project_id INTEGER NOT NULL REFERENCES projects (id),
    environment_id INTEGER NOT NULL REFERENCES environments (id),
    job TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('backup', 'verify')),
    asked_at INTEGER NOT NULL,
    asked_by INTEGER NOT NULL REFERENCES people (id),
    PRIMARY KEY (project_id, environment_id, job, kind)
) STRICT, WITHOUT ROWID;
