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
use crate::store::{Store, StoreError, latest, sealed_with};
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
        let key = key_of(&settings)?;
        back_up_before_migration(&settings, &key).await?;
        let store = Store::open(&settings.database()).await?;
        agree_on(&store, &key, &settings).await?;
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

/// The key of a data folder. Where there is an installation already, a new key would open nothing of it.
fn key_of(settings: &Settings) -> Result<SecretKey, BackupError> {
    if settings.database().is_file()
        && SecretKey::of_existing(&settings.data).map_err(StoreError::Folder)?.is_none()
    {
        return Err(without_key(settings, "is missing"));
    }
    Ok(SecretKey::of_folder(&settings.data, &SystemRandom).map_err(StoreError::Folder)?)
}

/// Whether this is the key that the database's sealed values are of; noted where none was yet.
async fn agree_on(store: &Store, key: &SecretKey, settings: &Settings) -> Result<(), BackupError> {
    let ours = key.fingerprint();
    match sealed_with::fingerprint(&mut *store.read().await?).await? {
        Some(known) if known == ours => Ok(()),
        Some(_) => Err(without_key(settings, "is another installation's")),
        None => {
            let mut write = store.write().await?;
            sealed_with::note(&mut write, &ours).await?;
            Ok(write.commit().await?)
        }
    }
}

fn without_key(settings: &Settings, what: &str) -> BackupError {
    let data = settings.data.display();
    BackupError::Refused(format!(
        "{data}/secret.key {what}. One-time codes, what the sign-in provider is asked with, backups and checkpoints of the \
         audit log depend on it. Put the file back, or write it again from the recovery key: slipway key restore --data \
         {data} (the recovery key on standard input). If both are lost, slipway key replace --data {data} goes on with a \
         new key and says what that costs"
    ))
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
    use crate::config::Flags;
    use crate::testing::TestApp;

    /// SECURITY 67: a key that is missing or another's is no reason to begin with a new one in silence.
    #[tokio::test]
    async fn without_its_key_an_installation_does_not_start() {
        let folder = tempfile::tempdir().unwrap();
        let flags = Flags { data: Some(folder.path().to_owned()), ..Flags::default() };
        let settings = || Settings::load(&flags).unwrap();
        let first = App::open(settings()).await.unwrap();
        let own = first.key.fingerprint();
        first.store.close().await;
        App::open(settings()).await.unwrap().store.close().await;

        let file = folder.path().join("secret.key");
        let kept = std::fs::read(&file).unwrap();
        for (put, words) in [(None, "is missing"), (Some([7; 32]), "is another installation's")] {
            std::fs::remove_file(&file).unwrap();
            if let Some(other) = put {
                std::fs::write(&file, other).unwrap();
            }
            let Err(refused) = App::open(settings()).await else { panic!("{words}: it started") };
            let refused = refused.to_string();
            for word in [words, "One-time codes", "slipway key restore", "slipway key replace"] {
                assert!(refused.contains(word), "{word}: {refused}");
            }
            assert_eq!(file.is_file(), put.is_some(), "{words}: no key was made");
            std::fs::write(&file, &kept).unwrap();
        }
        let again = App::open(settings()).await.unwrap();
        assert_eq!(again.key.fingerprint(), own);
    }

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
