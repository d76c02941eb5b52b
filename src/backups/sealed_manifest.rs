//! A manifest with the seal that only the installation's key can have put on it.

use crate::domain::backup::Manifest;
use crate::random::Random;
use crate::sealed::SecretKey;
use crate::store::to_json;
use serde::{Deserialize, Serialize};

/// A manifest as it stands in its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedManifest {
    /// What it says.
    pub manifest: Manifest,
    seal: String,
}

impl SealedManifest {
    /// Seals a manifest.
    pub fn seal(manifest: Manifest, key: &SecretKey, random: &dyn Random) -> Self {
        let seal = hex::encode(key.seal(random, &place(&manifest), b""));
        Self { manifest, seal }
    }

    /// What is wrong with it, seen from this installation; none where it was made here and is as it was.
    pub fn problem(&self, key: &SecretKey) -> Option<String> {
        let (theirs, ours) = (&self.manifest.installation, key.fingerprint());
        if self.manifest.format > Manifest::FORMAT {
            return Some("its manifest was written by a newer Slipway".to_owned());
        }
        if *theirs != ours {
            return Some(format!(
                "it is a backup of another installation: of {theirs}, and this one is {ours}"
            ));
        }
        let is_ours =
            hex::decode(&self.seal).is_ok_and(|seal| key.open(&place(&self.manifest), &seal).is_some());
        (!is_ours).then(|| "its manifest was changed after it was made".to_owned())
    }
}

fn place(manifest: &Manifest) -> String {
    format!("manifest of a backup: {}", to_json(manifest))
}
