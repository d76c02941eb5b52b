//! What every action needs: the store, the clock, randomness and the settings.

use crate::clock::{Clock, SteadyClock, SystemClock};
use crate::config::Settings;
use crate::domain::attempts::Ledger;
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
    pub async fn open(settings: Settings) -> Result<Arc<Self>, StoreError> {
        make_private(&settings.data)?;
        let key = SecretKey::of_folder(&settings.data, &SystemRandom)?;
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

    /// The refused attempts of this minute. Held for as long as counting takes, and never over an await.
    pub fn attempts(&self) -> MutexGuard<'_, Ledger> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn make_private(folder: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::create_dir_all(folder)?;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}
