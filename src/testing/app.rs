//! An installation in a folder of its own, with a clock that stands still and randomness that repeats, and builders
//! for what a test needs in it.

use super::provider::Double;
use super::random::TestRandom;
use crate::access::actor::Actor;
use crate::access::permit::Operator;
use crate::actions::add_person::{NewPerson, add_person};
use crate::actions::add_token::{NewToken, add_token};
use crate::actions::approve_version::{TheirDecision, approve_version};
use crate::actions::error::ActionError;
use crate::actions::import_strategy::import_strategy;
use crate::actions::register_release::register_release;
use crate::actions::use_token::use_token;
use crate::app::{App, SIGNING_IN_AT_ONCE};
use crate::clock::{SteadyClock, TestClock};
use crate::config::{Artifacts, Backups, Commands, DEFAULT_LISTEN, OpenIdConnect, Settings};
use crate::domain::approval::Decision;
use crate::domain::release::NewRelease;
use crate::domain::time::Time;
use crate::provider::Provider;
use crate::pulse::Pulse;
use crate::sealed::SecretKey;
use crate::store::projects::Project;
use crate::store::releases::Release;
use crate::store::{Store, StoreError, latest, runbook_versions, runbooks};
use crate::strategy::cache::StrategyCache;
use serde_json::json;
use sqlx::{AssertSqlSafe, Row};
use std::fmt::Debug;
use std::ops::Deref;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::sync::Semaphore;

/// The template filled in: three environments, two approvals from stakeholders before production.
pub const DOCUMENT: &str = include_str!("../../tests/documents/storefront.md");
/// When tests begin: 2026-11-24T10:00:00Z.
pub const START: Time = Time(1_795_514_400_000_000);

/// An installation for one test.
pub struct TestApp {
    /// The app.
    pub app: Arc<App>,
    /// Its clock.
    pub clock: Arc<TestClock>,
    /// Its data folder, removed at the end.
    pub folder: TempDir,
}

/// The storefront's document with a backup job in production.
pub fn with_backup_job() -> String {
    let last = "- **Verification**: Nightly restore drill\n";
    let job = "  Shop: { environment: production, run: ./backup.sh, verify: ./verify.sh }\n";
    DOCUMENT.replace(last, &format!("{last}\n```yaml\nautomation:\n{job}```\n"))
}

impl Deref for TestApp {
    type Target = App;
    fn deref(&self) -> &App {
        &self.app
    }
}

impl TestApp {
    /// An empty installation.
    pub async fn new() -> Self {
        Self::opened(tempfile::tempdir().unwrap()).await
    }

