//! Pages that are kept as they were made: asked for again, one is sent again, as long as it would be the same.
//!
//! A page is the same where nothing was committed since, by this process or another ([`Store::revision`]); where the
//! same person asks for the same address in the same session, holding what they held; and where nothing on it has come
//! to its time ([`Moment`]). Who asks is read from the database for every request, before anything is looked for here.
//! Only a page that is made of the database, the viewer, the time and the address alone can be kept: of no header, and
//! of nothing that is drawn by chance. What surrounds it (status, headers, cookies, compression, the note that the
//! session is used) is made for every answer. That note is a commit, so that nobody is sent a page that is older than
//! [`sessions::TOUCH`](crate::store::sessions::TOUCH), and the commit that ends a session ends its pages.

use crate::access::scope::Scope;
use crate::clock::Moment;
use crate::domain::id::PersonId;
use crate::domain::time::Time;
use crate::store::Store;
use crate::store::revision::Revision;
use crate::web::context::Viewer;
use crate::web::csrf::CsrfToken;
use crate::web::done;
use crate::web::errors::WebError;
use crate::web::session::SessionKey;
use axum::body::Bytes;
use axum::response::Html;
use http::Uri;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// So much is kept in all; the oldest goes first.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// So many pages are kept, however small they are.
const MOST: usize = 256;

/// The pages that are kept.
#[derive(Debug, Default)]
pub struct KeptPages(Mutex<VecDeque<Page>>);

#[derive(Debug)]
struct Page {
    key: Key,
    /// The state of the database that it was made from, or an earlier one.
    revision: Revision,
    /// How long it holds.
    moment: Moment,
    html: Bytes,
}

impl Page {
    fn bytes(&self) -> usize {
        self.html.len() + self.key.address.len()
    }
}

/// Everything but the database and the clock that a page is made of.
#[derive(Debug, PartialEq, Eq)]
struct Key {
    address: String,
    session: SessionKey,
    csrf: CsrfToken,
    person: PersonId,
    name: String,
    scope: Scope,
    proved_at: Time,
}

impl Key {
    /// Names all that is known of a viewer, so that nothing which is added later is forgotten here.
    fn of(viewer: &Viewer, address: &Uri) -> Self {
        let Viewer { person, name, scope, csrf, moment: _, proved_at, session } = viewer.clone();
        Self { address: address.to_string(), session, csrf, person, name, scope, proved_at }
    }
}

impl KeptPages {
    /// The page of an address for a viewer: the one that is kept, or else the one that `make` makes of the viewer, who
    /// notices how long it holds.
    ///
    /// # Errors
    /// Those of `make`, and where the database cannot be asked.
    pub async fn page(
        &self,
        store: &Store,
        viewer: Viewer,
        address: &Uri,
        make: impl AsyncFnOnce(Viewer) -> Result<Html<String>, WebError>,
    ) -> Result<Html<Bytes>, WebError> {
        // What is said once belongs to no other answer.
        if done::is_said() {
            return Ok(Html(Bytes::from(make(viewer).await?.0)));
        }
        // Before anything is read: the page may be made of something newer than this revision, never older.
        let revision = store.revision().await?;
        let key = Key::of(&viewer, address);
        if let Some(html) = self.find(&key, revision, viewer.moment.time()) {
            return Ok(Html(html));
        }
        let moment = viewer.moment.clone();
        // Without the room that the text was made in, so that its length is all that it takes.
        let html = Bytes::from(make(viewer).await?.0.into_boxed_str().into_boxed_bytes());
        self.keep(Page { key, revision, moment, html: html.clone() });
        Ok(Html(html))
    }

    fn find(&self, key: &Key, revision: Revision, now: Time) -> Option<Bytes> {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.retain(|page| page.revision >= revision && page.moment.still_holds(now));
        let found = pages.iter().find(|page| page.key == *key && page.revision == revision);
        found.map(|page| page.html.clone())
    }

    fn keep(&self, page: Page) {
        if !page.moment.still_holds(page.moment.time()) {
            return;
        }
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.retain(|other| other.key != page.key);
        pages.push_back(page);
        let mut bytes: usize = pages.iter().map(Page::bytes).sum();
        while bytes > MOST_BYTES || pages.len() > MOST {
            bytes -= pages.pop_front().map_or(bytes, |page| page.bytes());
        }
    }
}

#[cfg(test)]
mod tests;
