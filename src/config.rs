//! Settings: from flags, the environment (`SLIPWAY_*`) or `slipway.toml` in the data folder, in that order.

mod account;
mod artifacts;
mod backups;
mod commands;
mod openid_connect;
mod places;

pub use account::Account;
pub use artifacts::Artifacts;
pub use backups::Backups;
pub use commands::{Commands, Means};
pub use openid_connect::{OpenIdConnect, Secret};

use crate::domain::client;
use crate::domain::url::installation_address;
use ipnet::IpNet;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The settings of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The folder that holds all state.
    pub data: PathBuf,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// How people reach it: decides cookie security and the accepted `Origin`. Never ends with a slash.
    pub public_url: String,
    /// Whether this is the demo: its sign-in page offers the people as buttons.
    pub demo: bool,
    /// The proxies whose word on where a request comes from (`X-Forwarded-For`) is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// The organisation's sign-in provider, where there is one.
    pub openid_connect: Option<OpenIdConnect>,
    /// How Slipway's own state is kept.
    pub backups: Backups,
    /// What the commands of steps, runs and backup jobs may do.
    pub commands: Commands,
    /// Where artifacts may be read from.
    pub artifacts: Artifacts,
    /// Files outside of the data folder that settings name, which commands are kept from too.
    pub named_files: Vec<PathBuf>,
}

/// `slipway.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listen: Option<SocketAddr>,
    public_url: Option<String>,
    trusted_proxies: Option<Vec<String>>,
    openid_connect: Option<openid_connect::Section>,
    backups: Option<backups::Section>,
    commands: Option<commands::Section>,
    artifacts: Option<artifacts::Section>,
}

/// What the flags and the environment say.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `--data` or `SLIPWAY_DATA`.
    pub data: Option<PathBuf>,
    /// `--listen` or `SLIPWAY_LISTEN`.
    pub listen: Option<SocketAddr>,
    /// `--public-url` or `SLIPWAY_PUBLIC_URL`.
    pub public_url: Option<String>,
    /// `--trusted-proxy` or `SLIPWAY_TRUSTED_PROXIES`.
    pub trusted_proxies: Option<Vec<String>>,
}

/// The file of settings in the data folder.
const FILE: &str = "slipway.toml";

/// Where state is kept unless a flag says otherwise.
pub const DEFAULT_DATA: &str = "./slipway-data";
/// Where the server listens unless a flag says otherwise.
pub const DEFAULT_LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 3000);

const DATABASE: &str = "slipway.db";
const BACKUPS: &str = "backups";
/// What may lie in the folder of an installation that is yet to be made: what its operator puts there, what a start
/// that was cut off left, and what a fresh disk holds.
const BEFORE: [&str; 7] =
    ["slipway.toml", "secret.key", "lock", "open.lock", "demo", "restoring", "lost+found"];

impl Settings {
    /// Puts flags, file and defaults together.
    ///
    /// # Errors
    /// A sentence that names the file or the setting and what was expected, or what else the data folder holds.
    pub fn load(flags: &Flags) -> Result<Self, String> {
        let data = flags.data.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_DATA));
        refuse_others_folder(&data)?;
        let file = read_file(&data.join(FILE))?;
        let listen = flags.listen.or(file.listen).unwrap_or(DEFAULT_LISTEN);
        let public_url =
            flags.public_url.clone().or(file.public_url).unwrap_or_else(|| format!("http://{listen}"));
        // Pages link to each other from the root of the address, so that below a path none would be found.
        let public_url =
            installation_address(&public_url).map_err(|e| format!("public_url: {public_url:?}: {e}"))?;
        let proxies = flags.trusted_proxies.clone().or(file.trusted_proxies).unwrap_or_default();
        let network = |text: &String| client::network(text).map_err(|e| format!("trusted_proxies: {e}"));
        let trusted_proxies = proxies.iter().map(network).collect::<Result<_, _>>()?;
        let secret_file = file.openid_connect.as_ref().and_then(openid_connect::Section::secret_file);
        let named_files = secret_file.map(|file| places::whole(&data.join(file))).into_iter().collect();
        let openid_connect = file.openid_connect.map(|section| section.read(&data)).transpose()?;
        let backups = file.backups.unwrap_or_default().read(&data)?;
        let commands = file.commands.unwrap_or_default().read()?;
        let demo = false;
        let artifacts = Artifacts::default();
        let mut settings = Self {
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
        };
        let closed = settings.closed();
        settings.commands.check(&closed)?;
        settings.artifacts = file.artifacts.unwrap_or_default().read(&closed)?;
        Ok(settings)
    }

    /// What commands are kept from, whatever else they are given: the data folder first, the second folder of backups,
    /// and the files that settings name. Without links and dots.
    pub fn closed(&self) -> Vec<PathBuf> {
        let second = self.backups.second.iter().map(|folder| places::whole(folder));
        std::iter::once(places::whole(&self.data))
            .chain(second)
            .chain(self.named_files.iter().cloned())
            .collect()
    }

    /// The file of settings in the data folder.
    pub fn file(&self) -> PathBuf {
        self.data.join(FILE)
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.data.join(DATABASE)
    }

    /// Where backups of the database are.
    pub fn backups_folder(&self) -> PathBuf {
        self.data.join(BACKUPS)
    }

    /// Where checkpoints of the audit log are written.
    pub fn checkpoints(&self) -> PathBuf {
        self.data.join("checkpoints.jsonl")
    }

    /// The issuer of the organisation's sign-in provider, where there is one.
    pub fn issuer(&self) -> Option<&str> {
        self.openid_connect.as_ref().map(|provider| provider.issuer.as_str())
    }

    /// Whether people reach the server over HTTPS.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// Refuses a folder in which other things are kept: it would be closed to everybody else, and its contents would lie
