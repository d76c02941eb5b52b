-- What each target served, oldest first: one row for each time that a deployment put its release there. `live` holds the
-- newest of each target; these rows are never changed, so they say what a target served before, and what took its place.
CREATE TABLE served (
    id INTEGER PRIMARY KEY,
    project_id INTEGER NOT NULL REFERENCES projects (id),
    environment_id INTEGER NOT NULL REFERENCES environments (id),
    target TEXT NOT NULL,
    release_id INTEGER NOT NULL REFERENCES releases (id),
    deployment INTEGER NOT NULL REFERENCES deployments (number),
    at INTEGER NOT NULL,
    -- What the target served until then; NULL where it served nothing.
    previous_release_id INTEGER REFERENCES releases (id),
    previous_deployment INTEGER REFERENCES deployments (number)
) STRICT;
CREATE INDEX served_by_deployment ON served (deployment, target);
CREATE INDEX served_after_deployment ON served (previous_deployment, id) WHERE previous_deployment IS NOT NULL;
CREATE INDEX served_after_release ON served (previous_release_id, environment_id, id)
    WHERE previous_release_id IS NOT NULL;
CREATE INDEX served_in_place ON served (project_id, environment_id, id);

CREATE TRIGGER served_is_never_changed BEFORE UPDATE ON served
BEGIN
    SELECT RAISE(ABORT, 'what a target served is written once');
END;

-- The audit log has told every one of these moments from the beginning; what only `live` knows comes last.
WITH recorded AS (
    SELECT d.project_id, d.environment_id, json_extract(e.details, '$.target') AS target, d.release_id,
           d.number AS deployment, e.at, e.sequence AS place
    FROM events e JOIN deployments d ON d.number = e.deployment
    WHERE e.action = 'target.live' AND json_type(e.details, '$.target') = 'text'
    UNION ALL
    SELECT l.project_id, l.environment_id, l.target, l.release_id, l.deployment, l.since, 9223372036854775807
    FROM live l
    WHERE NOT EXISTS (SELECT 1 FROM events e
                      WHERE e.deployment = l.deployment AND e.action = 'target.live'
                        AND json_extract(e.details, '$.target') = l.target)
)
INSERT INTO served (project_id, environment_id, target, release_id, deployment, at, previous_release_id,
                    previous_deployment)
SELECT project_id, environment_id, target, release_id, deployment, at,
       lag(release_id) OVER of_target, lag(deployment) OVER of_target
FROM recorded
WINDOW of_target AS (PARTITION BY project_id, environment_id, target ORDER BY at, place)
ORDER BY at, place;

-- Deployments of a place in the order in which they held it, which is not that of their numbers: a request may wait.
CREATE INDEX deployments_started ON deployments (project_id, environment_id, started_at, number)
    WHERE started_at IS NOT NULL;
-- Those of them that say where a place can go back to.
CREATE INDEX deployments_passages ON deployments (project_id, environment_id, started_at, number)
    WHERE outcome = 'succeeded' OR kind = 'rollback';
