//! The addresses of pages, so that no page puts one together by itself.

use crate::domain::id::{DeploymentNumber, GroupId, RoleId, RunNumber};
use crate::domain::text::{Slug, Version};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stays as it is in a query's value. `+` does not: it would read as a space.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Everybody, for who administers.
pub const PEOPLE: &str = "/admin/people";
/// Where people are invited.
pub const INVITATIONS: &str = "/admin/invitations";
/// Where a list of people is sent.
pub const INVITATION_LIST: &str = "/admin/invitations/list";
/// The groups of people.
pub const GROUPS: &str = "/admin/groups";

/// Where an admin begins a project.
pub const NEW_PROJECT: &str = "/new-project";
/// The machine, and how far it keeps commands to their place.
pub const HEALTH: &str = "/health";
/// Slipway's own backups.
pub const RECOVERY: &str = "/recovery";
/// The runbooks.
pub const RUNBOOKS: &str = "/runbooks";
/// All runbooks that exist for who asks, as one archive.
pub const RUNBOOKS_ARCHIVE: &str = "/runbooks.zip";

/// `/runbooks/storefront-recovery-plan`
pub fn runbook(runbook: &Slug) -> String {
    format!("{RUNBOOKS}/{runbook}")
}

/// `/runs/7`
pub fn run(number: RunNumber) -> String {
    format!("/runs/{number}")
}

/// `/projects/storefront/runbooks`: where a runbook is written.
pub fn project_runbooks(project: &Slug) -> String {
    format!("/projects/{project}/runbooks")
}

/// `/projects/storefront/new-runbook`
pub fn new_runbook(project: &Slug) -> String {
    format!("/projects/{project}/new-runbook")
}

/// `/admin/people/ana`
pub fn person(sign_in_name: &str) -> String {
    format!("{PEOPLE}/{}", utf8_percent_encode(sign_in_name, PLAIN))
}

/// `/admin/groups/3`
pub fn group(group: GroupId) -> String {
    format!("{GROUPS}/{group}")
}

/// `/environments/production`
pub fn environment(environment: &Slug) -> String {
    format!("/environments/{environment}")
}

/// `/projects/storefront`
pub fn project(project: &Slug) -> String {
    format!("/projects/{project}")
}

/// `/projects/storefront/strategy`
pub fn strategy(project: &Slug) -> String {
    format!("/projects/{project}/strategy")
}

/// `/projects/storefront/strategy/reading`: where a newer reading is acknowledged.
pub fn strategy_reading(project: &Slug) -> String {
    format!("/projects/{project}/strategy/reading")
}

/// `/projects/storefront/strategy.md`
pub fn strategy_document(project: &Slug) -> String {
    format!("/projects/{project}/strategy.md")
}

/// `/projects/storefront/releases`: where a release is registered.
pub fn releases(project: &Slug) -> String {
    format!("/projects/{project}/releases")
}

/// `/projects/storefront/new-release`: not among the releases, because `new` is a version like any other.
pub fn new_release(project: &Slug) -> String {
    format!("/projects/{project}/new-release")
}

/// `/projects/storefront/releases/2.8.0`
pub fn release(project: &Slug, version: &Version) -> String {
    format!("/projects/{project}/releases/{version}")
}

/// The form that reports a problem with a release, filled in with an environment and a reason.
pub fn report(project: &Slug, version: &Version, environment: &Slug, reason: &str) -> String {
    let parts = [("environment", Some(environment.as_str())), ("reason", Some(reason))];
    format!("{}#problem-reason", with_query(&release(project, version), parts))
}

/// `/deployments/42`
pub fn deployment(number: DeploymentNumber) -> String {
    format!("/deployments/{number}")
}

/// The form that asks for a deployment, filled in as far as something is known.
pub fn new_deployment(project: &Slug, environment: &Slug, release: Option<&Version>) -> String {
    let release = release.map(Version::as_str);
    let parts = [("project", Some(project.as_str())), ("environment", Some(environment.as_str()))];
    with_query("/deployments/new", parts.into_iter().chain([("release", release)]))
}

/// The page that rolls an environment back to a version.
pub fn rollback(project: &Slug, environment: &Slug, to: &Version) -> String {
    let page = format!("/projects/{project}/environments/{environment}/rollback");
    with_query(&page, [("to", Some(to.as_str()))])
}

/// The history of a project, of an environment, or of both.
pub fn history(project: Option<&Slug>, environment: Option<&Slug>) -> String {
    let parts = [("project", project.map(Slug::as_str)), ("environment", environment.map(Slug::as_str))];
    with_query("/history", parts)
}

/// `/admin/roles/3`
pub fn role(role: RoleId) -> String {
    format!("/admin/roles/{role}")
}

/// `/admin/people/ada/access`: what this person can do.
pub fn abilities(sign_in_name: &str) -> String {
    format!("/admin/people/{}/access", utf8_percent_encode(sign_in_name, PLAIN))
}

/// `/admin/environments/production/access`: who can put something there, and who can approve it.
pub fn exposure(environment: &Slug) -> String {
    format!("/admin/environments/{environment}/access")
}

/// A page with the parts of a query that have a value.
pub fn with_query<'a>(page: &str, parts: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) -> String {
    let parts = parts.into_iter().filter_map(|(name, value)| {
        let value = value.filter(|value| !value.is_empty())?;
        Some(format!("{name}={}", utf8_percent_encode(value, PLAIN)))
    });
    let query: Vec<String> = parts.collect();
    if query.is_empty() { page.to_owned() } else { format!("{page}?{}", query.join("&")) }
}

/// `/projects/storefront/environments/production/backups/shop-database`: a backup job, with what it did.
pub fn backup_job(project: &Slug, environment: &Slug, job: &Slug) -> String {
    format!("/projects/{project}/environments/{environment}/backups/{job}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_the_same_behind_the_query() {
        let slug = |text| Slug::parse(text).unwrap();
        let version = Version::parse("2.8.0-rc.1+build_7").unwrap();
        assert_eq!(
            rollback(&slug("shop"), &slug("production"), &version),
            "/projects/shop/environments/production/rollback?to=2.8.0-rc.1%2Bbuild_7"
        );
        assert_eq!(
            new_deployment(&slug("shop"), &slug("staging"), None),
            "/deployments/new?project=shop&environment=staging"
        );
        assert_eq!(history(None, None), "/history");
        assert_eq!(with_query("/", [("find", Some("a&b=c #"))]), "/?find=a%26b%3Dc%20%23");
    }
}
