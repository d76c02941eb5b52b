//! An installation with a running engine, for tests against real processes: the machine's own clock and randomness,
//! a strategy with the steps that a test wants, and waiting for what is to come.

use super::app::{DOCUMENT, good_release};
use crate::access::actor::Actor;
use crate::access::permit::Operator;
use crate::actions::add_person::{NewPerson, add_person};
use crate::actions::import_strategy::import_strategy;
use crate::actions::register_release::register_release;
use crate::actions::request_deployment::{Asked, request_deployment};
use crate::app::App;
use crate::config::{Artifacts, Backups, Commands, DEFAULT_LISTEN, Means, Settings};
use crate::domain::deployment::Ending;
use crate::domain::id::DeploymentNumber;
use crate::domain::release::NewRelease;
use crate::engine;
use crate::store::deployments::{self, Deployment};
use crate::store::executions::{self, Execution};
use crate::store::steps::{self, Step};
use crate::store::{StoreError, live, logs};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The environment of the tests: three targets, no gates, and nobody to ask, so that a request starts by itself.
pub const ENVIRONMENT: &str = "development";
/// Longer than anything takes; who waits so long waits in vain.
const IN_VAIN: Duration = Duration::from_secs(30);

/// The folder beside the data folder that commands may write.
const BESIDE: &str = "beside";

/// An installation whose engine may run.
pub struct Lab {
    /// The installation.
    pub app: Arc<App>,
    /// A person with every right.
    pub sre: Actor,
    /// Another one.
    pub other: Actor,
    engine: Option<Running>,
    folder: TempDir,
}

struct Running {
    runtime: Runtime,
    task: JoinHandle<Result<(), StoreError>>,
    stopping: CancellationToken,
}

impl Lab {
    /// An installation under a strategy with these steps, each with its automation (empty for a manual step), and these
    /// files, with the engine running.
    pub async fn new(steps: &[(&str, &str)], files: &[(&str, &str)]) -> Self {
        let mut lab = Self::resting(steps, files).await;
        lab.start().await;
        lab
    }

    /// The same without a running engine.
    pub async fn resting(steps: &[(&str, &str)], files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let write = vec![folder.path().join(BESIDE)];
        std::fs::create_dir(&write[0]).unwrap();
        let settings = Settings {
            data: folder.path().join("data"),
            listen: DEFAULT_LISTEN,
            public_url: format!("http://{DEFAULT_LISTEN}"),
            demo: false,
            trusted_proxies: Vec::new(),
            openid_connect: None,
            backups: Backups::default(),
            commands: Commands::everywhere(Means { write, ..Means::default() }),
            artifacts: Artifacts { folders: vec![folder.path().to_owned()], networks: Vec::new() },
            named_files: Vec::new(),
        };
        let app = App::open(settings).await.unwrap();
        let lab = Self {
            sre: person(&app, "sre").await,
            other: person(&app, "other").await,
            engine: None,
            folder,
            app,
        };
        lab.strategy(steps, files).await;
        lab
    }

    /// Puts another strategy in force.
    pub async fn strategy(&self, steps: &[(&str, &str)], files: &[(&str, &str)]) {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        let operator = Operator::at_command_line();
        let document = document(steps);
        import_strategy(&self.app, &operator, document.as_bytes(), files.collect(), true).await.unwrap();
    }

    /// Starts the engine, as a process that begins does.
    pub async fn start(&mut self) {
        let beginning = engine::begin(&self.app).await.unwrap();
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let (app, stopping) = (self.app.clone(), CancellationToken::new());
        runtime.spawn(async move { app.pulse.run(&app.store).await });
        let task = runtime.spawn(engine::run(self.app.clone(), beginning, stopping.clone()));
        self.engine = Some(Running { runtime, task, stopping });
    }

    /// Drops everything that the engine does where it stands, as the end of its process would, and opens the
    /// installation again.
    pub async fn kill(&mut self) {
        self.engine.take().unwrap().runtime.shutdown_background();
        self.app = App::open(self.app.settings.clone()).await.unwrap();
    }

    /// Asks the engine to end, waits for it, and opens the installation again.
    pub async fn stop(&mut self) {
        let engine = self.engine.take().unwrap();
        engine.stopping.cancel();
        engine.task.await.unwrap().unwrap();
        engine.runtime.shutdown_background();
        self.app = App::open(self.app.settings.clone()).await.unwrap();
    }

    /// Registers a release.
    pub async fn release(&self, version: &str) {
        self.release_with(good_release(version)).await;
    }

    /// Registers a release.
    pub async fn release_with(&self, new: NewRelease) {
        register_release(&self.app, &Actor::OPERATOR, "storefront", new).await.unwrap();
    }

    /// Registers a release and asks for it: it starts by itself.
    pub async fn request(&self, version: &str) -> DeploymentNumber {
        self.release(version).await;
        request_deployment(&self.app, &self.sre, &asked(version)).await.unwrap()
    }

    /// Registers a release, asks for it, and waits for the end.
    pub async fn deploy(&self, version: &str) -> (DeploymentNumber, Ending) {
        let number = self.request(version).await;
        (number, self.ending(number).await)
    }

