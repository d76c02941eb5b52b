//! Where artifacts are read from: files below the folders that the settings name, and addresses of the public internet
//! or of networks that they name.

use crate::config::Artifacts;
use crate::domain::address::is_public;
use crate::engine::http::{self, client_with};
use ipnet::IpNet;
use reqwest::Client;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::fs::{File, OpenOptions};
use std::net::IpAddr;
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use url::{Host, Url};

const NOT_NAMED: &str = "this machine reads artifacts below the folders only that [artifacts] folders names";

/// Where artifacts are read from.
#[derive(Debug, Clone)]
pub struct Sources {
    client: Client,
    folders: Vec<PathBuf>,
    networks: Arc<[IpNet]>,
}

impl Sources {
    /// As the settings say.
    ///
    /// Errors say why this machine has no TLS.
    pub fn of(artifacts: &Artifacts) -> Result<Self, String> {
        let networks: Arc<[IpNet]> = artifacts.networks.clone().into();
        let resolver = Guarded { networks: networks.clone() };
        let client = client_with(|builder| builder.dns_resolver(Arc::new(resolver)))?;
        Ok(Self { client, folders: artifacts.folders.clone(), networks })
    }

    /// Opens a file below a named folder. What lies elsewhere, or is reached by a link that leads there, is not told
    /// from what is not there.
    pub(super) fn open(&self, path: &Path) -> Result<File, String> {
        let folders: Vec<PathBuf> = self.folders.iter().filter_map(|one| one.canonicalize().ok()).collect();
        let is_named = |path: &Path| folders.iter().any(|folder| path.starts_with(folder));
        let may_be = self.folders.iter().any(|folder| path.starts_with(folder)) || is_named(path);
        if !may_be {
            return Err(NOT_NAMED.to_owned());
        }
        let failed = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
        // Asked before it is opened, and opened without waiting: a pipe would wait for somebody to write.
        let whole = path.canonicalize().map_err(failed)?;
        if !is_named(&whole) {
            return Err(NOT_NAMED.to_owned());
        }
        let flags = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or(0);
        let file = OpenOptions::new().read(true).custom_flags(flags).open(&whole).map_err(failed)?;
        // The file that is open, whatever became of the path meanwhile.
        let opened = std::fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd())).map_err(failed)?;
        if !is_named(&opened) {
            return Err(NOT_NAMED.to_owned());
        }
        match file.metadata().map_err(failed)?.is_file() {
            true => Ok(file),
            false => Err(format!("{} is not a file", path.display())),
        }
    }

    /// Who asks for this address; an error where it is told by number and is not to be asked.
    pub(super) fn client(&self, url: &Url) -> Result<&Client, String> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::from(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::from(address)),
            _ => None,
        };
        match address.filter(|address| !may_be_asked(*address, &self.networks)) {
            None => Ok(&self.client),
            Some(_) => Err(refusal(&http::shown(url))),
        }
    }
}

fn may_be_asked(address: IpAddr, networks: &[IpNet]) -> bool {
    is_public(address) || networks.iter().any(|network| network.contains(&address.to_canonical()))
}

fn refusal(name: &str) -> String {
    format!("{name} is in a private network, which [artifacts] networks does not name")
}

/// Looks names up, and gives what may be asked: the connection goes to that very address. A name with any other address
/// has none.
struct Guarded {
    networks: Arc<[IpNet]>,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let networks = self.networks.clone();
        Box::pin(async move {
            let found: Vec<_> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.iter().any(|one| !may_be_asked(one.ip(), &networks)) {
                return Err(refusal(name.as_str()).into());
            }
            let found: Addrs = Box::new(found.into_iter());
            Ok(found)
        })
    }
}
