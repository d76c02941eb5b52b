//! What people need at hand when everything is down: the runbooks, whom to call, and how Slipway itself comes back.

mod restoring;

pub use restoring::Restoring;

use super::runbook::{Mode, Runbook};
use super::sheet::{How, Part, Sheet};
use super::strategy::Program;
use super::text::{Slug, list_words};
use super::time::Time;

/// The name of the first page's files.
pub const INDEX: &str = "index";
/// The name of the files that tell whom to call.
const CONTACTS: &str = "contacts";

/// Everything that is written down, as far as it exists for whom it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handbook {
    /// The runbooks.
    pub chapters: Vec<Chapter>,
    /// Whom to call, by project.
    pub teams: Vec<Team>,
    /// How Slipway itself is restored; none for who does not see to that.
    pub restoring: Option<Restoring>,
}

/// The newest published version of a runbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// Its short name.
    pub slug: Slug,
    /// Its project's name; none is the installation's own.
    pub project: Option<String>,
    /// The version.
    pub version: i64,
    /// Since when.
    pub published_at: Time,
    /// The Markdown that was published.
    pub document: String,
    /// What it says.
    pub content: Runbook,
}

/// Whom to call for a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// The project's name.
    pub project: String,
    /// The named lines of the strategy's Support Documentation.
    pub support: Vec<(String, String)>,
    /// Who acts and who decides, environment by environment.
    pub places: Vec<(String, Vec<Contact>)>,
}

/// Somebody who acts or decides in an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// What pages call them.
    pub name: String,
    /// What they sign in with.
    pub sign_in_name: String,
    /// What they may there: `Full`, `Rollback`, `Approve`.
    pub may: Vec<&'static str>,
}

impl Handbook {
    /// The files, each with its name and what stands in it. `html` writes a page as HTML.
    pub fn files(&self, html: impl Fn(&Sheet) -> String) -> Vec<(String, String)> {
        let mut files = Vec::new();
        for sheet in self.sheets() {
            files.push((format!("{}.html", sheet.name), html(&sheet)));
            // A runbook as it was published, so that what was decided can be compared.
            let published = self.chapters.iter().find(|chapter| chapter.file() == sheet.name);
            let markdown = published.map_or_else(|| sheet.markdown(), |chapter| chapter.document.clone());
            files.push((format!("{}.md", sheet.name), markdown));
        }
        files
    }

    fn sheets(&self) -> Vec<Sheet> {
        let mut sheets = vec![self.contacts()];
        sheets.extend(self.chapters.iter().map(Chapter::sheet));
        sheets.extend(self.restoring.as_ref().map(Restoring::sheet));
        let named = sheets.iter().map(|sheet| (sheet.name.clone(), sheet.title.clone())).collect();
        let about = "Written by Slipway whenever a runbook or a strategy is published, to be read when nothing else \
                     answers. Print it, or keep a copy on another machine.";
        let parts = vec![Part::Text(about.to_owned()), Part::Pages(named)];
        let title = "What to do when something has gone wrong".to_owned();
        sheets.insert(0, Sheet { name: INDEX.to_owned(), title, parts });
        sheets
    }

    fn contacts(&self) -> Sheet {
        let mut parts = Vec::new();
        for team in &self.teams {
            parts.push(Part::Heading(team.project.clone()));
            parts.push(Part::Facts(team.support.clone()));
            for (environment, people) in &team.places {
                parts.push(Part::Text(format!("Who can act, roll back or approve in {environment}:")));
                if people.is_empty() {
                    parts.push(Part::Text("No one.".to_owned()));
                }
                parts.push(Part::Facts(people.iter().map(Contact::fact).collect()));
            }
        }
        if parts.is_empty() {
            parts.push(Part::Text("No strategy is in force yet that names whom to call.".to_owned()));
        }
        Sheet { name: CONTACTS.to_owned(), title: "Contacts and escalation".to_owned(), parts }
    }
}

impl Contact {
    fn fact(&self) -> (String, String) {
        (self.name.clone(), format!("{} ({})", list_words(&self.may), self.sign_in_name))
    }
}

impl Chapter {
    /// The name of its files. No other page begins so.
    fn file(&self) -> String {
        format!("runbook-{}", self.slug)
    }

