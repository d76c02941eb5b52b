//! The matrix as a form sends it. The name of a cell's fields says what the cell was when the page was made
//! (`7.3.ra`: role 7, environment 3, Read with Approve), their values what it is to be: a level, and perhaps marks.

use crate::actions::change_access::Wanted;
use crate::domain::id::{EnvironmentId, RoleId};
use crate::domain::role::{Access, Level};
use crate::web::errors::WebError;
use std::collections::BTreeMap;

/// The cells that a form sent, each once.
#[derive(Debug, PartialEq, Eq)]
pub struct Sent(pub Vec<Wanted>);

impl Sent {
    /// Reads the fields.
    ///
    /// # Errors
    /// 422 where a field is none of ours.
    pub fn read(fields: &[(String, String)]) -> Result<Self, WebError> {
        let mut cells: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in fields {
            cells.entry(name).or_default().push(value);
        }
        let unreadable = || {
            WebError::invalid(
                "This form can’t be read. Nothing was saved. Go back, reload the page and try again.",
            )
        };
        let wanted = cells.into_iter().map(|(name, values)| {
            let (role, environment, before) = key(name)?;
            Some(Wanted { role, environment, before, after: value(&values, before)? })
        });
        wanted.collect::<Option<Vec<_>>>().map(Self).ok_or_else(unreadable)
    }
}

/// The name of a cell's fields.
pub fn field(role: RoleId, environment: EnvironmentId, before: Access) -> String {
    let level = before.level.word().to_ascii_lowercase();
    let marks = [(before.approve, "a"), (before.rollback, "b")];
    let marks: String = marks.into_iter().filter_map(|(is, mark)| is.then_some(mark)).collect();
    format!("{role}.{environment}.{}{marks}", &level[..1])
}

fn key(name: &str) -> Option<(RoleId, EnvironmentId, Access)> {
    let mut parts = name.splitn(3, '.');
    let (role, environment) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let (level, marks) = parts.next()?.split_at_checked(1)?;
    let level = Level::ALL.into_iter().find(|l| l.word().to_ascii_lowercase().starts_with(level))?;
    let before = Access { level, approve: marks.contains('a'), rollback: marks.contains('b') };
    (field(RoleId(role), EnvironmentId(environment), before) == name).then_some((
        RoleId(role),
        EnvironmentId(environment),
        before,
    ))
}

/// A level with or without marks, and marks. Where the level was changed, marks that the new one does not allow go with
/// the old one: the page shows them no more.
fn value(values: &[&str], before: Access) -> Option<Access> {
    let (marks, levels): (Vec<&str>, Vec<&str>) =
        values.iter().partition(|value| ["Approve", "Rollback"].contains(*value));
    let [level] = levels.as_slice() else { return None };
    let access = Access::parse(level).ok()?;
    let (approve, rollback) = (marks.contains(&"Approve"), marks.contains(&"Rollback"));
    let (approve, rollback) = match access.level {
        level if level == before.level => (approve, rollback),
        level => (approve && level > Level::None, rollback && level >= Level::Deploy),
    };
    let access =
        Access { approve: access.approve || approve, rollback: access.rollback || rollback, ..access };
    // Full includes Rollback: to tick it there changes nothing.
    Some(if access.level == Level::Full { access.effective() } else { access })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&str, &str)]) -> Result<Sent, WebError> {
        let fields: Vec<_> = fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Sent::read(&fields)
    }

    #[test]
    fn a_cell_says_what_it_was_and_what_it_is_to_be() {
        let before = Access::parse("Read + Approve").unwrap();
        let name = field(RoleId(7), EnvironmentId(3), before);
        assert_eq!(name, "7.3.ra");
        let sent = read(&[(&name, "Deploy"), (&name, "Approve"), (&name, "Rollback")]).unwrap();
        let after = Access::parse("Deploy + Approve + Rollback").unwrap();
        let wanted = Wanted { role: RoleId(7), environment: EnvironmentId(3), before, after };
        assert_eq!(sent.0, [wanted]);
        assert_eq!(read(&[(&name, "Deploy + Approve + Rollback")]).unwrap().0, [wanted]);
    }

    #[test]
    fn marks_go_with_the_level_that_allowed_them() {
        for (before, values, after) in [
            ("Read + Approve", vec!["None", "Approve"], "None"),
            ("Deploy + Rollback", vec!["Read", "Rollback"], "Read"),
            ("Deploy + Approve + Rollback", vec!["Read", "Approve", "Rollback"], "Read + Approve"),
            ("None", vec!["None", "Approve"], "None + Approve"),
        ] {
            let name = field(RoleId(7), EnvironmentId(3), Access::parse(before).unwrap());
            let fields: Vec<(&str, &str)> = values.iter().map(|value| (name.as_str(), *value)).collect();
            assert_eq!(
                read(&fields).unwrap().0[0].after,
                Access::parse(after).unwrap(),
                "{before}: {values:?}"
            );
        }
    }

    #[test]
    fn a_field_that_is_none_of_ours_is_refused() {
        for (name, value) in [
            ("7.3", "Read"),
            ("7.3.x", "Read"),
            ("7.3.rx", "Read"),
            ("7.3.", "Read"),
            ("a.3.r", "Read"),
            ("7.3.r", "Approve"),
            ("7.3.r", "All"),
            ("role", "Admin"),
        ] {
            assert_eq!(read(&[(name, value)]).unwrap_err().status.as_u16(), 422, "{name}={value}");
        }
        assert!(read(&[("7.3.r", "Read"), ("7.3.r", "Full")]).is_err());
    }
}
