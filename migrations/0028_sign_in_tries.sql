-- A try to sign in with the provider is good once: what was used, until it would have ended by itself. Only a hash of
-- what ties it to its browser is kept.
CREATE TABLE used_tries (
    state_hash BLOB PRIMARY KEY NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Why the provider named no groups of a person when it last confirmed them; NULL where it named them, also where it
-- named none. What they hold stays as it was meanwhile.
ALTER TABLE identities ADD COLUMN groups_untold TEXT;