/// among ours.
fn refuse_others_folder(data: &Path) -> Result<(), String> {
    if data.to_str().is_none() {
        return Err(format!("{}: a folder with a name in UTF-8 is expected", data.display()));
    }
    let Ok(mut entries) = data.read_dir().map(|entries| entries.flatten()) else { return Ok(()) };
    let is_foreign = |name: &std::ffi::OsStr| !BEFORE.iter().any(|own| name == *own);
    let foreign = entries.find(|entry| is_foreign(&entry.file_name())).map(|entry| entry.file_name());
    // Who wrote settings for Slipway there means it.
    let is_named = [DATABASE, FILE].iter().any(|name| data.join(name).is_file());
    // What is left of an installation whose database is lost.
    let is_ours = is_named || data.join(BACKUPS).is_dir() && data.join("secret.key").is_file();
    match foreign {
        Some(name) if !is_ours => Err(format!(
            "{} holds no installation but other things, such as {name:?}; name a folder of its own with --data",
            data.display()
        )),
        _ => Ok(()),
    }
}

fn read_file(path: &Path) -> Result<File, String> {
    match std::fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).map_err(|e| format!("{}: {e}", path.display())),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(File::default()),
        Err(e) => Err(format!("{}: {e}", path.display())),
    }
}

/// Keeps how people reach the server in the data folder's file of settings, for the next start; everything else in it
/// stays as it is. The file is replaced whole: nobody reads a half of it.
///
/// # Errors
/// Where the file cannot be read or written.
pub fn keep_public_url(data: &Path, public_url: &str) -> std::io::Result<()> {
    let path = data.join(FILE);
    let known = match std::fs::read_to_string(&path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        read => read?,
    };
    let mut file = tempfile_beside(&path)?;
    std::io::Write::write_all(&mut file.1, with_public_url(&known, public_url).as_bytes())?;
    file.1.sync_all()?;
    std::fs::rename(&file.0, &path)?;
    std::fs::File::open(data)?.sync_all()
}

fn tempfile_beside(path: &Path) -> std::io::Result<(PathBuf, std::fs::File)> {
    let beside = path.with_extension("toml.new");
    let file = std::fs::File::create(&beside)?;
    Ok((beside, file))
}

