//! What is known of the backups, and what keeps them from being of use.

use super::drills::Drills;
use crate::app::App;
use crate::backups::{Backup, BackupError};
use crate::domain::backup::{BackupId, Check, Manifest, Proof, Proven};
use crate::domain::time::{Span, Time};
use crate::store::{Db, events};
use crate::web::context::Viewer;
use crate::web::errors::WebError;
use std::collections::BTreeMap;

/// A backup, in one folder or in both.
pub struct Line {
    /// Its name.
    pub id: BackupId,
    /// What its manifest says, or why that cannot be read.
    pub says: Result<Manifest, String>,
    /// What was seen of the copy in each folder where it is: the first, the second.
    pub copies: [Option<Proof>; 2],
}

/// What the page is about.
pub struct About {
    /// Every backup, newest first.
    pub lines: Vec<Line>,
    /// The newest look at any of them that found nothing wrong.
    pub proven: Option<Check>,
    /// How often one is made where something has changed; none where the server makes none.
    pub every: Option<Span>,
    /// The second folder.
    pub second: Option<String>,
    /// When the recovery key was last shown.
    pub key_shown: Option<Time>,
    /// When somebody last said that it is kept elsewhere, and who.
    pub key_kept: Option<(Time, String)>,
    /// Whether anything has changed since the newest backup.
    pub has_changed: bool,
    /// What is proven.
    pub drills: Drills,
    /// What is to be mended, each in sentences.
    pub troubles: Vec<String>,
}

impl About {
    /// Reads it from the folders, not from the database: they are what counts.
    pub async fn load(app: &App, db: &mut Db, viewer: &Viewer) -> Result<Self, WebError> {
        let vault = app.vault();
        let mut troubles = Vec::new();
        let first = vault.first.list().unwrap_or_else(|error| trouble(&mut troubles, &error));
        let second = vault.second.as_ref().map(|shelf| shelf.list());
        let second =
            second.unwrap_or_else(|| Ok(Vec::new())).unwrap_or_else(|error| trouble(&mut troubles, &error));
        let lines = lines(first, second);
        let settings = &app.settings.backups;
        let newest = lines.iter().find_map(|line| line.says.as_ref().ok());
        let changed = match newest {
            Some(manifest) => events::changed_after(db, manifest.events).await?,
            None => events::head(db).await? > 0,
        };
        let mut about = Self {
            proven: proven(&lines),
            every: settings.every,
            second: settings.second.as_ref().map(|folder| folder.display().to_string()),
            key_shown: events::last_of(db, "recovery_key.shown").await?,
            key_kept: events::last_by(db, "recovery_key.kept").await?,
            has_changed: changed,
            drills: Drills::load(db, settings, viewer.now()).await?,
            lines,
            troubles,
        };
        about.look_for_trouble(viewer.now());
        Ok(about)
    }

    /// The newest backup.
    pub fn newest(&self) -> Option<&Manifest> {
        self.lines.iter().find_map(|line| line.says.as_ref().ok())
    }

    /// The newest backup in a folder: the first, the second.
    pub fn newest_in(&self, folder: usize) -> Option<&Manifest> {
        let there = self.lines.iter().filter(|line| line.copies[folder].is_some());
        there.filter_map(|line| line.says.as_ref().ok()).next()
    }

    fn look_for_trouble(&mut self, now: Time) {
        let late = self.every.map(|every| Span(every.0 * 2));
        let age = self.newest().map(|newest| now - newest.made_at);
        if let (Some(late), Some(age), true) = (late, age, self.has_changed)
            && age > late
        {
            self.troubles.push(format!(
                "The newest backup is {age} old, and something has changed since. The server's log says why none was made."
            ));
        }
        let bad = self.lines.iter().filter(|line| line.proven() == Proven::Bad).map(|line| line.id.as_str());
        let bad: Vec<&str> = bad.collect();
        if !bad.is_empty() {
            self.troubles.push(format!("Not good, and not to be restored from: {}.", bad.join(", ")));
        }
        self.troubles.extend(self.second_is_behind());
        self.troubles.extend(self.drills.troubles());
    }
}

impl About {
    /// A second folder that lacks the newest backup saves less than it should.
    fn second_is_behind(&self) -> Option<String> {
        let (folder, newest) = (self.second.as_ref()?, self.newest()?);
        match self.newest_in(1) {
            Some(second) if second.id == newest.id => None,
            Some(second) => Some(format!(
                "{folder} lacks the newest backups: the newest there is {} older.",
                newest.made_at - second.made_at
            )),
            None => Some(format!("{folder} holds no backup: a lost disk takes everything with it.")),
        }
    }
}

fn trouble(troubles: &mut Vec<String>, error: &BackupError) -> Vec<Backup> {
    troubles.push(format!("A folder of backups cannot be read: {error}"));
    Vec::new()
}

fn lines(first: Vec<Backup>, second: Vec<Backup>) -> Vec<Line> {
    let mut by_id: BTreeMap<BackupId, Line> = BTreeMap::new();
    for (place, backups) in [first, second].into_iter().enumerate() {
        for Backup { id, manifest, proof, .. } in backups {
            let says = manifest.map(|sealed| sealed.manifest);
            let line = by_id.entry(id.clone()).or_insert_with(|| Line { id, says, copies: [None, None] });
            line.copies[place] = Some(proof);
        }
    }
    let mut lines: Vec<Line> = by_id.into_values().collect();
    let made_at = |line: &Line| line.says.as_ref().map_or(Time(0), |manifest| manifest.made_at);
    lines.sort_by_key(|line| std::cmp::Reverse(made_at(line)));
    lines
}

fn proven(lines: &[Line]) -> Option<Check> {
    let checks = lines.iter().flat_map(|line| line.copies.iter().flatten()).filter_map(Proof::newest);
    checks.filter(|check| check.is_good()).max_by_key(|check| check.at).cloned()
}

impl Line {
    /// Bad where any copy is, good where any was looked at and none is bad.
    pub fn proven(&self) -> Proven {
        let copies: Vec<Proven> = self.copies.iter().flatten().map(Proof::proven).collect();
        [Proven::Bad, Proven::Good].into_iter().find(|one| copies.contains(one)).unwrap_or(Proven::Unknown)
    }

    /// The newest look at any copy.
    pub fn newest_look(&self) -> Option<&Check> {
        self.copies.iter().flatten().filter_map(Proof::newest).max_by_key(|check| check.at)
    }
}
