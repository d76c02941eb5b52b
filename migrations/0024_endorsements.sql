-- Decisions on versions of documents with commands, each for one environment of one project. The version is a runbook's
-- or a strategy's. Whether a version is in force follows from these, from its publisher, and from who may approve now.
CREATE TABLE endorsements (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    runbook_version_id INTEGER REFERENCES runbook_versions (id),
    strategy_version_id INTEGER REFERENCES strategy_versions (id),
    project_id INTEGER NOT NULL REFERENCES projects (id),
    environment_id INTEGER NOT NULL REFERENCES environments (id),
    person_id INTEGER NOT NULL REFERENCES people (id),
    decision TEXT NOT NULL CHECK (decision IN ('approved', 'rejected')),
    comment TEXT NOT NULL,
    -- SHA-256 (hex) of the text that the person decided on.
    digest TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    CHECK ((runbook_version_id IS NULL) <> (strategy_version_id IS NULL)),
    CHECK (decision = 'approved' OR comment <> '')
) STRICT;
CREATE INDEX endorsements_of_runbooks ON endorsements (runbook_version_id, id) WHERE runbook_version_id IS NOT NULL;
CREATE INDEX endorsements_of_strategies ON endorsements (strategy_version_id, id)
    WHERE strategy_version_id IS NOT NULL;

CREATE TRIGGER endorsements_are_never_changed BEFORE UPDATE ON endorsements
BEGIN
    SELECT RAISE(ABORT, 'a decision on a version is never changed');
END;
CREATE TRIGGER endorsements_are_never_deleted BEFORE DELETE ON endorsements
BEGIN
    SELECT RAISE(ABORT, 'a decision on a version is never deleted');
END;

-- Who saved the text of a version last: one person who saves and publishes it is alone with it.
ALTER TABLE runbook_versions ADD COLUMN saved_by INTEGER REFERENCES people (id);

-- What was published before there were decisions stays in force for 30 days.
CREATE TABLE runbook_graces (
    version_id INTEGER PRIMARY KEY REFERENCES runbook_versions (id),
    ends_at INTEGER NOT NULL
) STRICT;
INSERT INTO runbook_graces (version_id, ends_at)
SELECT v.id, (CAST(strftime('%s', 'now') AS INTEGER) + 30 * 86400) * 1000000
FROM runbook_versions v
WHERE v.number = (SELECT max(n.number) FROM runbook_versions n
                  WHERE n.runbook_id = v.runbook_id AND n.published_at IS NOT NULL);
