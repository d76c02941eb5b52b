-- Which key the sealed values in this database are of: its fingerprint, which gives nothing of it away.
CREATE TABLE sealed_with (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    fingerprint TEXT NOT NULL
) STRICT;
