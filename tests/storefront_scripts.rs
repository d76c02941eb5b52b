//! The commands of the sample project really install, switch and check, also after they were killed half-way.

use rustix::process::{Pid, Signal, kill_process_group};
use sha2::{Digest, Sha256};
use std::fs::Permissions;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A target and artifacts, in a folder whose name wants quoting.
struct Shop {
    folder: TempDir,
}

impl Shop {
    fn new() -> Self {
        let shop = Self { folder: TempDir::with_prefix("a 50% *off* ").expect("a temporary folder") };
        std::fs::create_dir(shop.root()).expect("a folder for the target");
        shop
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("web 1")
    }

    fn artifact(&self, version: &str) -> PathBuf {
        self.folder.path().join(format!("{version}.tar.gz"))
    }

    /// Builds a release as CI would.
    fn build(&self, version: &str) -> PathBuf {
        let out = self.artifact(version);
        let done = Command::new(example("build.sh")).arg(version).arg(&out).output().expect("it starts");
        assert!(done.status.success(), "{}", words(&done));
        out
    }

    /// A command as Slipway runs it: a clean environment, with what it needs in `SLIPWAY_*`.
    fn command(&self, script: &str, version: &str) -> Command {
        let artifact = std::fs::read(self.artifact(version)).expect("it was built");
        let mut command = Command::new(example("files").join(script));
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("SLIPWAY_RELEASE", version)
            .env("SLIPWAY_ARTIFACT", format!("file://{}", self.artifact(version).display()))
            .env("SLIPWAY_ARTIFACT_SHA256", hex::encode(Sha256::digest(artifact)))
            .env("SLIPWAY_TARGET", "web-1")
            .env("SLIPWAY_TARGET_ROOT", self.root())
            .env("STOREFRONT_PAUSE", "0")
            .stdin(Stdio::null());
        command
    }

    fn run(&self, script: &str, version: &str) -> Output {
        self.command(script, version).output().expect("it starts")
    }

    fn deploy(&self, version: &str) {
        let done = self.run("deploy.sh", version);
        assert!(done.status.success(), "{}", words(&done));
    }

    fn serves(&self) -> String {
        std::fs::read_to_string(self.root().join("current/VERSION"))
            .expect("something serves")
            .trim()
            .to_owned()
    }

