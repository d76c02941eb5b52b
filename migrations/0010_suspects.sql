-- What speaks for and against releases: rollbacks that took one away, problems that people reported, and who cleared
-- it. Whether a release is suspect is computed from these facts and from what the strategy guards.

-- The releases that a rollback takes away, wholly or in part: what its environment served, and what was under way.
CREATE TABLE rolled_back (
    rollback INTEGER NOT NULL REFERENCES deployments (number),
    release_id INTEGER NOT NULL REFERENCES releases (id),
    project_id INTEGER NOT NULL REFERENCES projects (id),
    environment_id INTEGER NOT NULL REFERENCES environments (id),
    artifact_sha256 TEXT NOT NULL,
    -- Whether releases with the same artifact share it: not where the rollback brought that very artifact back.
    shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
    -- Whether the environment was guarded then.
    guarded INTEGER NOT NULL CHECK (guarded IN (0, 1)),
    PRIMARY KEY (rollback, release_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX rolled_back_artifacts ON rolled_back (project_id, artifact_sha256);

-- Who rolled back says that the release is not at fault, with the reason that the review judges.
CREATE TABLE no_fault_claims (
    deployment INTEGER PRIMARY KEY REFERENCES deployments (number),
    reason TEXT NOT NULL CHECK (length(reason) > 0)
) STRICT;

-- A person, or a token with its owner, reports a problem with a release in an environment.
CREATE TABLE problem_reports (
    id INTEGER PRIMARY KEY,
    release_id INTEGER NOT NULL REFERENCES releases (id),
    project_id INTEGER NOT NULL REFERENCES projects (id),
    environment_id INTEGER NOT NULL REFERENCES environments (id),
    artifact_sha256 TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) > 0),
    reported_at INTEGER NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people (id),
    token_id INTEGER REFERENCES tokens (id),
    -- Whether they had Deploy, Approve or Full there: it then makes the release suspect where that is guarded.
    decides INTEGER NOT NULL CHECK (decides IN (0, 1)),
    guarded INTEGER NOT NULL CHECK (guarded IN (0, 1))
) STRICT;
CREATE INDEX problem_reports_artifacts ON problem_reports (project_id, artifact_sha256);

-- A person clears a release of what speaks against it in an environment; each clearing names what it clears.
CREATE TABLE clearings (
    id INTEGER PRIMARY KEY,
    release_id INTEGER NOT NULL REFERENCES releases (id),
    environment_id INTEGER NOT NULL REFERENCES environments (id),
    person_id INTEGER NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL CHECK (length(reason) > 0),
    cleared_at INTEGER NOT NULL
) STRICT;

