//! What somebody is here, in a few words.

use crate::access::grants::Grants;
use crate::domain::id::EnvironmentId;
use crate::domain::role::{Access, Level};
use crate::domain::text::list_words;
use crate::store::environments::Environment;

/// `SRE · Full everywhere`, `Stakeholder · approves production`, `Developer · deploys to development`.
pub fn of(grants: &Grants, environments: &[Environment]) -> String {
    let mut names: Vec<&str> = grants.held.iter().map(|grant| grant.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return "No role yet".to_owned();
    }
    let can = can(grants, environments).map(|can| format!(" · {can}"));
    format!("{}{}", list_words(&names), can.unwrap_or_default())
}

/// Whether somebody approves anything.
pub fn approves(grants: &Grants, environments: &[Environment]) -> bool {
    environments.iter().any(|environment| best(grants, environment.id).approve)
}

/// The most that somebody can do.
fn can(grants: &Grants, environments: &[Environment]) -> Option<String> {
    let where_ = |holds: &dyn Fn(Access) -> bool| -> Vec<&str> {
        let held = environments.iter().filter(|environment| holds(best(grants, environment.id)));
        held.map(|environment| environment.name.as_str()).collect()
    };
    let everywhere = |names: &[&str]| names.len() == environments.len();
    let approves = where_(&|access| access.approve && access.level >= Level::Read);
    let full = where_(&|access| access.level == Level::Full);
    let deploys = where_(&|access| access.level >= Level::Deploy);
    let reads = where_(&|access| access.level >= Level::Read);
    match () {
        () if environments.is_empty() => None,
        () if !approves.is_empty() => Some(format!("approves {}", list_words(&approves))),
        () if everywhere(&full) => Some("Full everywhere".to_owned()),
        () if everywhere(&deploys) => Some("deploys everywhere".to_owned()),
        () if !deploys.is_empty() => Some(format!("deploys to {}", list_words(&deploys))),
        () if everywhere(&reads) => Some("reads everything".to_owned()),
        () if !reads.is_empty() => Some(format!("reads {}", list_words(&reads))),
        () => None,
    }
}

/// The best that any role gives in an environment, in whatever project; marks add up.
pub fn best(grants: &Grants, environment: EnvironmentId) -> Access {
    let cells = grants.held.iter().flat_map(|grant| &grant.cells).filter(|(id, _)| *id == environment);
    cells.fold(Access::default(), |best, (_, access)| Access {
        level: best.level.max(access.level),
        approve: best.approve || access.approve,
        rollback: best.rollback || access.rollback,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::grants::Grant;
    use crate::domain::id::RoleId;
    use crate::domain::text::Slug;

    fn environments() -> Vec<Environment> {
        let made = [(1, "development"), (2, "staging"), (3, "production")];
        made.map(|(id, name)| Environment {
            id: EnvironmentId(id),
            slug: Slug::parse(name).unwrap(),
            name: name.to_owned(),
            position: id,
        })
        .to_vec()
    }

    fn held(name: &str, cells: [&str; 3]) -> Grants {
        let cells = (1..).map(EnvironmentId).zip(cells.map(|cell| Access::parse(cell).unwrap())).collect();
        let (administers, reads_audit) = (false, false);
        let grant =
            Grant { role: RoleId(1), name: name.to_owned(), project: None, cells, administers, reads_audit };
        Grants { held: vec![grant], ..Grants::default() }
    }

    #[test]
    fn roles_say_the_most_that_they_can_do() {
        for (name, cells, words) in [
            ("SRE", ["Full", "Full", "Full"], "SRE · Full everywhere"),
            ("DevOps", ["Full", "Full", "Deploy + Rollback"], "DevOps · deploys everywhere"),
            ("Developer", ["Full", "Read", "None"], "Developer · deploys to development"),
            ("Stakeholder", ["Read", "Read", "Read + Approve"], "Stakeholder · approves production"),
            ("Auditor", ["Read", "Read", "Read"], "Auditor · reads everything"),
            ("Guest", ["Read", "None", "None"], "Guest · reads development"),
            ("Admin", ["None", "None", "None"], "Admin"),
        ] {
            assert_eq!(of(&held(name, cells), &environments()), words);
        }
        assert_eq!(of(&Grants::default(), &environments()), "No role yet");
        assert!(approves(&held("Stakeholder", ["Read", "Read", "Read + Approve"]), &environments()));
        assert!(!approves(&held("SRE", ["Full", "Full", "Full"]), &environments()));
    }
}
