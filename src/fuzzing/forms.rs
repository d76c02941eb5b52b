//! The forms of our pages.

use super::world::{extract, halves, refused, token};
use crate::web::errors::WebError;
use crate::web::forms::{Fields, LIMIT_BYTES, Nothing, ProtectedForm, ProtectedUpload, Upload};
use crate::web::pages::admin::access::sent as matrix;
use crate::web::pages::document_form::Written;
use crate::web::pages::{deployments, runs, sign_in};
use serde::de::DeserializeOwned;

const PLAIN: &str = "application/x-www-form-urlencoded";
const PARTS: &str = "multipart/form-data; boundary=b";

/// Any form of somebody whose token is right gives fields or a refusal that is the sender's fault, the same however it
/// arrives; what is read of it is never more than a form may hold.
///
/// The first byte chooses the kind of form, the second where it is cut; the token is put before the rest.
pub fn forms(bytes: &[u8]) {
    let [kind, at, rest @ ..] = bytes else { return };
    if kind % 2 == 0 {
        plain(rest, *at);
    } else {
        parts(rest, *at);
    }
}

fn plain(rest: &[u8], at: u8) {
    let body = [format!("csrf={}&", token()).as_bytes(), rest].concat();
    let whole = extract::<ProtectedForm<Fields>>(PLAIN, &[&body]).map(|form| form.0);
    let cut = extract::<ProtectedForm<Fields>>(PLAIN, &halves(&body, at)).map(|form| form.0);
    assert_eq!(whole, cut);
    let Some(fields) = checked(whole) else { return };
    // A byte that is no text becomes a character of three.
    assert!(size(&fields) <= 3 * rest.len());
    drop(matrix::Sent::read(&fields).inspect_err(refused));
    typed::<Nothing>(&body);
    typed::<runs::acts::Sent>(&body);
    typed::<deployments::request::Wanted>(&body);
    typed::<sign_in::Credentials>(&body);
    written(fields, Vec::new(), None);
}

fn parts(rest: &[u8], at: u8) {
    let head = format!("--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n", token());
    let body = [head.as_bytes(), rest].concat();
    let whole = extract::<ProtectedUpload<Fields>>(PARTS, &[&body]);
    let cut = extract::<ProtectedUpload<Fields>>(PARTS, &halves(&body, at));
    assert_eq!(format!("{whole:?}"), format!("{cut:?}"));
    let Some(ProtectedUpload { form, files, refused }) = checked(whole) else { return };
    let uploaded: usize =
        files.iter().map(|file| file.field.len() + file.name.len() + file.content.len()).sum();
    assert!(size(&form) + uploaded <= rest.len() && files.len() <= 10);
    assert!(refused.is_none() || files.is_empty());
    written(form, files, refused);
}

fn checked<T>(read: Result<T, WebError>) -> Option<T> {
    read.inspect_err(refused).ok()
}

fn size(fields: &Fields) -> usize {
    let size = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
    assert!(fields.iter().all(|(name, _)| name != "csrf"), "the token is read by nobody else");
    assert!(size <= 3 * LIMIT_BYTES);
    size
}

fn typed<T: DeserializeOwned>(body: &[u8]) {
    drop(checked(extract::<ProtectedForm<T>>(PLAIN, &[body])));
}

/// What a document's form keeps is sent again as it is.
fn written(fields: Fields, files: Vec<Upload>, refused: Option<String>) {
    let (written, _) = Written::take(fields, files, refused);
    let (again, others) = Written::take(written.kept(), Vec::new(), None);
    assert_eq!((&again.document, &again.files), (&written.document, &written.files));
    assert!(others.is_empty() && again.acknowledged == written.acknowledged);
}
