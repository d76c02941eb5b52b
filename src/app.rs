//! What every action needs: the store, the clock, randomness and the settings.

use crate::backups::{BackupError, Vault};
use crate::clock::{Clock, SteadyClock, SystemClock};
use crate::config::Settings;
use crate::domain::attempts::Ledger;
use crate::domain::backup::Reason;
use crate::provider::{HttpClient, Provider};
use crate::pulse::Pulse;
use crate::random::{Random, SystemRandom};
use crate::sealed::SecretKey;
use crate::store::{Store, StoreError, latest};
use crate::strategy::cache::StrategyCache;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;

/// One installation, opened. Cheap to share behind an [`Arc`].
pub struct App {
    /// The database.
    pub store: Store,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where secret random bytes come from.
    pub random: Arc<dyn Random>,
    /// Seals secrets at rest.
    pub key: SecretKey,
    /// Tells of commits.
    pub pulse: Pulse,
    /// The settings.
    pub settings: Settings,
    /// The organisation's sign-in provider, where there is one.
    pub provider: Option<Provider>,
    /// Strategy documents that were read already.
    pub strategies: StrategyCache,
    /// Places for those who sign in at this moment.
    pub signing_in: Semaphore,
    /// Refused attempts of this minute; see [`App::attempts`].
    pub attempts: Mutex<Ledger>,
}

/// So many sign in at once: those whose passwords are compared, at most two, and those who wait for them.
pub const SIGNING_IN_AT_ONCE: usize = 2 + 64;

impl App {
    /// Opens the installation of a data folder, and makes it where there is none. The folder is for its owner only.
    ///
    /// # Errors
    /// Where the database cannot be used, or cannot be backed up before a newer Slipway changes its tables.
    pub async fn open(settings: Settings) -> Result<Arc<Self>, BackupError> {
        make_private(&settings.data).map_err(StoreError::Folder)?;
        let key = SecretKey::of_folder(&settings.data, &SystemRandom).map_err(StoreError::Folder)?;
        back_up_before_migration(&settings, &key).await?;
        let store = Store::open(&settings.database()).await?;
        let seen = latest::time(&mut *store.read().await?).await?;
        let provider = settings.openid_connect.clone().map(|openid_connect| {
            Provider::over(Arc::new(HttpClient::for_issuer(&openid_connect.issuer)), openid_connect)
        });
        Ok(Arc::new(Self {
            store,
            clock: Arc::new(SteadyClock::over(Arc::new(SystemClock), seen)),
            random: Arc::new(SystemRandom),
            key,
            pulse: Pulse::default(),
            settings,
            provider,
            strategies: StrategyCache::default(),
            signing_in: Semaphore::new(SIGNING_IN_AT_ONCE),
            attempts: Mutex::default(),
        }))
    }

    /// The backups of this installation.
    pub fn vault(&self) -> Vault {
        Vault::of(&self.settings, self.key.clone(), self.clock.clone(), self.random.clone())
    }

    /// The refused attempts of this minute. Held for as long as counting takes, and never over an await.
    pub fn attempts(&self) -> MutexGuard<'_, Ledger> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a migration does cannot be undone but by what was kept before it.
async fn back_up_before_migration(settings: &Settings, key: &SecretKey) -> Result<(), BackupError> {
    let database = settings.database();
    if !database.is_file() || !Store::is_behind(&database).await? {
        return Ok(());
    }
    let clock = Arc::new(SystemClock);
    let made = Vault::of(settings, key.clone(), clock, Arc::new(SystemRandom))
        .create(Reason::BeforeMigration)
        .await?;
    tracing::info!(backup = %made.manifest.id, "the database was backed up before its tables are changed");
    Ok(())
}

fn make_private(folder: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    crate::backups::files::make_folder(folder)?;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn a_newer_slipway_backs_up_before_it_changes_tables() {
        let app = TestApp::with_storefront().await;
        app.sql("DELETE FROM _sqlx_migrations WHERE version = (SELECT max(version) FROM _sqlx_migrations)")
            .await;
        // The migration cannot be applied twice: what matters is what was kept before it was tried.
        assert!(App::open(app.settings.clone()).await.is_err());
        let made = app.vault().newest().unwrap().unwrap();
        assert_eq!(made.says().unwrap().reason, Reason::BeforeMigration);
    }
}
