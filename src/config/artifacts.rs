//! `[artifacts]`: where artifacts may be read from, beside the public internet.

use super::places::whole;
use crate::domain::client;
use ipnet::IpNet;
use serde::Deserialize;
use std::path::PathBuf;

/// Where artifacts may be read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Artifacts {
    /// The folders of this machine whose files are read, each with everything below.
    pub folders: Vec<PathBuf>,
    /// The networks that are asked although they are private.
    pub networks: Vec<IpNet>,
}

/// The section as it stands in the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Section {
    folders: Option<Vec<PathBuf>>,
    networks: Option<Vec<String>>,
}

impl Section {
    /// Reads and checks it; `closed` is what nothing but Slipway reads, with the data folder first.
    pub(super) fn read(self, closed: &[PathBuf]) -> Result<Artifacts, String> {
        let folders = self.folders.unwrap_or_default();
        for folder in &folders {
            let (shown, folder) = (folder.display(), whole(folder));
            if !folder.is_absolute() {
                return Err(format!("artifacts.folders: {shown} is expected to be told from the root"));
            }
            if let Some(hit) = closed.iter().find(|one| one.starts_with(&folder) || folder.starts_with(one)) {
                return Err(format!("artifacts.folders: {shown} and {} hold one another", hit.display()));
            }
        }
        let network =
            |text: String| client::network(&text).map_err(|why| format!("artifacts.networks: {why}"));
        let networks =
            self.networks.unwrap_or_default().into_iter().map(network).collect::<Result<_, _>>()?;
        Ok(Artifacts { folders, networks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_named() {
        let read = |text: &str| {
            let section: Section = toml::from_str(text).map_err(|error| error.to_string())?;
            section.read(&["/var/lib/slipway".into()])
        };
        assert_eq!(read(""), Ok(Artifacts::default()));
        let some = read("folders = [\"/srv/artifacts\"]\nnetworks = [\"10.0.0.0/8\", \"::1\"]").unwrap();
        assert_eq!((some.folders.len(), some.networks.len()), (1, 2));
        for (text, said) in [
            ("folder = []", "unknown field `folder`"),
            ("folders = [\"srv\"]", "artifacts.folders: srv is expected to be told from the root"),
            ("folders = [\"/\"]", "artifacts.folders: / and /var/lib/slipway hold one another"),
            ("folders = [\"/var/lib/slipway/backups\"]", "hold one another"),
            ("networks = [\"intranet\"]", "artifacts.networks: \"intranet\" is no address"),
        ] {
            assert!(read(text).unwrap_err().contains(said), "{text}");
        }
    }
}
