-- Which release was live when: what a place served in a span of time, and what a target served before it, each found
-- without looking at the rest.
CREATE INDEX served_by_time ON served (project_id, environment_id, at, id);
CREATE INDEX served_of_target ON served (project_id, environment_id, target, at, id);
-- The history's filter for rollbacks, over all projects of an environment.
CREATE INDEX deployments_rollbacks_of_environment ON deployments (environment_id, number) WHERE kind = 'rollback';
