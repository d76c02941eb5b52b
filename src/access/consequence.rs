//! What a change of the matrix means for those who hold its roles, in sentences that are read before it is saved.

use super::grants::Grants;
use crate::domain::access_change::CellChange;
use crate::domain::id::{EnvironmentId, ProjectId};
use crate::domain::role::{Access, Level};
use crate::domain::text::{count_of, count_people, list_words};

/// So many names are told; the others are counted.
const NAMED: usize = 12;

/// Somebody whom a change may concern: a person, or a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The display name, or `ci of Ada` for a token.
    pub name: String,
    /// What they hold now.
    pub grants: Grants,
}

/// The same change of rights for several people, or for several tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consequence {
    /// Where.
    pub environment: EnvironmentId,
    /// In which project; none means all.
    pub project: Option<ProjectId>,
    /// What they may do until then.
    pub before: Access,
    /// What they may do from then on.
    pub after: Access,
    /// Whether they are tokens.
    pub tokens: bool,
    /// Who.
    pub names: Vec<String>,
}

/// What the cells come to for each holder, the same consequences together, in the order of cells and holders.
pub fn consequences(cells: &[CellChange], holders: &[Holder]) -> Vec<Consequence> {
    let mut environments: Vec<EnvironmentId> = Vec::new();
    for cell in cells {
        if !environments.contains(&cell.environment) {
            environments.push(cell.environment);
        }
    }
    let mut found: Vec<Consequence> = Vec::new();
    for environment in environments {
        for holder in holders {
            for one in of_holder(cells, holder, environment) {
                let same = |other: &&mut Consequence| other.is_like(&one);
                match found.iter_mut().find(same) {
                    Some(known) => known.names.extend(one.names),
                    None => found.push(one),
                }
            }
        }
    }
    found
}

/// For all projects, and for single ones where it differs.
fn of_holder(cells: &[CellChange], holder: &Holder, environment: EnvironmentId) -> Vec<Consequence> {
    let now = &holder.grants;
    let then = now.with(cells);
    let change = |project| {
        let (before, after) = (now.effective(project, environment), then.effective(project, environment));
        let (tokens, names) = (now.token.is_some(), vec![holder.name.clone()]);
        Consequence { environment, project, before, after, tokens, names }
    };
    let mut told: Vec<Consequence> = Vec::new();
    for project in now.scopes() {
        let one = change(project);
        let all = told.first().filter(|one| one.project.is_none());
        let known = all.map(|all| (all.before, all.after));
        if one.before != one.after && known != Some((one.before, one.after)) {
            told.push(one);
        }
    }
    told
}

impl Consequence {
    fn is_like(&self, other: &Self) -> bool {
        let key = |c: &Self| (c.environment, c.project, c.before, c.after, c.tokens);
        key(self) == key(other)
    }

    /// `3 people gain Deploy on production (Read → Deploy): Ada, Ben and Cy.`
    pub fn sentence(&self, environment: &str, project: Option<&str>) -> String {
        let project = project.map(|name| format!(" in {name}")).unwrap_or_default();
        let (before, after) = (self.before, self.after);
        let (who, what) = (self.who(), self.what());
        let meaning = self.meaning();
        format!("{who} {what} on {environment}{project} ({before} → {after}): {}.{meaning}", self.named())
    }

    fn who(&self) -> String {
        if self.tokens { count_of(self.names.len(), "token") } else { count_people(self.names.len()) }
    }

    fn what(&self) -> String {
        let (gain, lose) = if self.names.len() == 1 { ("gains", "loses") } else { ("gain", "lose") };
        let parts = [(gain, more(self.before, self.after)), (lose, more(self.after, self.before))];
        let parts = parts.into_iter().filter(|(_, what)| !what.is_empty());
        let parts: Vec<String> = parts.map(|(verb, what)| format!("{verb} {}", list_words(&what))).collect();
        list_words(&parts)
    }

    fn meaning(&self) -> &'static str {
        match (self.before.level, self.after.level) {
            (Level::None, _) => {
                " What is there was hidden until then: its state, history, logs and configuration."
            }
            (_, Level::None) => " From then on it does not exist there for them.",
            _ => "",
        }
    }

    fn named(&self) -> String {
        if self.names.len() <= NAMED {
            return list_words(&self.names);
        }
        format!("{} and {} others", self.names[..NAMED].join(", "), self.names.len() - NAMED)
    }
}

/// What the second gives beyond the first.
fn more(before: Access, after: Access) -> Vec<&'static str> {
    let level = (after.level > before.level).then(|| after.level.word());
    let approve = (after.approve && !before.approve).then_some("Approve");
    let rollback = (after.rollback && !before.rolls_back()).then_some("Rollback");
    [level, approve, rollback].into_iter().flatten().collect()
}

