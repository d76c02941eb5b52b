//! Installations to measure, on the disk that the build is on.

use slipway::access::actor::Actor;
use slipway::access::permit::Operator;
use slipway::actions::add_person::{NewPerson, add_person};
use slipway::actions::import_strategy::import_strategy;
use slipway::actions::register_release::register_release;
use slipway::app::App;
use slipway::config::{Artifacts, Backups, Commands, DEFAULT_LISTEN, Settings};
use slipway::store::people;
use slipway::store::sessions::{self, Beginning};
use slipway::web::session::{SessionKey, form_hash};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower_sessions::session::Id;

pub const DOCUMENT: &str = include_str!("../../tests/documents/storefront.md");

/// An installation in a folder of its own.
pub struct Place {
    pub app: Arc<App>,
    _folder: TempDir,
}

impl Place {
    pub async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// With other settings than usual.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let mut settings = Settings {
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
        change(&mut settings);
        Self { app: App::open(settings).await.unwrap(), _folder: folder }
    }

    pub async fn strategy(&self, document: &str) {
        let operator = Operator::at_command_line();
        import_strategy(&self.app, &operator, document.as_bytes(), vec![], true).await.unwrap();
    }

    pub async fn person(&self, name: &str, role: &str) -> Actor {
        let roles = vec![role.parse().unwrap()];
        let new = NewPerson { sign_in_name: name.to_owned(), roles, ..NewPerson::default() };
        let id = add_person(&self.app, &Operator::at_command_line(), new).await.unwrap();
        Actor::Person { id, name: name.to_owned() }
    }

    pub async fn release(&self, project: &str, version: &str) {
        let new = serde_json::from_value(serde_json::json!({
            "version": version, "commit": "4be1c0de",
            "artifact": {"uri": "file:///srv/shop.tar", "sha256": "a".repeat(64)},
            "facts": {"tests": {"passed": 412, "failed": 0}, "coverage": {"percent": 83.4}},
        }));
        register_release(&self.app, &Actor::OPERATOR, project, new.unwrap()).await.unwrap();
    }

    /// A session of this person; gives the header that carries it.
    pub async fn session(&self, actor: &Actor) -> String {
        let mut bytes = [0; 16];
        self.app.random.fill(&mut bytes);
        let id = Id(i128::from_le_bytes(bytes));
        let mut write = self.app.store.write().await.unwrap();
        let (key, now) = (SessionKey::of(&id), self.app.clock.now());
        let person = people::by_id(&mut write, actor.person().unwrap()).await.unwrap().unwrap();
        let beginning = Beginning { password: person.password_mark(), ..Beginning::of(Some(person.id), now) };
        sessions::create(&mut write, &key.0, &form_hash(&id), &beginning, "{}", now).await.unwrap();
        write.commit().await.unwrap();
        format!("Cookie: slipway={id}\r\n")
    }

    /// Runs one statement past the app, quickly and without caring for the disk.
    pub async fn sql(&self, sql: &str) {
        let mut connection = connect(&self.app.settings.database(), "OFF").await;
        sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    /// Answers requests from now on; gives the address.
    pub async fn serve(&self) -> SocketAddr {
        serve(slipway::web::router(self.app.clone())).await
    }
}

/// Serves a router on an address of its own.
pub async fn serve(router: axum::Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// A bare connection with this `synchronous`.
pub async fn connect(file: &Path, synchronous: &str) -> SqliteConnection {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .pragma("journal_mode", "WAL")
        .pragma("synchronous", synchronous.to_owned())
        .pragma("cache_size", "-400000")
        .connect()
        .await
        .unwrap()
}

/// Fifty projects, each with two releases, of which each of the three environments serves one.
/// Gives the person who did all that.
pub async fn fifty_projects(place: &Place) -> Actor {
    let sre = place.person("sre", "SRE").await;
    for project in 1..=50 {
        let name = format!("Project {project:02}");
        place.strategy(&DOCUMENT.replace("**Project**: Storefront", &format!("**Project**: {name}"))).await;
        for version in ["1.0.0", "1.1.0"] {
            place.release(&format!("project-{project:02}"), version).await;
        }
    }
    deployments(place, 3_000).await;
    place
        .sql(
            "INSERT INTO live (project_id, environment_id, target, release_id, deployment, since)
             SELECT project_id, environment_id, t.value, release_id, number, ended_at
             FROM deployments, json_each('[\"web-1\", \"web-2\", \"web-3\"]') t
             WHERE number IN (SELECT max(number) FROM deployments GROUP BY project_id, environment_id)",
        )
        .await;
    sre
}

/// So many more deployments of [`fifty_projects`]' releases, one a minute until now; one in seven failed.
pub async fn deployments(place: &Place, count: i64) {
    let now = place.app.clock.now().0;
    place
        .sql(&format!(
            "WITH RECURSIVE n(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM n WHERE k + 1 < {count})
             INSERT INTO deployments (project_id, environment_id, release_id, kind, requested_at, requested_by,
                                      strategy_version_id, plan, plan_hash, start_when_ready, started_at, started_by,
                                      ended_at, outcome, failure, reason)
             SELECT 1 + k % 50, 1 + k / 50 % 3, 1 + 2 * (k % 50) + k / 150 % 2, 'deploy', at, 1, 1 + k % 50, '{{}}', '', 0,
                    at, 1, at + 40000000, iif(k % 7 = 0, 'failed', 'succeeded'), iif(k % 7 = 0, 'result', NULL),
                    'a sentence about how it ended'
             FROM (SELECT k, {now} - ({count} - k) * 60000000 AS at FROM n)"
        ))
        .await;
}