    /// An installation like the one whose database this was; see [`TestApp::into_database`].
    pub async fn of_database(database: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("slipway.db"), database).unwrap();
        Self::opened(folder).await
    }

    /// The database file, for tests that begin many times at the same place.
    pub async fn into_database(self) -> Vec<u8> {
        self.app.store.close().await;
        std::fs::read(self.app.settings.database()).unwrap()
    }

    async fn opened(folder: TempDir) -> Self {
        let settings = Settings {
            data: folder.path().to_owned(),
            listen: DEFAULT_LISTEN,
            public_url: format!("http://{DEFAULT_LISTEN}"),
            demo: false,
            trusted_proxies: Vec::new(),
            openid_connect: None,
            backups: Backups::default(),
            commands: Commands::default(),
            artifacts: Artifacts::default(),
            named_files: Vec::new(),
        };
        let clock = Arc::new(TestClock::at(START));
        let app = App {
            store: Store::open(&settings.database()).await.unwrap(),
            clock: clock.clone(),
            random: Arc::new(TestRandom::default()),
            key: SecretKey::of_folder(&settings.data, &TestRandom::default()).unwrap(),
            pulse: Pulse::default(),
            settings,
            provider: None,
            strategies: StrategyCache::default(),
            signing_in: Semaphore::new(SIGNING_IN_AT_ONCE),
            attempts: std::sync::Mutex::default(),
        };
        Self { app: Arc::new(app), clock, folder }
    }

    /// The same installation under other settings.
    pub fn with_settings(&self, change: impl FnOnce(&mut Settings)) -> Arc<App> {
        let mut settings = self.app.settings.clone();
        change(&mut settings);
        self.with(settings, None)
    }

    /// The same installation, opened again under this clock as a server does it.
    pub async fn under(&self, clock: TestClock) -> App {
        let seen = latest::time(&mut self.app.store.read().await.unwrap()).await.unwrap();
        let app = Arc::into_inner(self.with(self.app.settings.clone(), None)).unwrap();
        App { clock: Arc::new(SteadyClock::over(Arc::new(clock), seen)), ..app }
    }

    /// The same installation, whose people may sign in with this provider.
    pub fn with_provider(&self, provider: &Arc<Double>) -> Arc<App> {
        self.with_provider_where(provider, |_| {})
    }

    /// The same with other settings of the provider.
    pub fn with_provider_where(
        &self,
        provider: &Arc<Double>,
        change: impl FnOnce(&mut OpenIdConnect),
    ) -> Arc<App> {
        let mut settings = provider.settings();
        change(&mut settings);
        let over = Provider::over(provider.clone(), settings.clone());
        let openid_connect = Some(settings);
        self.with(Settings { openid_connect, ..self.app.settings.clone() }, Some(over))
    }

    fn with(&self, settings: Settings, provider: Option<Provider>) -> Arc<App> {
        Arc::new(App {
            store: self.app.store.clone(),
            clock: self.app.clock.clone(),
            random: self.app.random.clone(),
            key: self.app.key.clone(),
            pulse: Pulse::default(),
            settings,
            provider,
            strategies: StrategyCache::default(),
            signing_in: Semaphore::new(SIGNING_IN_AT_ONCE),
            attempts: std::sync::Mutex::default(),
        })
    }

    /// An installation with the project `storefront` of [`DOCUMENT`] in force.
    pub async fn with_storefront() -> Self {
        let app = Self::new().await;
        app.project("storefront", DOCUMENT).await;
        app
    }

    /// Imports a document and puts it in force; where it names another project than this slug, it is given this name.
    pub async fn project(&self, slug: &str, document: &str) -> Project {
        let operator = Operator::at_command_line();
        let document = named(document, slug);
        let files = command_files(&document);
        import_strategy(self, &operator, document.as_bytes(), files, true).await.unwrap().project
    }

    /// Puts a document in force that today's import refuses, as an earlier version of the program has stored it.
    pub async fn stored_before(&self, slug: &str, document: &str) {
        use sha2::Digest;
        let (bytes, sha256) = (hex::encode(document), hex::encode(sha2::Sha256::digest(document)));
        let whose = format!("SELECT id FROM projects WHERE slug = '{slug}'");
        self.sql(&format!(
            "UPDATE strategy_versions SET document = X'{bytes}', sha256 = '{sha256}', reader = 1
             WHERE superseded_at IS NULL AND project_id = ({whose})"
        ))
        .await;
    }

    /// Adds a person who holds a role: `ROLE`, or `ROLE@PROJECT` for one project.
    pub async fn person(&self, name: &str, role: &str) -> Actor {
        self.person_with(NewPerson { roles: vec![role.parse().unwrap()], ..new_person(name) }).await
    }

    /// Two stakeholders approve the newest version of a runbook of the storefront for an environment.
    pub async fn endorsed(&self, runbook: &str, environment: &str) {
        let (version, seen) = {
            let db = &mut self.store.read().await.unwrap();
            let found = runbooks::by_slug(db, runbook).await.unwrap().unwrap();
            let newest = runbook_versions::of_runbook(db, found.id).await.unwrap().remove(0);
            (newest.number, newest.sha256)
        };
        let (project, decision, comment, seen) = ("storefront", Decision::Approved, "", seen.as_str());
        let theirs = TheirDecision { runbook, version, project, environment, decision, comment, seen };
        for name in ["endorser-1", "endorser-2"] {
            let who = self.person(name, "Stakeholder").await;
            approve_version(self, &who, &theirs).await.unwrap();
        }
    }

    /// Two people, ada and ben, who administer and are able to sign in.
    pub async fn two_admins(&self) -> [Actor; 2] {
        let admins = [self.person("ada", "Admin").await, self.person("ben", "Admin").await];
        self.sql("UPDATE people SET password_hash = '' WHERE sign_in_name IN ('ada', 'ben')").await;
        admins
    }

    /// Adds a person.
    pub async fn person_with(&self, new: NewPerson) -> Actor {
        let name = new.display_name.clone().unwrap_or_else(|| new.sign_in_name.clone());
        let id = add_person(self, &Operator::at_command_line(), new).await.unwrap();
        Actor::Person { id, name }
    }

    /// Makes a token for a project with a role and an owner, good for 90 days; gives its secret and its actor.
    pub async fn token(&self, project: &str, role: &str, owner: &str) -> (String, Actor) {
        let [project, role, owner] = [project, role, owner].map(str::to_owned);
        let new = NewToken { name: "ci".to_owned(), project, role, owner, days: 90 };
        let made = add_token(self, &Operator::at_command_line(), new).await.unwrap();
        let actor = use_token(self, &made.secret).await.unwrap().unwrap();
        (made.secret, actor)
    }

    /// Registers a release whose facts pass every gate of [`DOCUMENT`].
    pub async fn release(&self, project: &str, version: &str) -> Release {
        self.release_with(project, good_release(version)).await
    }

    /// Registers a release.
    pub async fn release_with(&self, project: &str, new: NewRelease) -> Release {
        register_release(self, &Operator::at_command_line().actor(), project, new).await.unwrap().release
    }

    /// Changes what no action changes yet, such as a matrix or a token. May be several statements.
    pub async fn sql(&self, sql: &str) {
        super::sql(self, sql).await;
    }

    /// Why an action did not happen, having made sure that it changed nothing.
    pub async fn refused<T: Debug>(&self, action: impl Future<Output = Result<T, ActionError>>) -> String {
        let before = self.dump().await;
        let error = action.await.unwrap_err();
        assert_eq!(self.dump().await, before, "{error}");
        assert!(!matches!(error, ActionError::Store(StoreError::Database(_))), "{error}");
        error.to_string()
    }

    /// The same without what tells of refused attempts.
    pub async fn dump_without_attempts(&self) -> Vec<String> {
        let mut rows = self.dump().await;
        rows.retain(|row| !(row.starts_with("events:") && row.contains("'attempt.refused'")));
        rows
    }

    /// Every row of every table as text, to see that something changed nothing.
    pub async fn dump(&self) -> Vec<String> {
        let mut read = self.store.read().await.unwrap();
        let tables: Vec<String> =
            sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
                .fetch_all(&mut *read)
                .await
                .unwrap();
        let mut dump = Vec::new();
        for table in tables {
            let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?)")
                .bind(&table)
                .fetch_all(&mut *read)
                .await
                .unwrap();
            let row: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
            let sql = format!("SELECT {} FROM {table}", row.join(" || ',' || "));
            let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut *read).await.unwrap();
            dump.extend(rows.iter().map(|row| format!("{table}: {}", row.get::<String, _>(0))));
        }
        dump.sort();
        dump
    }
}

