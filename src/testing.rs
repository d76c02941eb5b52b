//! The harness of the tests: an installation in a folder of its own, builders, and hostile strings.

pub mod app;
pub mod client;
pub mod codes;
pub mod crowd;
pub mod former;
pub mod hostile;
pub mod lab;
pub mod page;
pub mod progress;
pub mod provider;
pub mod random;
pub mod scene;
pub mod stages;
pub mod statements;
pub mod storefront;
mod suspects;

use crate::app::App;
use sqlx::AssertSqlSafe;

pub use app::TestApp;
pub use client::{Anonymous, Browser, Token};
pub use storefront::Storefront;

/// Changes what no action changes, such as a matrix, or the database itself.
pub async fn sql(app: &App, sql: &str) {
    let mut write = app.store.write().await.unwrap();
    sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut *write).await.unwrap();
    write.commit().await.unwrap();
}

/// A password's hash as it was made before the parameters of today.
pub fn older_hash(password: &str) -> String {
    use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
    let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8192, 1, 1, None).unwrap());
    weak.hash_password_with_salt(password.as_bytes(), &[3; 16]).unwrap().to_string()
}
