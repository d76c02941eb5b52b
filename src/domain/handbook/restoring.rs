//! How Slipway itself comes back, with the folders and the commands of this installation.

use crate::domain::sheet::{Part, Sheet};

/// Where things are in this installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restoring {
    /// The data folder.
    pub data: String,
    /// The folder of backups in it.
    pub backups: String,
    /// The folder on another disk, where the settings name one.
    pub second: Option<String>,
    /// How people reach the server.
    pub public_url: String,
}

impl Restoring {
    /// The page.
    pub(super) fn sheet(&self) -> Sheet {
        let mut parts = vec![self.facts()];
        parts.extend(self.killed());
        parts.extend(self.lost_file());
        parts.extend(self.lost_machine());
        parts.push(Part::Heading("Afterwards".to_owned()));
        parts.push(Part::Steps(
            [
                "Sign in again: all sessions and one-time links have ended",
                "Decide about every deployment and run that was under way: each is marked interrupted",
                "Enter again what was done in the window of lost data, which the restore has named",
            ]
            .map(|step| (step.to_owned(), Vec::new()))
            .to_vec(),
        ));
        let title = "Restore Slipway from a backup".to_owned();
        Sheet { name: "restore-slipway".to_owned(), title, parts }
    }

    fn facts(&self) -> Part {
        let second =
            self.second.clone().unwrap_or_else(|| "none: a lost disk takes the backups with it".to_owned());
        Part::Facts(vec![
            ("Data folder".to_owned(), self.data.clone()),
            ("Backups".to_owned(), self.backups.clone()),
            ("Second folder of backups".to_owned(), second),
            ("Address".to_owned(), self.public_url.clone()),
        ])
    }

    fn killed(&self) -> [Part; 3] {
        let words = "The process is gone, the data folder is whole: start it again. Nothing that was answered is lost.";
        [heading("The server was killed"), text(words), Part::Commands(vec![self.serve()])]
    }

    fn lost_file(&self) -> [Part; 3] {
        let words = "The database is lost or damaged: stop the server, bring the newest good backup back, start the \
                     server. The first command says what would be done and does nothing; the last but one takes the \
                     restore back.";
        let data = quoted(&self.data);
        let commands = [
            format!("slipway --data {data} restore latest --dry-run"),
            format!("slipway --data {data} restore latest"),
            format!("slipway --data {data} restore --undo"),
            self.serve(),
        ];
        [heading("The database is lost or damaged"), text(words), Part::Commands(commands.to_vec())]
    }

    fn lost_machine(&self) -> Vec<Part> {
        let heading = heading("The machine is lost");
        let Some(second) = &self.second else {
            let words = "There is no second folder of backups: only a copy of the first one that somebody made \
                         elsewhere can be restored. Name one as `second` under `[backups]` in slipway.toml.";
            return vec![heading, text(words)];
        };
        let words = "On another machine: install the program, make the second folder readable, and bring the newest \
                     backup from it into a new data folder. It asks for the recovery key, which is not in any backup: \
                     write it into a file named key. Then write slipway.toml anew.";
        let (data, second) = (quoted(&self.data), quoted(second));
        let commands =
            vec![format!("slipway --data {data} restore {second} --recovery-key --yes < key"), self.serve()];
        vec![heading, text(words), Part::Commands(commands)]
    }

    fn serve(&self) -> String {
        format!("slipway --data {} serve", quoted(&self.data))
    }
}

fn heading(words: &str) -> Part {
    Part::Heading(words.to_owned())
}

fn text(words: &str) -> Part {
    Part::Text(words.to_owned())
}

/// A path as a shell takes it, whatever stands in it.
fn quoted(path: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    if path.chars().all(is_plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_the_folders_and_commands_of_this_installation() {
        let mut restoring = Restoring {
            data: "/srv/our slipway".to_owned(),
            backups: "/srv/our slipway/backups".to_owned(),
            second: None,
            public_url: "https://slipway.example".to_owned(),
        };
        let page = restoring.sheet().markdown();
        assert!(page.contains("    slipway --data '/srv/our slipway' restore latest --dry-run\n"), "{page}");
        assert!(page.contains("There is no second folder") && !page.contains("--recovery-key"), "{page}");
        restoring.second = Some("/mnt/b".to_owned());
        let page = restoring.sheet().markdown();
        assert!(
            page.contains(
                "    slipway --data '/srv/our slipway' restore /mnt/b --recovery-key --yes < key\n"
            )
        );
        assert_eq!(quoted("a'b"), "'a'\\''b'");
    }
}
