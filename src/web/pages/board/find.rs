//! Which projects the board shows, and in which order: by the address.

use super::line::Line;
use crate::actions::overview::Overview;
use crate::domain::cell::Attention;
use crate::domain::id::{DeploymentNumber, ProjectId};
use crate::store::{Db, StoreError, board};
use crate::web::context::Viewer;
use serde::Deserialize;
use std::collections::HashSet;

/// The query of the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// A project's name, or the beginning of a version or a commit, or the number of a deployment.
    pub find: String,
    /// `trouble` leaves out what is calm, `all` goes by name; else mine and trouble first.
    pub show: String,
}

/// The shortest beginning of a commit that is looked for: shorter ones are in everything.
const SHORTEST_COMMIT: usize = 4;

impl Filter {
    fn wanted(&self) -> &str {
        self.find.trim()
    }

    /// The projects that are found; all where nothing is looked for.
    pub async fn projects(
        &self,
        db: &mut Db,
        viewer: &Viewer,
        overview: &Overview,
    ) -> Result<HashSet<ProjectId>, StoreError> {
        let wanted = self.wanted();
        let mut found = named(overview, wanted);
        if let Some(number) = number(wanted) {
            found.extend(board::project_of(db, &viewer.scope, number).await?);
        } else if wanted.len() >= SHORTEST_COMMIT || wanted.contains('.') {
            found.extend(board::projects_with_release(db, &viewer.scope, wanted).await?);
        }
        Ok(found)
    }

    /// Leaves the lines that are to be shown, in their order. They come by name.
    pub fn apply(&self, lines: &mut Vec<Line>) {
        match self.show.as_str() {
            "all" => {}
            "trouble" => {
                lines.retain(|line| line.attention != Attention::Calm);
                lines.sort_by_key(Line::rank);
            }
            _ => lines.sort_by_key(Line::rank),
        }
    }
}

/// The projects whose name or short name holds this text, ignoring case.
fn named(overview: &Overview, wanted: &str) -> HashSet<ProjectId> {
    let wanted = wanted.to_lowercase();
    let fits = |text: &str| text.to_lowercase().contains(&wanted);
    let projects = overview.projects.iter().filter(|p| fits(&p.name) || fits(p.slug.as_str()));
    projects.map(|project| project.id).collect()
}

/// `#42`
fn number(wanted: &str) -> Option<DeploymentNumber> {
    wanted.strip_prefix('#')?.trim().parse().ok().map(DeploymentNumber)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(project: i64, attention: Attention, mine: bool) -> Line {
        Line { project: ProjectId(project), attention, mine }
    }

    #[test]
    fn mine_and_trouble_come_first_unless_the_address_says_otherwise() {
        let lines = [
            line(1, Attention::Calm, false),
            line(2, Attention::Look, false),
            line(3, Attention::Trouble, false),
            line(4, Attention::Look, true),
            line(5, Attention::Calm, false),
        ];
        for (show, order) in
            [("", vec![4, 3, 2, 1, 5]), ("trouble", vec![4, 3, 2]), ("all", vec![1, 2, 3, 4, 5])]
        {
            let mut shown = lines.to_vec();
            Filter { show: show.to_owned(), ..Filter::default() }.apply(&mut shown);
            assert_eq!(shown.iter().map(|line| line.project.0).collect::<Vec<_>>(), order, "{show}");
        }
    }

    #[test]
    fn a_number_is_told_by_its_sign() {
        assert_eq!(number("#42"), Some(DeploymentNumber(42)));
        assert_eq!(number("42"), None);
        assert_eq!(number("#x"), None);
    }
}
