-- How a strategy document was read, and what people acknowledged that was not.

-- The rules by which the version is read. What was imported before there were others is read by the first.
ALTER TABLE strategy_versions ADD COLUMN reader INTEGER NOT NULL DEFAULT 1 CHECK (reader IN (1, 2));

-- A passage that looks like a rule, was not read, and was acknowledged before the version came into force.
CREATE TABLE strategy_acknowledgements (
    id INTEGER PRIMARY KEY,
    strategy_version_id INTEGER NOT NULL REFERENCES strategy_versions (id),
    -- SHA-256 of the passage with its white space folded.
    passage TEXT NOT NULL,
    line INTEGER NOT NULL,
    message TEXT NOT NULL,
    -- NULL: at the command line.
    acknowledged_by INTEGER REFERENCES people (id),
    acknowledged_at INTEGER NOT NULL,
    -- The version whose acknowledgement of the same passage was carried over.
    carried_from INTEGER REFERENCES strategy_versions (id),
    UNIQUE (strategy_version_id, passage, line, message)
) STRICT;

CREATE TRIGGER strategy_acknowledgements_are_never_changed BEFORE UPDATE ON strategy_acknowledgements
BEGIN
    SELECT RAISE(ABORT, 'what was acknowledged is never changed');
END;
CREATE TRIGGER strategy_acknowledgements_are_never_deleted BEFORE DELETE ON strategy_acknowledgements
BEGIN
    SELECT RAISE(ABORT, 'what was acknowledged is never deleted');
END;
