//! The two kinds of transaction: the one that writes, and those that read.

use super::{Db, StoreError};
use sqlx::{Sqlite, Transaction};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use tokio::sync::Notify;

/// The one open write transaction. Dropping it without [`Write::commit`] undoes everything.
#[derive(Debug)]
pub struct Write {
    pub(super) transaction: Transaction<'static, Sqlite>,
    pub(super) committed: Arc<Notify>,
}

/// A read transaction: every query in it sees the same moment.
#[derive(Debug)]
pub struct Read {
    pub(super) transaction: Transaction<'static, Sqlite>,
}

impl Write {
    /// Makes everything in this transaction durable: when this returns, a power cut cannot undo it.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.transaction.commit().await?;
        self.committed.notify_one();
        Ok(())
    }
}

impl Deref for Write {
    type Target = Db;
    fn deref(&self) -> &Db {
        &self.transaction
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Db {
        &mut self.transaction
    }
}

impl Deref for Read {
    type Target = Db;
    fn deref(&self) -> &Db {
        &self.transaction
    }
}

impl DerefMut for Read {
    fn deref_mut(&mut self) -> &mut Db {
        &mut self.transaction
    }
}
