-- A group that was removed makes room for another that stands for the same value of the sign-in provider's claim.
ALTER TABLE groups ADD COLUMN former_claim TEXT;
UPDATE groups SET former_claim = claim, claim = NULL WHERE removed_at IS NOT NULL;

-- When the provider was last asked for somebody in vain: they come after the others then.
ALTER TABLE identities ADD COLUMN tried_at INTEGER;
