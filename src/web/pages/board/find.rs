//! Which projects the board shows, and in which order: by the address.

use super::line::Line;
use crate::actions::overview::Overview;
use crate::domain::id::{DeploymentNumber, ProjectId};
use crate::domain::look::Look;
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
    /// `trouble` leaves what needs a look, the word of a [`Look`] leaves those projects, `all` goes by name; else the
    /// gravest come first.
    pub show: String,
    /// `all` shows everything that waits for the viewer, however much it is.
    pub yours: String,
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
            "all" => return,
            "trouble" => lines.retain(|line| line.look.needs_a_look()),
            word => lines.retain(|line| Look::parse(word).is_none_or(|look| line.look == look)),
        }
        lines.sort_by_key(Line::rank);
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

    fn line(project: i64, look: Look, mine: bool) -> Line {
        Line { project: ProjectId(project), look, places: Vec::new(), mine }
    }

    #[test]
    fn the_gravest_come_first_unless_the_address_says_otherwise() {
        let lines = [
            line(1, Look::Calm, false),
            line(2, Look::You, true),
            line(3, Look::Interrupted, false),
            line(4, Look::Deploying, true),
            line(5, Look::Failed, false),
            line(6, Look::Failed, true),
            line(7, Look::Calm, false),
        ];
        for (show, order) in [
            ("", vec![6, 5, 3, 2, 4, 1, 7]),
            ("trouble", vec![6, 5, 3, 2]),
            ("failed", vec![6, 5]),
            ("calm", vec![1, 7]),
            ("suspect", vec![]),
            ("all", vec![1, 2, 3, 4, 5, 6, 7]),
            ("nonsense", vec![6, 5, 3, 2, 4, 1, 7]),
        ] {
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
