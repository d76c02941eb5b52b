-- What people and tokens are called wherever others read of them. Two people with one display name are told apart by
-- their sign-in names; what a token did is told with its owner, who answers for it.

CREATE INDEX people_of_display_name ON people (display_name COLLATE NOCASE);

CREATE VIEW named_people AS
SELECT p.id, p.sign_in_name, p.display_name, p.disabled_at,
       CASE WHEN EXISTS (SELECT 1 FROM people other
                         WHERE other.display_name = p.display_name COLLATE NOCASE AND other.id <> p.id)
            THEN p.display_name || ' (' || p.sign_in_name || ')' ELSE p.display_name END AS name
FROM people p;

CREATE VIEW named_tokens AS
SELECT t.id, t.name AS token_name, t.creator_id, t.name || ' (token of ' || o.name || ')' AS name
FROM tokens t JOIN named_people o ON o.id = t.owner_id;

-- The token that started a deployment, beside its owner. NULL for those that started before.
ALTER TABLE deployments ADD COLUMN started_token INTEGER REFERENCES tokens (id);

-- The first admin put the first version in force while setting the installation up, which was kept as nobody's doing.
UPDATE strategy_versions
SET approved_by = (SELECT p.id FROM events e JOIN people p ON p.sign_in_name = e.subject
                   WHERE e.action = 'person.added' AND e.actor ->> 'part' = 'set-up' ORDER BY e.sequence LIMIT 1)
WHERE approved_at IS NOT NULL AND approved_by IS NULL
  AND EXISTS (SELECT 1 FROM events e WHERE e.action = 'strategy.approved' AND e.actor ->> 'part' = 'set-up'
                AND e.project_id = strategy_versions.project_id AND e.details ->> 'number' = strategy_versions.number);
