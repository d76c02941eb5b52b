//! Who held what, and what it gave, between two moments.

use super::{Db, StoreError};
use crate::access::permit::AuditReader;
use crate::domain::id::{PersonId, RoleId};
use crate::domain::period::Period;
use crate::domain::role::Access;
use crate::domain::text::Slug;
use crate::domain::time::Time;
use crate::store::roles::level;

/// A role that somebody held for a while, by themselves or by a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Who.
    pub person: PersonId,
    /// What pages show.
    pub name: String,
    /// What they sign in with.
    pub sign_in_name: String,
    /// Which role.
    pub role: RoleId,
    /// Its name.
    pub role_name: String,
    /// Whether it manages people, roles and tokens.
    pub administers: bool,
    /// Whether it reads the audit log.
    pub reads_audit: bool,
    /// The one project it was held for; none means all.
    pub project: Option<Slug>,
    /// The group they held it by.
    pub group: Option<String>,
    /// When.
    pub period: Period,
}

/// What a role gave in an environment for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Which role.
    pub role: RoleId,
    /// Where.
    pub environment: Slug,
    /// What.
    pub access: Access,
    /// When.
    pub period: Period,
}

/// The roles that people held at some moment of a period, by person.
pub async fn holdings(db: &mut Db, _: &AuditReader, of: Period) -> Result<Vec<Holding>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT p.id AS "person: PersonId",
                  (SELECT n.name FROM named_people n WHERE n.id = p.id) AS "name!: String",
                  p.sign_in_name, r.id AS "role: RoleId",
                  r.name AS role_name, r.administers AS "administers: bool", r.reads_audit AS "reads_audit: bool",
                  j.slug AS "project?: Slug", g.name AS "group_name?", h.since AS "since!: Time",
                  h.until AS "until: Time"
           FROM holdings h JOIN people p ON p.id = h.person_id JOIN roles r ON r.id = h.role_id
           LEFT JOIN projects j ON j.id = h.project_id LEFT JOIN groups g ON g.id = h.group_id
           WHERE (h.until IS NULL OR h.until > ?1) AND (?2 IS NULL OR h.since < ?2)
           ORDER BY p.display_name COLLATE NOCASE, p.id, r.id, h.since"#,
        of.since,
        of.until
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Holding {
            person: row.person,
            name: row.name,
            sign_in_name: row.sign_in_name,
            role: row.role,
            role_name: row.role_name,
            administers: row.administers,
            reads_audit: row.reads_audit,
            project: row.project,
            group: row.group_name,
            period: Period::new(row.since, row.until),
        })
        .collect())
}

/// What roles gave at some moment of a period, in the order of the environments. None is left out.
pub async fn given(db: &mut Db, _: &AuditReader, of: Period) -> Result<Vec<Given>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT a.role_id AS "role: RoleId", e.slug AS "environment: Slug", a.level, a.approve AS "approve: bool",
                  a.rollback AS "rollback: bool", a.since AS "since: Time", a.until AS "until: Time"
           FROM role_access a JOIN environments e ON e.id = a.environment_id
           WHERE a.level <> 'none' AND (a.until IS NULL OR a.until > ?1) AND (?2 IS NULL OR a.since < ?2)
           ORDER BY e.position, a.since"#,
        of.since,
        of.until
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let access = Access { level: level(&row.level)?, approve: row.approve, rollback: row.rollback };
            let period = Period::new(row.since, row.until);
            Ok(Given { role: row.role, environment: row.environment, access, period })
        })
        .collect()
}

/// When people could do nothing, as far as it touches a period.
pub async fn disablements(
    db: &mut Db,
    _: &AuditReader,
    of: Period,
) -> Result<Vec<(PersonId, Period)>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT person_id AS "person: PersonId", since AS "since: Time", until AS "until: Time"
           FROM disablements WHERE (until IS NULL OR until > ?1) AND (?2 IS NULL OR since < ?2)"#,
        of.since,
        of.until
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.person, Period::new(row.since, row.until))).collect())
}
