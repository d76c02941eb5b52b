-- The roles that every installation has. What each may do in an environment is seeded when the environment is made.
INSERT INTO roles (name, built_in, administers, reads_audit, created_at)
VALUES ('Developer', 1, 0, 0, unixepoch() * 1000000),
       ('DevOps', 1, 0, 0, unixepoch() * 1000000),
       ('SRE', 1, 0, 0, unixepoch() * 1000000),
       ('Stakeholder', 1, 0, 0, unixepoch() * 1000000),
       ('Auditor', 1, 0, 1, unixepoch() * 1000000),
       ('Admin', 1, 1, 1, unixepoch() * 1000000);
