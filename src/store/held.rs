//! The roles that people and groups hold now, with their names, for pages.

use super::{Db, StoreError};
use crate::domain::id::{GroupId, PersonId};
use crate::domain::text::Slug;

/// A role that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The role's name.
    pub role: String,
    /// The slug of the one project it is held for; none for all.
    pub project: Option<Slug>,
    /// The name of that project.
    pub project_name: Option<String>,
}

/// A role that a person holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Who.
    pub person: PersonId,
    /// What.
    pub held: Held,
    /// The group by which they hold it; none where they hold it themselves.
    pub group: Option<(GroupId, String)>,
}

impl Held {
    /// `SRE`, or `SRE for Storefront`.
    pub fn words(&self) -> String {
        match &self.project_name {
            Some(project) => format!("{} for {project}", self.role),
            None => self.role.clone(),
        }
    }
}

/// What people hold: one of them, or all. What they hold themselves comes first.
pub async fn of_people(db: &mut Db, of: Option<PersonId>) -> Result<Vec<Holding>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT h.person_id AS "person!: PersonId", r.name AS role, p.slug AS "project?: Slug",
                  p.name AS "project_name?", g.id AS "group?: GroupId", g.name AS "group_name?"
           FROM holdings h JOIN roles r ON r.id = h.role_id
                LEFT JOIN projects p ON p.id = h.project_id LEFT JOIN groups g ON g.id = h.group_id
           WHERE h.until IS NULL AND (?1 IS NULL OR h.person_id = ?1)
           ORDER BY h.person_id, h.group_id IS NOT NULL, g.name, r.built_in DESC, r.id, p.name"#,
        of
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Holding {
            person: row.person,
            held: Held { role: row.role, project: row.project, project_name: row.project_name },
            group: row.group.zip(row.group_name),
        })
        .collect())
}

/// What groups hold: one of them, or all.
pub async fn of_groups(db: &mut Db, of: Option<GroupId>) -> Result<Vec<(GroupId, Held)>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT h.group_id AS "group: GroupId", r.name AS role, p.slug AS "project?: Slug",
                  p.name AS "project_name?"
           FROM group_grants h JOIN roles r ON r.id = h.role_id LEFT JOIN projects p ON p.id = h.project_id
           WHERE h.revoked_at IS NULL AND (?1 IS NULL OR h.group_id = ?1)
           ORDER BY h.group_id, r.built_in DESC, r.id, p.name"#,
        of
    )
    .fetch_all(db)
    .await?;
    let held = |role, project, project_name| Held { role, project, project_name };
    Ok(rows.into_iter().map(|row| (row.group, held(row.role, row.project, row.project_name))).collect())
}
