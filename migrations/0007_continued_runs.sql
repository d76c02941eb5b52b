-- A run that did not succeed is taken over by one later run at most, which goes on with what was not done.
ALTER TABLE runs ADD COLUMN continues INTEGER REFERENCES runs (number);
CREATE UNIQUE INDEX runs_continued ON runs (continues) WHERE continues IS NOT NULL;
