//! What pages show of a database: something of each kind, the newest.

use super::Copy;
use crate::domain::backup::Known;
use crate::store::StoreError;
use sqlx::Row;

/// An address and what its page shows, each from one row at most.
const READS: [&str; 10] = [
    "SELECT '/projects/' || slug, name FROM projects ORDER BY id DESC LIMIT 1",
    "SELECT '/projects/' || p.slug || '/strategy', p.name
     FROM strategy_versions v JOIN projects p ON p.id = v.project_id ORDER BY v.id DESC LIMIT 1",
    "SELECT '/environments/' || slug, name FROM environments ORDER BY id DESC LIMIT 1",
    "SELECT '/projects/' || p.slug || '/releases/' || r.version, r.version
     FROM releases r JOIN projects p ON p.id = r.project_id ORDER BY r.id DESC LIMIT 1",
    "SELECT '/deployments/' || d.number, r.version
     FROM deployments d JOIN releases r ON r.id = d.release_id ORDER BY d.number DESC LIMIT 1",
    "SELECT '/history', '#' || number FROM deployments WHERE started_at IS NOT NULL ORDER BY number DESC LIMIT 1",
    "SELECT '/runbooks/' || b.slug, v.title
     FROM runbook_versions v JOIN runbooks b ON b.id = v.runbook_id
     WHERE v.published_at IS NOT NULL AND b.project_id IS NOT NULL
       AND v.number = (SELECT max(number) FROM runbook_versions
                       WHERE runbook_id = b.id AND published_at IS NOT NULL)
     ORDER BY v.id DESC LIMIT 1",
    "SELECT '/runs/' || r.number, v.title
     FROM runs r JOIN runbook_versions v ON v.id = r.version_id ORDER BY r.number DESC LIMIT 1",
    "SELECT '/admin/people/' || sign_in_name, display_name FROM people ORDER BY id DESC LIMIT 1",
    "SELECT '/admin/roles/' || id, name FROM roles WHERE retired_at IS NULL ORDER BY id DESC LIMIT 1",
];

impl Copy {
    /// Ten pages at most, and what is on them.
    pub async fn known(&mut self) -> Result<Vec<Known>, StoreError> {
        let mut known = Vec::new();
        for read in READS {
            if let Some(row) = sqlx::query(read).fetch_optional(&mut self.0).await? {
                known.push(Known { path: row.try_get(0)?, shows: row.try_get(1)? });
            }
        }
        Ok(known)
    }
}
