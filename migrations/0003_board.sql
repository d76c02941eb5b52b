-- What the board asks for in every environment of every project, without walking through their histories.
CREATE INDEX deployments_succeeded ON deployments (project_id, environment_id, number) WHERE outcome = 'succeeded';
CREATE INDEX steps_to_follow_up ON steps (deployment) WHERE outcome = 'follow_up' AND followed_up_at IS NULL;
