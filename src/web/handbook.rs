//! What people need at hand when everything is down, as files: on the disk, and as one archive.

use crate::domain::handbook::Handbook;
use crate::web::render;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The folder that the archive is unpacked to.
const FOLDER: &str = "slipway-runbooks";

/// The files, each with its name and what stands in it.
pub fn files(handbook: &Handbook) -> Vec<(String, String)> {
    handbook.files(|sheet| {
        let sheet = sheet.clone();
        format!("<!DOCTYPE html>{}", render::render(move || crate::ui::sheet::sheet(&sheet)))
    })
}

/// The files as one archive (zip).
///
/// # Errors
/// Where one of them is larger than the format takes.
pub fn archive(handbook: &Handbook) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // Stored as they are: they are small, and every tool reads that.
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Stored).unix_permissions(0o600);
    for (name, content) in files(handbook) {
        zip.start_file(format!("{FOLDER}/{name}"), options)?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}
