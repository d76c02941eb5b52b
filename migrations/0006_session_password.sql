-- The mark of the password that its person had when a session began; another password ends it. NULL without a password.
ALTER TABLE sessions ADD COLUMN password_mark TEXT;
