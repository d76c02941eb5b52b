-- When the person who asked for a deployment that was rejected or failed opened its page: until then it is on their
-- board. What ended before this column existed was long seen.
ALTER TABLE deployments ADD COLUMN ending_seen_at INTEGER;
UPDATE deployments SET ending_seen_at = ended_at WHERE outcome IN ('failed', 'rejected');
CREATE INDEX deployments_unseen ON deployments (requested_by, number)
    WHERE outcome IN ('failed', 'rejected') AND ending_seen_at IS NULL;