/// The file with this address on top, where no table has begun yet, in place of the one that it had.
fn with_public_url(known: &str, public_url: &str) -> String {
    let mut in_table = false;
    let mut lines = vec![format!("public_url = {}", quoted(public_url))];
    for line in known.lines() {
        in_table |= line.trim_start().starts_with('[');
        let names = line.split('=').next().unwrap_or_default().trim() == "public_url";
        if in_table || !names {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n") + "\n"
}

/// A text in a TOML file. What is no address has no business there, so nothing needs more than this.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_kept_and_the_rest_of_the_file_stays() {
        let folder = tempfile::tempdir().unwrap();
        let load = || {
            let data = Some(folder.path().to_owned());
            Settings::load(&Flags { data, ..Flags::default() }).unwrap()
        };
        keep_public_url(folder.path(), "https://slipway.example").unwrap();
        assert_eq!(load().public_url, "https://slipway.example");
        let written = "# ours\npublic_url = \"http://old.example\"\nlisten = \"127.0.0.1:4000\"\n";
        std::fs::write(load().file(), written).unwrap();
        keep_public_url(folder.path(), "https://new.example").unwrap();
        assert_eq!((load().public_url.as_str(), load().listen.port()), ("https://new.example", 4000));
        let text = std::fs::read_to_string(load().file()).unwrap();
        assert_eq!(text, "public_url = \"https://new.example\"\n# ours\nlisten = \"127.0.0.1:4000\"\n");
        let table = with_public_url("[other]\npublic_url = 1\n", "https://a.example");
        assert_eq!(table, "public_url = \"https://a.example\"\n[other]\npublic_url = 1\n");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
    }

    #[test]
    fn flags_win_over_the_file_and_the_file_over_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let data = Some(folder.path().to_owned());
        let plain = Settings::load(&Flags { data: data.clone(), ..Flags::default() }).unwrap();
        assert_eq!((plain.listen, plain.public_url.as_str()), (DEFAULT_LISTEN, "http://127.0.0.1:3000"));
        let toml = "listen = \"127.0.0.1:4000\"\npublic_url = \"https://slipway.example/\"";
        std::fs::write(folder.path().join("slipway.toml"), toml).unwrap();
        let from_file = Settings::load(&Flags { data: data.clone(), ..Flags::default() }).unwrap();
        assert_eq!(from_file.public_url, "https://slipway.example");
        assert!(from_file.is_https());
        let listen = "127.0.0.1:5000".parse().ok();
        let flagged = Settings::load(&Flags { data, listen, ..Flags::default() }).unwrap();
        assert_eq!(flagged.listen.port(), 5000);
    }

    #[test]
    fn a_folder_in_which_other_things_are_kept_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let load = |data: &Path| Settings::load(&Flags { data: Some(data.to_owned()), ..Flags::default() });
        for before in BEFORE.into_iter().skip(1) {
            std::fs::write(folder.path().join(before), "").unwrap();
        }
        assert!(load(folder.path()).is_ok());
        assert!(load(&folder.path().join("fresh")).is_ok());
        std::fs::write(folder.path().join("thesis.tex"), "").unwrap();
        let refused = load(folder.path()).unwrap_err();
        assert!(refused.contains("thesis.tex") && refused.contains("--data"), "{refused}");
        std::fs::write(folder.path().join(DATABASE), "").unwrap();
        assert!(load(folder.path()).is_ok(), "an installation is known by its database");
        let unreadable: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(b"d\xff");
        assert!(load(&folder.path().join(unreadable)).unwrap_err().contains("UTF-8"));
    }

    #[test]
    fn the_address_of_the_server_has_nothing_behind_it() {
        let folder = tempfile::tempdir().unwrap();
        for (given, word) in [
            ("https://example.org/slipway", "without anything behind it"),
            ("https://example.org/?a=b", "without anything behind it"),
            ("https://example.org#top", "without anything behind it"),
            ("https://ada@example.org", "as people type it"),
            ("slipway.example.org", "as people type it"),
            ("ftp://slipway.example.org", "as people type it"),
        ] {
            let data = Some(folder.path().to_owned());
            let flags = Flags { data, public_url: Some(given.to_owned()), ..Flags::default() };
            let refused = Settings::load(&flags).unwrap_err();
            assert!(refused.starts_with("public_url: ") && refused.contains(word), "{given}: {refused}");
        }
    }

    #[test]
    fn proxies_are_addresses_or_networks() {
        let folder = tempfile::tempdir().unwrap();
        let flags = Flags { data: Some(folder.path().to_owned()), ..Flags::default() };
        let file = folder.path().join("slipway.toml");
        std::fs::write(&file, "trusted_proxies = [\"10.0.0.0/8\", \"::1\"]").unwrap();
        assert_eq!(Settings::load(&flags).unwrap().trusted_proxies.len(), 2);
        std::fs::write(&file, "trusted_proxies = [\"proxy.example\"]").unwrap();
        assert!(Settings::load(&flags).unwrap_err().contains("trusted_proxies: \"proxy.example\""));
    }

    #[test]
    fn a_setting_that_does_not_exist_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("slipway.toml"), "lisen = \"127.0.0.1:4000\"").unwrap();
        let flags = Flags { data: Some(folder.path().to_owned()), ..Flags::default() };
        assert!(Settings::load(&flags).unwrap_err().contains("lisen"));
    }
}
