-- Drills of Slipway's own recovery: who asked, what a copy was damaged by on purpose, and what came of it.
CREATE TABLE recovery_drills (
    id INTEGER PRIMARY KEY,
    -- NULL: the schedule, or the operator at the command line.
    asked_by INTEGER REFERENCES people (id),
    asked_at INTEGER NOT NULL,
    -- NULL: nothing, the copy is as it was kept.
    damage TEXT CHECK (damage IN ('flipped_byte', 'cut_off', 'removed_row', 'other_name', 'other_installation')),
    started_at INTEGER,
    ended_at INTEGER,
    outcome TEXT CHECK (outcome IN ('passed', 'failed', 'cut_off')),
    problem TEXT,
    CHECK (ended_at IS NULL OR started_at IS NOT NULL),
    CHECK ((ended_at IS NULL) = (outcome IS NULL)),
    CHECK ((outcome IS 'failed') = (problem IS NOT NULL))
) STRICT;
-- One at a time.
CREATE UNIQUE INDEX recovery_drill_open ON recovery_drills (ended_at IS NULL) WHERE ended_at IS NULL;

-- What a drill proved: that Slipway comes back from a case, from which backup, in what time, and what would be lost.
CREATE TABLE recovery_proofs (
    drill INTEGER NOT NULL REFERENCES recovery_drills (id),
    case_of TEXT NOT NULL CHECK (case_of IN ('killed_process', 'lost_file', 'lost_machine')),
    backup TEXT NOT NULL,
    took_us INTEGER NOT NULL,
    lost_us INTEGER NOT NULL,
    PRIMARY KEY (drill, case_of)
) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_proofs_of_case ON recovery_proofs (case_of, drill);
