//! `[commands]`: what the commands of steps, runs and backup jobs may reach beside their own places, everywhere and, as
//! `[commands.production]`, in one environment.

use super::account::{Account, may_become_others};
use super::places::{contains, whole};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What commands may do, by environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Commands {
    everywhere: Means,
    places: BTreeMap<String, Means>,
}

/// What commands may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Means {
    /// What they may read and execute, each with everything below.
    pub read: Vec<PathBuf>,
    /// Where they may write, each with everything below.
    pub write: Vec<PathBuf>,
    /// How many files one may have open.
    pub open_files: u64,
    /// The largest file that one may write, in bytes.
    pub largest_file: u64,
    /// Whether any process that one leaves behind fails it.
    pub leftovers_fail: bool,
    /// Whom they run as; none where it is the server's own user.
    pub user: Option<Account>,
}

impl Default for Means {
    fn default() -> Self {
        let (read, write) = (Vec::new(), Vec::new());
        Self { read, write, open_files: 16_384, largest_file: 64 << 30, leftovers_fail: false, user: None }
    }
}

impl Commands {
    /// The same in every environment.
    pub fn everywhere(means: Means) -> Self {
        Self { everywhere: means, places: BTreeMap::new() }
    }

    /// What commands may do in an environment, by its short name.
    pub fn of(&self, environment: &str) -> &Means {
        self.places.get(environment).unwrap_or(&self.everywhere)
    }

    /// Whether all commands run as others than the server.
    pub fn run_as_others(&self) -> bool {
        self.all().all(|(_, means)| means.user.is_some())
    }

    fn all(&self) -> impl Iterator<Item = (String, &Means)> {
        let places = self.places.iter().map(|(name, means)| (format!("commands.{name}"), means));
        std::iter::once(("commands".to_owned(), &self.everywhere)).chain(places)
    }

    /// Refuses what would open up what commands are kept from, `closed`, with the data folder first among them.
    pub(super) fn check(&self, closed: &[PathBuf]) -> Result<(), String> {
        for (name, means) in self.all() {
            for (key, path) in keyed(means) {
                let whole_path = whole(path);
                let inside = closed.first().is_some_and(|data| contains(data, &whole_path));
                if let Some(hit) = closed.iter().find(|one| contains(&whole_path, one)) {
                    let (path, hit) = (path.display(), hit.display());
                    return Err(format!("{name}.{key}: {path} holds {hit}, which commands are kept from"));
                }
                if inside {
                    let path = path.display();
                    return Err(format!(
                        "{name}.{key}: {path} is in the data folder, which commands are kept from"
                    ));
                }
            }
        }
        Ok(())
    }
}

fn keyed(means: &Means) -> impl Iterator<Item = (&'static str, &PathBuf)> {
    let read = means.read.iter().map(|path| ("read", path));
    read.chain(means.write.iter().map(|path| ("write", path)))
}

/// The section as it stands in the file: settings of everywhere, and tables of environments.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Section(toml::Table);

/// The settings of everywhere, or of one environment.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct MeansSection {
    read: Option<Vec<PathBuf>>,
    write: Option<Vec<PathBuf>>,
    open_files: Option<u64>,
    largest_file: Option<String>,
    leftovers: Option<String>,
    user: Option<String>,
}

impl Section {
    /// Reads and checks it.
    pub(super) fn read(self) -> Result<Commands, String> {
        let (places, own): (Vec<_>, Vec<_>) = self.0.into_iter().partition(|(_, value)| value.is_table());
        let everywhere = means("commands", own.into_iter().collect(), &Means::default())?;
        let place = |(name, value): (String, toml::Value)| {
            let toml::Value::Table(table) = value else { return Err(format!("commands.{name}: a table")) };
            let means = means(&format!("commands.{name}"), table, &everywhere)?;
            Ok((name, means))
        };
        let places = places.into_iter().map(place).collect::<Result<_, _>>()?;
        Ok(Commands { everywhere, places })
    }
}

/// What an environment does not say for itself is as everywhere.
fn means(name: &str, table: toml::Table, usual: &Means) -> Result<Means, String> {
    let section: MeansSection =
        toml::Value::Table(table).try_into().map_err(|error| format!("{name}: {error}"))?;
    let paths = |key: &str, paths: Option<Vec<PathBuf>>, usual: &Vec<PathBuf>| match paths {
        None => Ok(usual.clone()),
        Some(paths) => match paths.iter().find(|path| !path.is_absolute()) {
            None => Ok(paths),
            Some(path) => {
                Err(format!("{name}.{key}: {} is expected to be told from the root", path.display()))
            }
        },
    };
    let open_files = section.open_files.unwrap_or(usual.open_files);
    if open_files < LEAST_OPEN_FILES {
        return Err(format!("{name}.open_files: {LEAST_OPEN_FILES} or more is expected"));
    }
    Ok(Means {
        read: paths("read", section.read, &usual.read)?,
        write: paths("write", section.write, &usual.write)?,
        open_files,
        largest_file: size(name, section.largest_file.as_deref(), usual.largest_file)?,
        user: match section.user {
            None => usual.user.clone(),
            Some(user) => Some(account(name, &user)?),
        },
        leftovers_fail: leftovers(name, section.leftovers.as_deref(), usual.leftovers_fail)?,
    })
}