/// A script that succeeds for each command file that a document names.
pub fn command_files(document: &str) -> Vec<(String, Vec<u8>)> {
    let strategy = crate::strategy::read(document.as_bytes()).unwrap();
    let needed = crate::domain::strategy_file::needed(&strategy).into_iter();
    needed.map(|path| (path, b"#!/bin/sh\n".to_vec())).collect()
}

/// A person without roles yet, and without a password.
pub fn new_person(name: &str) -> NewPerson {
    NewPerson { sign_in_name: name.to_owned(), ..NewPerson::default() }
}

/// A release whose facts pass every gate of [`DOCUMENT`].
pub fn good_release(version: &str) -> NewRelease {
    serde_json::from_value(json!({
        "version": version,
        "commit": "4be1c0de",
        "artifact": { "uri": format!("file:///srv/{version}.tar"), "sha256": "a".repeat(64) },
        "facts": {
            "tests": { "passed": 412, "failed": 0 },
            "coverage": { "percent": 83.4 },
            "duplication": { "percent": 3.1 },
            "complexity": { "max": 12 },
            "vulnerabilities": { "critical": 0, "high": 0 },
            "dependencies": { "advisories": 0 },
            "benchmarks": { "met": true },
        },
    }))
    .unwrap()
}

/// The document with its project named so that it has this slug.
fn named(document: &str, slug: &str) -> String {
    let is_project = |line: &&str| line.starts_with("- **Project**:");
    let line = document.lines().find(is_project).unwrap();
    let name = line.trim_start_matches("- **Project**:").trim();
    if crate::domain::text::Slug::of_name(name).is_some_and(|own| own.as_str() == slug) {
        return document.to_owned();
    }
    document.replacen(line, &format!("- **Project**: {slug}"), 1)
}