/// What stands behind the sentences: that nobody else is concerned.
pub fn closing(consequences: &[Consequence]) -> &'static str {
    let gains = consequences.iter().any(|c| c.after.widens(c.before));
    let loses = consequences.iter().any(|c| c.before.widens(c.after));
    match (gains, loses) {
        (true, true) => "",
        (true, false) => "Nobody loses anything.",
        (false, true) => "Nobody gains anything.",
        (false, false) => {
            "Nobody gains or loses anything now: nobody holds it, or who does has as much by another role."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::grants::Grant;
    use super::*;
    use crate::domain::id::RoleId;

    const PRODUCTION: EnvironmentId = EnvironmentId(3);
    const SHOP: ProjectId = ProjectId(1);

    fn access(text: &str) -> Access {
        Access::parse(text).unwrap()
    }

    fn grant(role: i64, project: Option<ProjectId>, production: &str) -> Grant {
        Grant {
            role: RoleId(role),
            name: format!("Role {role}"),
            project,
            cells: vec![(PRODUCTION, access(production))],
            administers: false,
            reads_audit: false,
        }
    }

    fn holder(name: &str, held: Vec<Grant>) -> Holder {
        Holder { name: name.to_owned(), grants: Grants { held, ..Grants::default() } }
    }

    fn cell(role: i64, before: &str, after: &str) -> CellChange {
        CellChange {
            role: RoleId(role),
            role_name: format!("Role {role}"),
            environment: PRODUCTION,
            environment_name: "production".to_owned(),
            before: access(before),
            after: access(after),
        }
    }

    fn told(cells: &[CellChange], holders: &[Holder]) -> Vec<String> {
        let found = consequences(cells, holders);
        found.iter().map(|c| c.sentence("production", c.project.map(|_| "Shop"))).collect()
    }

    #[test]
    fn who_gains_what_is_told_in_a_sentence() {
        let people = ["Ada", "Ben", "Cy"].map(|name| holder(name, vec![grant(1, None, "Read")]));
        assert_eq!(
            told(&[cell(1, "Read", "Deploy")], &people),
            ["3 people gain Deploy on production (Read → Deploy): Ada, Ben and Cy."]
        );
        assert_eq!(
            told(&[cell(1, "Read", "None")], &people[..1]),
            [
                "1 person loses Read on production (Read → None): Ada. From then on it does not exist there for them."
            ]
        );
    }

    #[test]
    fn one_change_can_give_and_take() {
        let ada = holder("Ada", vec![grant(1, None, "Deploy + Approve")]);
        assert_eq!(
            told(&[cell(1, "Deploy + Approve", "Full")], &[ada]),
            ["1 person gains Full and loses Approve on production (Deploy + Approve → Full): Ada."]
        );
    }

    #[test]
    fn a_role_for_one_project_changes_nothing_in_the_others() {
        let both = vec![grant(1, Some(SHOP), "None"), grant(2, None, "Read")];
        let people = [holder("Ada", both), holder("Ben", vec![grant(2, None, "Read")])];
        assert_eq!(
            told(&[cell(1, "None", "Deploy + Rollback")], &people),
            ["1 person gains Deploy and Rollback on production in Shop (Read → Deploy + Rollback): Ada."]
        );
    }

    #[test]
    fn who_holds_a_role_in_two_projects_gains_in_both() {
        let both = [1, 2].map(|project| grant(1, Some(ProjectId(project)), "None"));
        let found = consequences(&[cell(1, "None", "Deploy")], &[holder("Ada", both.to_vec())]);
        let projects: Vec<_> = found.iter().map(|one| one.project).collect();
        assert_eq!(projects, [Some(ProjectId(1)), Some(ProjectId(2))]);
    }

    #[test]
    fn what_somebody_has_by_another_role_is_no_gain() {
        let ada = holder("Ada", vec![grant(1, None, "None"), grant(2, None, "Full")]);
        let found = consequences(&[cell(1, "None", "Deploy")], &[ada]);
        assert!(found.is_empty() && closing(&found).starts_with("Nobody gains or loses"));
        let all_and_one = holder("Ben", vec![grant(1, None, "None"), grant(1, Some(SHOP), "None")]);
        assert_eq!(consequences(&[cell(1, "None", "Deploy")], &[all_and_one]).len(), 1);
    }

    #[test]
    fn a_token_gains_no_more_than_its_owner_has() {
        let token = Grant { project: Some(SHOP), ..grant(1, None, "Read") };
        let grants = Grants { held: vec![grant(2, None, "Deploy")], token: Some(token), ..Grants::default() };
        let holder = Holder { name: "ci of Ada".to_owned(), grants };
        assert_eq!(
            told(&[cell(1, "Read", "Full + Approve")], &[holder]),
            ["1 token gains Deploy on production in Shop (Read → Deploy): ci of Ada."]
        );
    }

    #[test]
    fn many_names_are_counted() {
        let people: Vec<Holder> =
            (1..=40).map(|n| holder(&format!("P{n}"), vec![grant(1, None, "None")])).collect();
        let sentence = &told(&[cell(1, "None", "Read")], &people)[0];
        assert!(
            sentence.starts_with("40 people gain Read") && sentence.contains("P12 and 28 others."),
            "{sentence}"
        );
    }
}