CREATE TABLE cleared_rollbacks (
    rollback INTEGER NOT NULL,
    release_id INTEGER NOT NULL,
    clearing INTEGER NOT NULL REFERENCES clearings (id),
    PRIMARY KEY (rollback, release_id),
    FOREIGN KEY (rollback, release_id) REFERENCES rolled_back (rollback, release_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE cleared_reports (
    report INTEGER PRIMARY KEY REFERENCES problem_reports (id),
    clearing INTEGER NOT NULL REFERENCES clearings (id)
) STRICT;

CREATE TRIGGER rolled_back_is_never_changed BEFORE UPDATE ON rolled_back
BEGIN
    SELECT RAISE(ABORT, 'what a rollback took away is never changed');
END;
CREATE TRIGGER rolled_back_is_never_deleted BEFORE DELETE ON rolled_back
BEGIN
    SELECT RAISE(ABORT, 'what a rollback took away is never deleted');
END;
CREATE TRIGGER no_fault_claims_are_never_changed BEFORE UPDATE ON no_fault_claims
BEGIN
    SELECT RAISE(ABORT, 'what was said of a rollback is never changed');
END;
CREATE TRIGGER no_fault_claims_are_never_deleted BEFORE DELETE ON no_fault_claims
BEGIN
    SELECT RAISE(ABORT, 'what was said of a rollback is never deleted');
END;
CREATE TRIGGER problem_reports_are_never_changed BEFORE UPDATE ON problem_reports
BEGIN
    SELECT RAISE(ABORT, 'a report is never changed');
END;
CREATE TRIGGER problem_reports_are_never_deleted BEFORE DELETE ON problem_reports
BEGIN
    SELECT RAISE(ABORT, 'a report is never deleted');
END;
CREATE TRIGGER clearings_are_never_changed BEFORE UPDATE ON clearings
BEGIN
    SELECT RAISE(ABORT, 'a clearing is never changed');
END;
CREATE TRIGGER clearings_are_never_deleted BEFORE DELETE ON clearings
BEGIN
    SELECT RAISE(ABORT, 'a clearing is never deleted');
END;
CREATE TRIGGER cleared_rollbacks_are_never_changed BEFORE UPDATE ON cleared_rollbacks
BEGIN
    SELECT RAISE(ABORT, 'a clearing is never changed');
END;
CREATE TRIGGER cleared_rollbacks_are_never_deleted BEFORE DELETE ON cleared_rollbacks
BEGIN
    SELECT RAISE(ABORT, 'a clearing is never deleted');
END;
CREATE TRIGGER cleared_reports_are_never_changed BEFORE UPDATE ON cleared_reports
BEGIN
    SELECT RAISE(ABORT, 'a clearing is never changed');
END;
CREATE TRIGGER cleared_reports_are_never_deleted BEFORE DELETE ON cleared_reports
BEGIN
    SELECT RAISE(ABORT, 'a clearing is never deleted');
END;

-- The rollbacks that speak against a release. One that was called off before it reached anything took nothing away.
CREATE VIEW charges AS
SELECT t.rollback, t.release_id, t.project_id, t.environment_id, t.artifact_sha256, t.shared, t.guarded,
       coalesce(d.started_at, d.requested_at) AS at
FROM rolled_back t JOIN deployments d ON d.number = t.rollback
WHERE d.outcome IS NULL OR d.outcome IN ('succeeded', 'failed') OR d.ends_deployment IS NOT NULL
   OR EXISTS (SELECT 1 FROM steps s WHERE s.deployment = d.number AND s.deploys = 1
                                      AND (s.started_at IS NOT NULL OR s.ended_at IS NOT NULL));

-- The rollbacks before this table was there: each took away what it is known to have replaced, what it ended, and what
-- was tried last and reached anything. Where its targets differed, that is everything since the newest success.
CREATE INDEX deployments_by_start ON deployments (project_id, environment_id, started_at, number)
    WHERE started_at IS NOT NULL;
CREATE TABLE production_like AS
SELECT id, position FROM environments
WHERE ('-' || slug || '-' GLOB '*-prod[-0-9]*' OR '-' || slug || '-' GLOB '*-production[-0-9]*'
       OR '-' || slug || '-' GLOB '*-prd[-0-9]*' OR '-' || slug || '-' GLOB '*-live[-0-9]*'
       OR '-' || slug || '-' GLOB '*-produktion[-0-9]*' OR '-' || slug || '-' GLOB '*-produccion[-0-9]*'
       OR '-' || slug || '-' GLOB '*-producao[-0-9]*')
  AND '-' || slug NOT GLOB '*-pre-*' AND '-' || slug NOT GLOB '*-non-*' AND '-' || slug NOT GLOB '*-not-*';
CREATE TABLE earlier_rollbacks AS
SELECT x.*, coalesce((SELECT s.started_at FROM deployments s WHERE s.number = x.success), 0) AS success_at
FROM (
SELECT r.number, r.project_id, r.environment_id, r.release_id, r.replaces_release_id, r.ends_deployment, r.at,
       coalesce((SELECT s.number FROM deployments s INDEXED BY deployments_by_start
                 WHERE s.project_id = r.project_id AND s.environment_id = r.environment_id
                   AND s.started_at IS NOT NULL AND (s.started_at, s.number) < (r.at, r.number)
                   AND s.outcome = 'succeeded'
                 ORDER BY s.started_at DESC, s.number DESC LIMIT 1), 0) AS success,
       (SELECT d.number FROM deployments d INDEXED BY deployments_by_start
        WHERE d.project_id = r.project_id AND d.environment_id = r.environment_id
          AND d.started_at IS NOT NULL AND (d.started_at, d.number) < (r.at, r.number)
        ORDER BY d.started_at DESC, d.number DESC LIMIT 1) AS newest,
       -- By what it is called, or because it comes after one that is called like production; else the last one is.
       e.position >= coalesce((SELECT min(position) FROM production_like), (SELECT max(position) FROM environments))
           AS guarded
FROM (SELECT *, coalesce(started_at, requested_at) AS at FROM deployments
      WHERE kind = 'rollback' AND (started_at IS NOT NULL OR immediate = 1)) r
JOIN environments e ON e.id = r.environment_id) x;
INSERT INTO rolled_back (rollback, release_id, project_id, environment_id, artifact_sha256, shared, guarded)
SELECT taken.number, gone.id, taken.project_id, taken.environment_id, gone.artifact_sha256,
       gone.artifact_sha256 <> back.artifact_sha256, taken.guarded
FROM (
    SELECT number, project_id, environment_id, release_id AS back_id, replaces_release_id AS gone_id,
           guarded
    FROM earlier_rollbacks
    UNION
    SELECT r.number, r.project_id, r.environment_id, r.release_id, e.release_id, r.guarded
    FROM earlier_rollbacks r JOIN deployments e ON e.number = r.ends_deployment
    UNION
    SELECT r.number, r.project_id, r.environment_id, r.release_id, d.release_id, r.guarded
    FROM earlier_rollbacks r
    JOIN deployments d INDEXED BY deployments_by_start
        ON d.project_id = r.project_id AND d.environment_id = r.environment_id
       AND d.started_at IS NOT NULL AND (d.started_at, d.number) < (r.at, r.number)
       AND (d.started_at, d.number) >= (r.success_at, r.success)
    WHERE (r.replaces_release_id IS NULL OR d.number = r.newest AND d.kind <> 'rollback')
      AND (d.outcome = 'succeeded'
           OR EXISTS (SELECT 1 FROM steps s WHERE s.deployment = d.number AND s.deploys = 1
                                              AND (s.started_at IS NOT NULL OR s.ended_at IS NOT NULL)))
) taken
JOIN releases gone ON gone.id = taken.gone_id
JOIN releases back ON back.id = taken.back_id
WHERE gone.id <> back.id;
DROP TABLE earlier_rollbacks;
DROP TABLE production_like;
DROP INDEX deployments_by_start;
