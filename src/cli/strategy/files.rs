//! The files of a folder, as a strategy version carries them.

use crate::cli::output;
use crate::domain::strategy_file::{LARGEST_FILE_BYTES, LONGEST_PATH_BYTES, MOST_FILES};
use anyhow::{Context, bail};
use std::path::Path;

/// Every file below a folder with its path in it, in order, but for the document itself where it lies there.
///
/// # Errors
/// Where something is neither a file nor a folder, its name is no text, or there are too many or too deep.
pub fn below(folder: &Path, document: &Path) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let document = document.canonicalize().with_context(|| document.display().to_string())?;
    let folder = folder.canonicalize().with_context(|| folder.display().to_string())?;
    let mut files = Vec::new();
    walk(&folder, "", &document, &mut files)?;
    files.sort();
    Ok(files)
}

fn walk(
    folder: &Path,
    prefix: &str,
    document: &Path,
    files: &mut Vec<(String, Vec<u8>)>,
) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let path = entry.path();
        let Ok(name) = entry.file_name().into_string() else {
            bail!("{}: a name in UTF-8 is expected", path.display());
        };
        let name = format!("{prefix}{name}");
        if name.len() > LONGEST_PATH_BYTES || files.len() > MOST_FILES {
            bail!("{}: too many files, or too deep a folder", path.display());
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(&path, &format!("{name}/"), document, files)?;
        } else if !kind.is_file() {
            bail!("{}: only plain files and folders are taken", path.display());
        } else if path != document {
            files.push((name, output::file(&path, LARGEST_FILE_BYTES)?));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_below_the_folder_without_the_document() {
        let folder = tempfile::tempdir().unwrap();
        let document = folder.path().join("strategy.md");
        std::fs::create_dir(folder.path().join("bin")).unwrap();
        for path in ["strategy.md", "bin/smoke.sh", "deploy.sh"] {
            std::fs::write(folder.path().join(path), path).unwrap();
        }
        let files = below(folder.path(), &document).unwrap();
        let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["bin/smoke.sh", "deploy.sh"]);
        assert_eq!(files[0].1, b"bin/smoke.sh");
    }

    #[test]
    fn a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let document = folder.path().join("strategy.md");
        std::fs::write(&document, "").unwrap();
        std::os::unix::fs::symlink("/etc/hostname", folder.path().join("link")).unwrap();
        let refused = below(folder.path(), &document).unwrap_err().to_string();
        assert!(refused.contains("link: only plain files"), "{refused}");
    }
}
