//! The three cases, each done for real: the commands are those that `docs/operating.md` tells people to use.

use super::Proved;
use super::place::Place;
use super::program::Program;
use super::server::Server;
use crate::actions::recovery_drill::{Report, lost};
use crate::app::App;
use crate::backups::{Backup, Shelf, Vault};
use crate::domain::backup::{Manifest, differences_once_restored};
use crate::domain::recovery_drill::{Case, Measured};
use crate::domain::time::Span;
use crate::random::hexadecimal;
use crate::store::StoreError;
use crate::store::backups::{Copy, standing};
use std::path::Path;
use std::time::Instant;

/// A database, its copy while it is made ready, and what is written meanwhile.
const ROOM: u64 = 3;

/// What a case is proved with.
pub struct Means<'a> {
    pub app: &'a App,
    pub vault: &'a Vault,
    pub program: &'a Program,
    pub place: &'a Place,
}

impl Means<'_> {
    /// Proves the cases, from the copy that would be left after each; what was proved before one failed stays.
    pub async fn prove(&self, report: &mut Report) -> Proved<()> {
        let server = Box::pin(self.lose_the_machine(report)).await?;
        Box::pin(self.kill(server, report)).await?;
        Box::pin(self.lose_the_file(report)).await
    }

    /// What is left is the second folder, the program and the recovery key. Where there is no second folder the first
    /// shows that the way works, and nothing is proved of a lost machine.
    async fn lose_the_machine(&self, report: &mut Report) -> Proved<Running> {
        let Self { app, vault, place, .. } = self;
        let (backup, manifest) = newest(vault.second.as_ref().unwrap_or(&vault.first))?;
        place.has_room_for(manifest.bytes.saturating_mul(ROOM))?;
        let data = place.empty()?;
        let file = backup.file.to_string_lossy();
        let key = format!("{}\n", app.key.recovery_key());
        let restore = ["restore", &file, "--recovery-key", "--yes"];
        let at = app.clock.now();
        let (server, took) = self.restore(&data, &restore, &key, &manifest).await?;
        if vault.second.is_some() {
            let lost = lost(app, &manifest, at).await.map_err(said)?;
            report.proofs.push(measured(Case::LostMachine, &manifest, took, lost));
        }
        report.used.push(backup);
        Ok(Running { server, data, manifest })
    }

    /// Somebody is added while it serves, and it is killed: that person is there when it serves again.
    async fn kill(&self, running: Running, report: &mut Report) -> Proved<()> {
        let Running { server, data, manifest } = running;
        let name = format!("drill-{}", hexadecimal(&*self.app.random, 4));
        self.program.run(&data, &["user", "add", &name, "--role", "Auditor"], "").await?;
        server.kill().await?;
        let began = Instant::now();
        let server = Server::start(self.program, &data).await?;
        let took = span(began);
        server.shows(&format!("/admin/people/{name}"), &name).await?;
        server.stop().await?;
        self.program.run(&data, &["audit", "verify"], "").await?;
        report.proofs.push(measured(Case::KilledProcess, &manifest, took, Span(0)));
        Ok(())
    }

    /// What is left is the first folder and the key.
    async fn lose_the_file(&self, report: &mut Report) -> Proved<()> {
        let Self { app, vault, place, .. } = self;
        let (backup, manifest) = newest(&vault.first)?;
        let data = place.empty()?;
        app.key.give_to(&data).map_err(said)?;
        let at = app.clock.now();
        let restore = ["restore", &*backup.file.to_string_lossy(), "--yes"];
        let (server, took) = self.restore(&data, &restore, "", &manifest).await?;
        server.stop().await?;
        let lost = lost(app, &manifest, at).await.map_err(said)?;
        report.proofs.push(measured(Case::LostFile, &manifest, took, lost));
        report.used.push(backup);
        Ok(())
    }

    /// Restores and serves; gives how long that took until it was ready, without the time for comparing.
    async fn restore(
        &self,
        data: &Path,
        restore: &[&str],
        input: &str,
        manifest: &Manifest,
    ) -> Proved<(Server, Span)> {
        let began = Instant::now();
        self.program.run(data, restore, input).await?;
        let restoring = span(began);
        let differences = rows(data, manifest).await.map_err(said)?;
        if !differences.is_empty() {
            return Err(format!("what was restored is not what was kept: {}", differences.join("; ")));
        }
        let began = Instant::now();
        let server = Server::start(self.program, data).await?;
        let took = Span(restoring.0 + span(began).0);
        for known in &manifest.known {
            server.shows(&known.path, &known.shows).await?;
        }
        server.shows("/", "").await?;
        server.shows("/admin/audit", manifest.id.as_str()).await?;
        Ok((server, took))
    }
}

/// A server on what was restored.
struct Running {
    server: Server,
    data: std::path::PathBuf,
    manifest: Manifest,
}

fn newest(shelf: &Shelf) -> Proved<(Backup, Manifest)> {
    let newest = shelf.list().map_err(said)?.into_iter().next();
    let backup = newest.ok_or_else(|| format!("{} holds no backup", shelf.folder().display()))?;
    let says = backup.manifest.as_ref().map(|sealed| sealed.manifest.clone());
    let manifest = says.map_err(|why| format!("{}: {why}", backup.id))?;
    Ok((backup, manifest))
}

/// What differs from the manifest: rows, and the head of the log at the place where the backup was made.
async fn rows(data: &Path, manifest: &Manifest) -> Result<Vec<String>, StoreError> {
    let database = data.join("slipway.db");
    let mut copy = Copy::open(&database).await?;
    let found = copy.found().await?;
    copy.close().await?;
    let mut told = differences_once_restored(manifest, &found);
    let hash = standing(&database, manifest.events).await?.hash;
    if manifest.events > 0 && hash.as_ref() != Some(&manifest.head) {
        told.push(format!("event {} of its audit log is another", manifest.events));
    }
    Ok(told)
}

fn measured(case: Case, manifest: &Manifest, took: Span, lost: Span) -> Measured {
    Measured { case, backup: manifest.id.to_string(), took, lost }
}

fn span(began: Instant) -> Span {
    Span(i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX))
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
