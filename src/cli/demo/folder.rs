//! The demo's data folder. In a demo anybody signs in as anybody, so it never takes over another installation.

use crate::config::Settings;
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};

/// Where the demo is unless a flag says otherwise.
pub(super) const DEFAULT: &str = "./slipway-demo";
/// The file that marks a folder as a demo's.
const MARK: &str = "demo";
/// The folder in it that stands for another disk: a demo has none, and shows what one is for.
const OTHER_DISK: &str = "other-disk";
const MARK_SAYS: &str = "This folder holds a demo of Slipway, in which anybody signs in as anybody.\n\
                         Delete it whole to begin anew.\n";

/// What gets every backup too, where slipway.toml names no other folder.
pub(super) fn other_disk(data: &Path) -> PathBuf {
    data.join(OTHER_DISK)
}

/// Makes the folder, or recognises the demo that is in it.
///
/// # Errors
/// Where the folder holds an installation that is not a demo, or cannot be written to.
pub(super) fn claim(settings: &Settings) -> anyhow::Result<()> {
    let (data, mark) = (&settings.data, settings.data.join(MARK));
    if settings.database().exists() && !mark.exists() {
        bail!("{} holds an installation that is not a demo; name another folder with --data", data.display());
    }
    write(data, &mark).with_context(|| data.display().to_string())
}

fn write(data: &Path, mark: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(other_disk(data))?;
    std::fs::write(mark, MARK_SAYS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Artifacts, Backups, Commands, DEFAULT_LISTEN};

    fn settings(data: &Path) -> Settings {
        let (data, public_url) = (data.to_owned(), format!("http://{DEFAULT_LISTEN}"));
        let (trusted_proxies, openid_connect, backups) = (Vec::new(), None, Backups::default());
        let listen = DEFAULT_LISTEN;
        let (demo, commands, named_files) = (true, Commands::default(), Vec::new());
        let artifacts = Artifacts::default();
        Settings {
            data,
            listen,
            public_url,
            demo,
            trusted_proxies,
            openid_connect,
            backups,
            commands,
            artifacts,
            named_files,
        }
    }

    #[test]
    fn a_demo_never_takes_over_another_installation() {
        let folder = tempfile::tempdir().unwrap();
        let (fresh, other) = (folder.path().join("a/fresh"), folder.path().join("other"));
        claim(&settings(&fresh)).unwrap();
        std::fs::write(fresh.join("slipway.db"), "").unwrap();
        claim(&settings(&fresh)).unwrap();

        std::fs::create_dir(&other).unwrap();
        std::fs::write(other.join("slipway.db"), "").unwrap();
        let refused = claim(&settings(&other)).unwrap_err().to_string();
        assert!(refused.contains("not a demo"), "{refused}");
        assert!(!other.join(MARK).exists());
    }
}