    /// Waits until something is there to be seen. Looks again after every commit.
    pub async fn until<T>(&self, what: &str, look: impl AsyncFn(&Self) -> Option<T>) -> T {
        let mut commits = self.app.pulse.commits();
        let waiting = async {
            loop {
                if let Some(found) = look(self).await {
                    return found;
                }
                commits.changed().await.unwrap();
            }
        };
        tokio::time::timeout(IN_VAIN, waiting).await.unwrap_or_else(|_| panic!("in vain: {what}"))
    }

    /// Waits for the end of a deployment.
    pub async fn ending(&self, number: DeploymentNumber) -> Ending {
        self.until("the end", async |lab| lab.deployment(number).await.ending).await
    }

    /// Waits until the workspace of a deployment is gone, which no commit tells.
    pub async fn gone(&self, number: DeploymentNumber) {
        let waiting = async {
            while self.workspace(number).exists() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(IN_VAIN, waiting).await.expect("the workspace goes");
    }

    /// Waits until a line of the log begins with this text, and gives it.
    pub async fn line(&self, number: DeploymentNumber, text: &str) -> String {
        self.until(text, async |lab| lab.log(number).await.into_iter().find(|line| line.starts_with(text)))
            .await
    }

    /// Waits until the deployment stands at a manual step, and gives it.
    pub async fn manual_step(&self, number: DeploymentNumber) -> Step {
        let standing_at = async |lab: &Self| {
            let manual = lab.deployment(number).await.manual_step;
            lab.steps(number).await.into_iter().find(|s| manual && s.ended_at.is_none())
        };
        self.until("a manual step", standing_at).await
    }

    /// A deployment as it is now.
    pub async fn deployment(&self, number: DeploymentNumber) -> Deployment {
        let mut read = self.app.store.read().await.unwrap();
        deployments::by_number(&mut read, number).await.unwrap().unwrap()
    }

    /// The steps of a deployment.
    pub async fn steps(&self, number: DeploymentNumber) -> Vec<Step> {
        let mut read = self.app.store.read().await.unwrap();
        steps::of_deployment(&mut read, number).await.unwrap()
    }

    /// The attempts of a deployment.
    pub async fn executions(&self, number: DeploymentNumber) -> Vec<Execution> {
        let mut read = self.app.store.read().await.unwrap();
        executions::of_deployment(&mut read, number).await.unwrap()
    }

    /// The lines of a deployment's log.
    pub async fn log(&self, number: DeploymentNumber) -> Vec<String> {
        let mut read = self.app.store.read().await.unwrap();
        let lines = logs::after(&mut read, number, 0, i64::MAX).await.unwrap();
        lines.into_iter().map(|line| line.text).collect()
    }

    /// What each target serves: `one 2`.
    pub async fn live(&self) -> Vec<String> {
        let mut read = self.app.store.read().await.unwrap();
        let environment = crate::store::environments::by_slug(&mut read, ENVIRONMENT).await.unwrap().unwrap();
        let project = crate::store::projects::by_slug(&mut read, "storefront").await.unwrap().unwrap();
        let live = live::of_place(&mut read, project.id, environment.id).await.unwrap();
        live.into_iter().map(|l| format!("{} {}", l.target, l.version)).collect()
    }

    /// The folder of a target.
    pub fn target(&self, target: &str) -> PathBuf {
        let folder = self.app.settings.data.canonicalize().unwrap();
        folder.join("targets/storefront").join(ENVIRONMENT).join(target)
    }

    /// A file that commands may write by the settings, and that outlives their workspaces: for them it is
    /// `$HOME/../../../beside/NAME`.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(BESIDE).join(name)
    }

    /// The folder that a deployment's commands run in.
    pub fn workspace(&self, number: DeploymentNumber) -> PathBuf {
        self.app.settings.data.canonicalize().unwrap().join("workspaces").join(number.to_string())
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        if let Some(engine) = self.engine.take() {
            engine.runtime.shutdown_background();
        }
    }
}

/// A release for the environment of the tests.
pub fn asked(version: &str) -> Asked {
    super::progress::asked("storefront", ENVIRONMENT, version)
}

/// The way back to a release.
pub fn back(version: &str) -> Asked {
    Asked { rollback: true, reason: "checkout fails".to_owned(), ..asked(version) }
}

async fn person(app: &App, name: &str) -> Actor {
    let roles = vec!["SRE".parse().unwrap()];
    let new = NewPerson { sign_in_name: name.to_owned(), roles, ..NewPerson::default() };
    let id = add_person(app, &Operator::at_command_line(), new).await.unwrap();
    Actor::Person { id, name: name.to_owned() }
}

/// [`DOCUMENT`] with these steps instead of its own, and three targets in the environment of the tests.
fn document(steps: &[(&str, &str)]) -> String {
    let (before, rest) = DOCUMENT.split_once("### Deployment Steps\n").unwrap();
    let (_, after) = rest.split_once("### Rollback Procedure").unwrap();
    let lines: String = steps.iter().map(|(step, _)| format!("   - {step}\n")).collect();
    let automated = steps.iter().filter(|(_, automation)| !automation.is_empty());
    let automation: String = automated.map(|(step, how)| format!("  {step}: {how}\n")).collect();
    let block = match automation.as_str() {
        "" => String::new(),
        automation => format!("```yaml\nautomation:\n{automation}```\n\n"),
    };
    let before = before.replace("[dev-1]", "[one, two, three]");
    format!("{before}### Deployment Steps\n1. **Execution**\n{lines}\n{block}### Rollback Procedure{after}")
}