    fn sheet(&self) -> Sheet {
        let whose = self.project.clone().unwrap_or_else(|| "the installation".to_owned());
        let mut facts = vec![
            ("Of".to_owned(), whose),
            ("Version".to_owned(), format!("{}, published {}", self.version, self.published_at.for_people())),
        ];
        let objectives = [
            ("To recover within", self.content.time_objective),
            ("Data may be as old as", self.content.point_objective),
            ("To be drilled every", self.content.drill_every),
        ];
        facts.extend(
            objectives.iter().filter_map(|(name, span)| Some(((*name).to_owned(), (*span)?.to_string()))),
        );
        let parts =
            vec![Part::Facts(facts), Part::Heading("Steps".to_owned()), Part::Steps(steps(&self.content))];
        Sheet { name: self.file(), title: self.content.title.clone(), parts }
    }
}

/// What a command is for, and the command: below it where it has several lines.
fn lines(what: &str, program: &Program) -> How {
    match program.is_long() {
        true => How { words: format!("{what}:"), command: Some(program.words()) },
        false => How::from(format!("{what}: {}", program.words())),
    }
}

/// Each step with everything that one needs to do it by hand.
fn steps(runbook: &Runbook) -> Vec<(String, Vec<How>)> {
    let step = |step: &super::runbook::Step| {
        let mut how: Vec<How> = step.instructions.iter().cloned().map(How::from).collect();
        how.extend(step.answers().into_iter().map(How::from));
        how.extend(step.expect.as_ref().map(|expect| How::from(format!("Expected: {expect}"))));
        if step.work.kind() != "manual" {
            how.push(format!("Slipway: {}", step.work.words()).into());
        }
        how.extend(
            step.work.program().filter(|program| program.is_long()).map(|program| lines("Command", program)),
        );
        how.extend(step.role.as_ref().map(|role| How::from(format!("Who: {role}"))));
        how.extend(step.expected_time.map(|span| How::from(format!("Takes about {span}"))));
        how.extend(step.reverse.as_ref().map(|program| lines("Undone by", program)));
        if step.modes != Mode::ALL {
            let modes: Vec<&str> = step.modes.iter().map(|mode| mode.word()).collect();
            how.push(format!("Only in mode {}", list_words(&modes)).into());
        }
        (step.text.clone(), how)
    };
    runbook.steps.iter().map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::runbook::{Step, Work};
    use crate::domain::time::Span;

    #[test]
    fn every_runbook_has_its_pages_and_the_first_page_names_them_all() {
        let content = Runbook {
            title: "Bring the shop back".to_owned(),
            time_objective: None,
            point_objective: None,
            drill_every: None,
            time_limit: None,
            environments: Vec::new(),
            steps: vec![Step {
                expect: Some("it answers".to_owned()),
                work: Work::Command {
                    program: Program::Shell("set -x\n  ./restart --all\n".to_owned()),
                    timeout: Span::minutes(1),
                },
                reverse: Some(Program::Shell("./stop\n./start".to_owned())),
                ..Step::manual("Restart")
            }],
        };
        let slug = Slug::parse("index").unwrap();
        let chapter = Chapter {
            slug,
            project: Some("Shop".to_owned()),
            version: 2,
            published_at: Time(0),
            document: "# as published".to_owned(),
            content,
        };
        let contact =
            Contact { name: "Ada".to_owned(), sign_in_name: "ada".to_owned(), may: vec!["Full", "Approve"] };
        let team = Team {
            project: "Shop".to_owned(),
            support: vec![("Escalation Process".to_owned(), "call Ada".to_owned())],
            places: vec![("production".to_owned(), vec![contact])],
        };
        let handbook = Handbook { chapters: vec![chapter], teams: vec![team], restoring: None };
        let files = handbook.files(|sheet| format!("<{}>", sheet.name));
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let expected = [
            "index.html",
            "index.md",
            "contacts.html",
            "contacts.md",
            "runbook-index.html",
            "runbook-index.md",
        ];
        assert_eq!(names, expected);
        assert!(files[1].1.contains("[Bring the shop back](runbook-index.md)"), "{}", files[1].1);
        assert!(files[3].1.contains("- **Escalation Process**: call Ada"), "{}", files[3].1);
        assert!(files[3].1.contains("- **Ada**: Full and Approve (ada)"), "{}", files[3].1);
        assert_eq!(files[5].1, "# as published");
        let sheet = handbook.chapters[0].sheet();
        let how = "   - Expected: it answers\n   - Slipway: a command of 2 lines\n   - Command:\n\n     ```\n     \
                   set -x\n       ./restart --all\n     ```\n   - Undone by:\n\n     ```\n     ./stop\n     ./start\n     ```\n";
        assert!(sheet.markdown().contains(how), "{}", sheet.markdown());
    }
}
