//! An installation to send requests to, and bodies that arrive in pieces.

use crate::app::App;
use crate::config::{Flags, Settings};
use crate::web::csrf::CsrfToken;
use crate::web::errors::WebError;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use http::header::{CONTENT_TYPE, COOKIE};
use std::convert::Infallible;
use std::sync::{Arc, LazyLock};
use tokio::runtime::{Builder, Runtime};

/// The value of the sender's cookie.
const COOKIE_VALUE: &str = "fuzz";

/// Readers ask the installation for its settings only, so its folder is gone once it is open.
struct World {
    runtime: Runtime,
    app: Arc<App>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let folder = std::env::temp_dir().join(format!("slipway-fuzzing-{}", std::process::id()));
    let settings = Settings::load(&Flags { data: Some(folder.clone()), ..Flags::default() });
    let app = runtime.block_on(App::open(settings.expect("settings"))).expect("an installation");
    std::fs::remove_dir_all(folder).expect("the folder of an open installation");
    World { runtime, app }
});

/// The token of the sender's forms.
pub fn token() -> String {
    CsrfToken::of_cookie(COOKIE_VALUE).as_str().to_owned()
}

/// Reads a body of this kind that arrives in pieces.
pub fn extract<T>(kind: &str, pieces: &[&[u8]]) -> Result<T, WebError>
where
    T: FromRequest<Arc<App>, Rejection = WebError>,
{
    let pieces: Vec<_> =
        pieces.iter().map(|piece| Ok::<_, Infallible>(Bytes::copy_from_slice(piece))).collect();
    let request = Request::post("/")
        .header(CONTENT_TYPE, kind)
        .header(COOKIE, format!("slipway={COOKIE_VALUE}"))
        .body(Body::from_stream(futures::stream::iter(pieces)))
        .expect("a request");
    WORLD.runtime.block_on(T::from_request(request, &WORLD.app))
}

/// A refusal of what was sent is the sender's fault, and says something.
pub fn refused(error: &WebError) {
    assert!(error.status.is_client_error(), "{error:?}");
    assert!(!error.sentence.is_empty());
}

/// Cuts bytes in two, somewhere.
pub fn halves(bytes: &[u8], at: u8) -> [&[u8]; 2] {
    let (first, second) = bytes.split_at(bytes.len() * usize::from(at) / 256);
    [first, second]
}