/// A program does not get far with less.
const LEAST_OPEN_FILES: u64 = 64;

fn account(name: &str, user: &str) -> Result<Account, String> {
    if !may_become_others() {
        return Err(format!(
            "{name}.user: only a server that runs as root, or with the capabilities SETUID, SETGID, KILL, CHOWN, \
             DAC_OVERRIDE and FOWNER, runs commands as another user"
        ));
    }
    Account::named(user).map_err(|why| format!("{name}.user: {why}"))
}

fn leftovers(name: &str, text: Option<&str>, usual: bool) -> Result<bool, String> {
    match text {
        None => Ok(usual),
        Some("fail") => Ok(true),
        Some("end") => Ok(false),
        Some(other) => Err(format!("{name}.leftovers: \"end\" or \"fail\" is expected, not {other:?}")),
    }
}

fn size(name: &str, text: Option<&str>, usual: u64) -> Result<u64, String> {
    let Some(text) = text else { return Ok(usual) };
    let units = [("MiB", 20), ("GiB", 30), ("TiB", 40)];
    let bytes = units.iter().find_map(|(unit, bits)| {
        let count: u64 = text.strip_suffix(unit)?.trim_end().parse().ok()?;
        count.checked_mul(1 << bits).filter(|bytes| *bytes > 0)
    });
    bytes.ok_or_else(|| {
        format!("{name}.largest_file: {text:?} is no size: one such as 512MiB or 64GiB is expected")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn read(text: &str) -> Result<Commands, String> {
        let section: Section = toml::from_str(text).map_err(|error| error.to_string())?;
        section.read()
    }

    #[test]
    fn an_environment_has_what_it_says_and_else_what_holds_everywhere() {
        assert_eq!(read(""), Ok(Commands::default()));
        let text = "read = [\"/srv/tools\"]\nopen_files = 512\n[production]\nread = []\nwrite = [\"/srv/www\"]\n\
                    largest_file = \"512MiB\"\nleftovers = \"fail\"";
        let commands = read(text).unwrap();
        let (usual, production) = (commands.of("development"), commands.of("production"));
        assert_eq!((usual.read.len(), usual.write.len(), usual.open_files), (1, 0, 512));
        assert_eq!((production.read.len(), production.write.len(), production.open_files), (0, 1, 512));
        assert_eq!((production.largest_file, production.leftovers_fail), (512 << 20, true));
        assert!(!usual.leftovers_fail);
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (text, said) in [
            ("raed = []", "commands: unknown field `raed`"),
            ("[production]\nraed = []", "commands.production: unknown field `raed`"),
            ("read = [\"tools\"]", "commands.read: tools is expected to be told from the root"),
            ("open_files = 3", "commands.open_files: 64 or more"),
            ("largest_file = \"big\"", "commands.largest_file: \"big\" is no size"),
            ("[staging]\nleftovers = \"keep\"", "commands.staging.leftovers: \"end\" or \"fail\""),
        ] {
            let why = read(text).unwrap_err();
            assert!(why.contains(said), "{text}: {why}");
        }
    }

    #[test]
    fn nothing_opens_up_the_data_folder_or_what_settings_name() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().canonicalize().unwrap();
        let (data, secret) = (folder.join("data"), folder.join("keys/provider"));
        std::fs::create_dir_all(data.join("targets")).unwrap();
        std::fs::create_dir_all(folder.join("keys")).unwrap();
        std::fs::create_dir_all(folder.join("tools")).unwrap();
        std::fs::write(&secret, "").unwrap();
        std::os::unix::fs::symlink(&folder, folder.join("tools/up")).unwrap();
        let closed = [data.clone(), secret.clone()];
        let check = |key: &str, path: &Path| {
            let text = format!("{key} = [{:?}]", path.display().to_string());
            let place = format!("[production]\n{text}");
            let checked = read(&text).unwrap().check(&closed);
            assert_eq!(checked.is_err(), read(&place).unwrap().check(&closed).is_err());
            checked
        };
        for key in ["read", "write"] {
            assert_eq!(check(key, &folder.join("tools")), Ok(()));
            assert_eq!(check(key, &folder.join("not-there-yet")), Ok(()));
            for path in [
                Path::new("/"),
                &folder,
                &data,
                &folder.join("tools/up"),
                &folder.join("tools/.."),
                &secret,
                &folder.join("keys"),
            ] {
                assert!(check(key, path).unwrap_err().contains("holds"), "{}", path.display());
            }
            assert!(check(key, &data.join("targets")).unwrap_err().contains("is in the data folder"));
        }
    }
}