    /// What lies in `releases`, in order.
    fn releases(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.root().join("releases")).expect("something was installed");
        let mut names: Vec<_> = entries
            .map(|e| e.expect("it can be listed").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/storefront").join(name)
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_release_is_installed_switched_and_checked() {
    let shop = Shop::new();
    shop.build("1.0.0");
    shop.build("1.1.0");
    shop.deploy("1.0.0");
    assert_eq!(shop.serves(), "1.0.0");
    shop.deploy("1.1.0");
    assert_eq!(shop.serves(), "1.1.0");
    let smoke = shop.run("smoke.sh", "1.1.0");
    assert!(smoke.status.success(), "{}", words(&smoke));
    assert!(words(&smoke).contains("ok: serves 1.1.0"));
    shop.deploy("1.0.0");
    assert_eq!((shop.serves().as_str(), shop.releases()), ("1.0.0", vec!["1.0.0".into(), "1.1.0".into()]));
}

#[test]
fn installing_again_changes_nothing() {
    let shop = Shop::new();
    shop.build("1.0.0");
    shop.deploy("1.0.0");
    let again = shop.run("deploy.sh", "1.0.0");
    assert!(words(&again).contains("is there already"), "{}", words(&again));
    assert!(again.status.success() && shop.run("smoke.sh", "1.0.0").status.success());
}

#[test]
fn the_same_version_gives_the_same_bytes() {
    let (one, other) = (Shop::new(), Shop::new());
    let bytes = |shop: &Shop| std::fs::read(shop.build("1.0.0")).unwrap();
    assert!(bytes(&one) == bytes(&other));
    let refused = Command::new(example("build.sh")).args(["../1.0", "/dev/null"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn a_damaged_artifact_is_refused_and_what_serves_stays() {
    let shop = Shop::new();
    shop.build("1.0.0");
    shop.build("1.1.0");
    shop.deploy("1.0.0");
    let mut deploy = shop.command("deploy.sh", "1.1.0");
    let mut bytes = std::fs::read(shop.artifact("1.1.0")).unwrap();
    bytes[100] ^= 1;
    std::fs::write(shop.artifact("1.1.0"), bytes).unwrap();
    let refused = deploy.output().unwrap();
    assert!(!refused.status.success() && words(&refused).contains("SHA-256 is"), "{}", words(&refused));
    assert_eq!((shop.serves().as_str(), shop.releases()), ("1.0.0", vec!["1.0.0".into()]));
}

#[test]
fn an_artifact_of_another_version_is_refused() {
    let shop = Shop::new();
    std::fs::rename(shop.build("1.0.0"), shop.artifact("2.0.0")).unwrap();
    let refused = shop.run("deploy.sh", "2.0.0");
    assert!(
        !refused.status.success() && words(&refused).contains("holds 1.0.0, not 2.0.0"),
        "{}",
        words(&refused)
    );
    assert!(!shop.root().join("current").exists());
}

#[test]
fn an_address_may_be_escaped() {
    let shop = Shop::new();
    shop.build("1.0.0");
    let escaped = shop.artifact("1.0.0").display().to_string().replace('%', "%25").replace(' ', "%20");
    let done =
        shop.command("deploy.sh", "1.0.0").env("SLIPWAY_ARTIFACT", format!("file://{escaped}")).output();
    assert!(done.unwrap().status.success());
    let elsewhere =
        shop.command("deploy.sh", "1.0.0").env("SLIPWAY_ARTIFACT", "https://example.org/a").output();
    assert!(!elsewhere.unwrap().status.success());
}

/// Starts an install that never ends its nth pause, waits for the line before that pause, and kills it there.
fn killed_in_pause(shop: &Shop, nth: usize, line: &str) {
    let (bin, calls) = (shop.folder.path().join("bin"), shop.folder.path().join(format!("calls {nth}")));
    std::fs::create_dir_all(&bin).expect("a folder for the stand-in");
    let sleep =
        "#!/bin/sh\necho >>\"$CALLS\"\n[ $(wc -l <\"$CALLS\") -lt \"$NTH\" ] || exec /bin/sleep 600\n";
    std::fs::write(bin.join("sleep"), sleep).expect("a stand-in");
    std::fs::set_permissions(bin.join("sleep"), Permissions::from_mode(0o755)).expect("it can be run");

    let mut deploy = shop.command("deploy.sh", "1.1.0");
    deploy
        .env("PATH", format!("{}:/usr/bin:/bin", bin.display()))
        .env("CALLS", calls)
        .env("NTH", nth.to_string());
    let mut child = deploy.stdout(Stdio::piped()).process_group(0).spawn().expect("it starts");
    let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let seen = lines.map_while(Result::ok).any(|text| text.contains(line));
    kill_process_group(Pid::from_child(&child), Signal::KILL).expect("it still runs");
    child.wait().expect("it was started here");
    assert!(seen, "it said {line:?} before it was killed");
}

#[test]
fn a_killed_install_leaves_one_whole_release_serving_and_the_next_one_cleans_up() {
    let shop = Shop::new();
    shop.build("1.0.0");
    shop.build("1.1.0");
    shop.deploy("1.0.0");
    for (nth, line, serves) in
        [(1, "installing", "1.0.0"), (2, "unpacked", "1.0.0"), (3, "current ->", "1.1.0")]
    {
        killed_in_pause(&shop, nth, line);
        assert_eq!(shop.serves(), serves, "killed after {line:?}");
        assert!(shop.run("smoke.sh", serves).status.success());
    }
    std::fs::create_dir(shop.root().join("releases/1.1.0.tmp.4711")).unwrap();
    std::os::unix::fs::symlink("releases/nothing", shop.root().join("current.new")).unwrap();
    shop.deploy("1.1.0");
    assert_eq!((shop.serves().as_str(), shop.releases()), ("1.1.0", vec!["1.0.0".into(), "1.1.0".into()]));
}

#[test]
fn the_smoke_test_sees_what_is_wrong() {
    let shop = Shop::new();
    shop.build("1.0.0");
    shop.build("1.1.0");
    let said = |version: &str| {
        let smoke = shop.run("smoke.sh", version);
        assert!(!smoke.status.success());
        words(&smoke)
    };
    assert!(said("1.0.0").contains("nothing serves"));
    shop.deploy("1.0.0");
    assert!(said("1.1.0").contains("serves 1.0.0, expected 1.1.0"));
    std::fs::write(shop.root().join("current/index.html"), "<!doctype html>").unwrap();
    assert!(said("1.0.0").contains("files differ"));
}

/// A backup job's command, as Slipway runs it.
fn job(shop: &Shop, script: &str) -> Output {
    let kept = shop.folder.path().join("kept here");
    std::fs::create_dir_all(&kept).expect("a folder for backups");
    let mut command = Command::new(example("files").join(script));
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", shop.folder.path())
        .env("SLIPWAY_ENVIRONMENT", "production")
        .env("SLIPWAY_TARGET_ROOTS", shop.root())
        .env("SLIPWAY_BACKUP_FOLDER", kept)
        .stdin(Stdio::null());
    command.output().expect("it starts")
}

#[test]
fn what_was_backed_up_restores_and_what_was_changed_in_a_backup_is_found() {
    let shop = Shop::new();
    assert!(!job(&shop, "verify-backup.sh").status.success(), "there is nothing to verify yet");
    shop.build("2.7.2");
    shop.deploy("2.7.2");
    let made = job(&shop, "backup.sh");
    assert!(made.status.success() && words(&made).contains("backed up"), "{}", words(&made));
    let proven = job(&shop, "verify-backup.sh");
    assert!(proven.status.success() && words(&proven).contains("each as it was"), "{}", words(&proven));

    let kept = std::fs::read_dir(shop.folder.path().join("kept here")).expect("it is there");
    let sums = kept
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.extension().is_some_and(|e| e == "sums"));
    let sums = sums.expect("the sums are beside it");
    let text = std::fs::read_to_string(&sums).expect("it is text");
    std::fs::write(&sums, text.replacen(|c: char| c.is_ascii_hexdigit(), "x", 1)).expect("it is written");
    let found = job(&shop, "verify-backup.sh");
    assert!(!found.status.success() && words(&found).contains("not what was backed up"), "{}", words(&found));
}

#[test]
fn an_artifact_with_links_or_with_paths_that_lead_out_is_refused_and_nothing_is_written() {
    let shop = Shop::new();
    shop.build("1.0.0");
    shop.deploy("1.0.0");
    let outside = shop.folder.path().join("outside");
    std::fs::write(&outside, "as it was").unwrap();
    for (name, make) in [
        ("link", "ln -s \"$OUT\" site/out && printf 2.0.0 >site/VERSION && tar -C site -czf \"$ART\" ."),
        ("folder", "ln -s .. site/up && printf 2.0.0 >site/VERSION && tar -C site -czf \"$ART\" ."),
        (
            "hard link",
            "printf 2.0.0 >site/VERSION && ln site/VERSION site/again && tar -C site -czf \"$ART\" .",
        ),
        ("pipe", "mkfifo site/pipe && printf 2.0.0 >site/VERSION && tar -C site -czf \"$ART\" ."),
        (
            "up",
            "printf 2.0.0 >VERSION && tar -P -czf \"$ART\" --transform 's,^VERSION,../../../outside,' VERSION",
        ),
        ("root", "printf 2.0.0 >VERSION && tar -P -czf \"$ART\" --transform \"s,^VERSION,$OUT,\" VERSION"),
    ] {
        let work = TempDir::new().unwrap();
        std::fs::create_dir(work.path().join("site")).unwrap();
        let made = Command::new("/bin/sh")
            .args(["-euc", make])
            .current_dir(work.path())
            .env("OUT", &outside)
            .env("ART", shop.artifact("2.0.0"))
            .status()
            .unwrap();
        assert!(made.success(), "{name}");
        let refused = shop.run("deploy.sh", "2.0.0");
        assert!(
            !refused.status.success() && words(&refused).contains("the artifact holds"),
            "{name}: {}",
            words(&refused)
        );
        assert_eq!(std::fs::read_to_string(&outside).unwrap(), "as it was", "{name}");
        assert_eq!(shop.serves(), "1.0.0", "{name}");
        assert!(!shop.releases().contains(&"2.0.0".to_owned()), "{name}");
    }
}

#[test]
fn an_artifact_that_was_laid_out_is_taken_from_there() {
    let shop = Shop::new();
    let laid = shop.folder.path().join("laid out.tar.gz");
    std::fs::copy(shop.build("1.0.0"), &laid).unwrap();
    let mut deploy = shop.command("deploy.sh", "1.0.0");
    deploy.env("SLIPWAY_ARTIFACT", "https://example.org/not-asked").env("SLIPWAY_ARTIFACT_FILE", &laid);
    let done = deploy.output().unwrap();
    assert!(done.status.success(), "{}", words(&done));
    assert_eq!(shop.serves(), "1.0.0");
}
