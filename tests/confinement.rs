//! What somebody reaches who can put a command into development: their own place and no further. With the built
//! program and real processes; where the tests run as root, also with a server that has no privilege at all.
//!
//! Without Landlock in the kernel this fails: commands are not confined there, and nobody is to believe that they are.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends")]

#[allow(dead_code, reason = "the soak test uses the rest")]
#[path = "soak/client.rs"]
mod client;
#[allow(dead_code, reason = "the tests of the command line use the rest")]
#[path = "command_line/installation.rs"]
mod installation;
#[path = "confinement/world.rs"]
mod world;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use world::{As, World, users};

/// Says of each reach whether it was kept from it.
const TRIES: &str = r#"
data=$HOME/../..
supervisor=$PPID
server=$(sed -n 's/^PPid:[^0-9]*//p' /proc/$supervisor/status)
reach() { name=$1; shift; if "$@" >/dev/null 2>&1; then echo "reached $name"; else echo "kept from $name"; fi; }
sh_reach() { name=$1; if sh -c "$2" >/dev/null 2>&1; then echo "reached $name"; else echo "kept from $name"; fi; }
"#;

/// What a command must not reach.
const ATTACK: &str = r#"
export data supervisor server
reach "the key" cat "$data/secret.key"
reach "the key by a link" sh -c 'ln -s "$data/secret.key" key && cat key'
reach "the key by another name" sh -c 'ln "$data/secret.key" hard && cat hard'
reach "the key by moving it" sh -c 'mv "$data/secret.key" moved && cat moved'
reach "the key by the server's root" cat "/proc/$server/root$data/secret.key"
reach "the key by its folder" cat "/proc/self/cwd/../../secret.key"
reach "the database" cat "$data/slipway.db"
reach "the log of the database" cat "$data/slipway.db-wal"
sh_reach "writing into the database" 'printf x >>"$data/slipway.db"'
sh_reach "emptying the log of the database" ': >"$data/slipway.db-wal"'
reach "removing the database" rm "$data/slipway.db"
reach "cutting the database" truncate -s 0 "$data/slipway.db"
reach "the settings" cat "$data/slipway.toml"
reach "a file that settings name" cat "$data/../provider.secret"
reach "backups" sh -c 'cat "$data"/backups/*/* || cat "$data"/backups/*.* || ls "$data/backups"'
reach "checkpoints" cat "$data/checkpoints.jsonl"
reach "runbooks" ls "$data/runbooks"
reach "the data folder" ls "$data"
reach "making a file in the data folder" touch "$data/made"
reach "other workspaces" ls "$data/workspaces"
reach "a file of another workspace" cat "$data/workspaces/4711/secret"
reach "making a workspace" mkdir "$data/workspaces/4712"
reach "production" touch "$data/targets/storefront/production/web-1/made"
reach "what production serves" cat "$data/targets/storefront/production/web-1/VERSION"
reach "staging" touch "$data/targets/storefront/staging/made"
reach "another project" mkdir "$data/targets/another"
reach "a temporary file of all" touch "/tmp/slipway-made-by-a-command-$$"
reach "a file of all in memory" touch "/dev/shm/slipway-made-by-a-command-$$"
reach "passwords of the machine" cat /etc/shadow
reach "the server's environment" cat "/proc/$server/environ"
reach "the server's memory" sh -c 'exec 3<"/proc/$server/mem"'
reach "the server's memory map" cat "/proc/$server/maps"
sh_reach "the server's files" 'ls -l "/proc/$server/fd/" | grep -q " -> "'
reach "its supervisor's environment" cat "/proc/$supervisor/environ"
reach "its supervisor's memory" sh -c 'exec 3<"/proc/$supervisor/mem"'
sh_reach "its supervisor's files" 'ls -l "/proc/$supervisor/fd/" | grep -q " -> "'
reach "signals to the server" kill -0 "$server"
reach "stopping the server" kill -STOP "$server"
reach "signals to its supervisor" kill -0 "$supervisor"
reach "ending its supervisor" kill -KILL "$supervisor"
reach "new privileges" grep -q 'NoNewPrivs:.0' /proc/self/status
sh_reach "a capability" '! grep -q "CapEff:.0*$" /proc/self/status'
sh_reach "a capability that it may take" '! grep -q "CapPrm:.0*$" /proc/self/status'
sh_reach "a core file" 'test "$(ulimit -Hc)" != 0'
sh_reach "files without number" 'test "$(ulimit -Hn)" = unlimited || test "$(ulimit -Hn)" -gt 16384'
reach "the program of the server" sh -c '"/proc/$server/exe" --version'
echo tried
"#;

/// What it needs.
const NEEDED: &str = r#"
sh_reach "its workspace" 'echo x >file && cat file && mkdir folder && mv file folder/ && rm -r folder'
sh_reach "its temporary folder" 'made=$(mktemp) && echo x >"$made" && mv "$made" here && test -s here'
sh_reach "its targets" 'echo x >"$SLIPWAY_TARGET_ROOTS/made" && ls "$SLIPWAY_TARGET_ROOTS"'
sh_reach "programs of its own" 'cp /bin/true "$SLIPWAY_TARGET_ROOTS/own" && "$SLIPWAY_TARGET_ROOTS/own"'
sh_reach "the devices" 'head -c 1 /dev/urandom >/dev/null && head -c 1 /dev/zero && echo x >/dev/null'
sh_reach "its streams" 'echo x >/dev/stdout && echo y >/dev/stderr && cat </dev/stdin'
sh_reach "the machine's names" 'cat /etc/passwd /etc/hosts /etc/nsswitch.conf && id'
sh_reach "the machine's tools" 'tar --version && find /usr/bin -name true && date && sort /proc/meminfo'
sh_reach "itself" 'cat /proc/self/environ && ls /proc/self/fd && kill -0 $$'
sh_reach "the mask of what it writes" 'test "$(umask)" = 0022'
sh_reach "being nice" 'test "$(nice)" -ge 10'
echo tried
"#;

fn assert_all(lines: &[String], begin: &str) {
    assert_eq!(lines.last().map(String::as_str), Some("tried"), "{lines:#?}");
    let others: Vec<_> = lines[..lines.len() - 1].iter().filter(|line| !line.starts_with(begin)).collect();
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn a_command_in_development_reaches_nothing_beyond_its_place() {
    for user in users() {
        let settings = "[openid_connect]\nissuer = \"http://127.0.0.1:1/\"\nclient_id = \"slipway\"\n\
                        client_secret_file = \"../provider.secret\"\n";
        let mut world = World::new(user, &format!("{TRIES}{ATTACK}"), settings, |at| {
            at.file("provider.secret", "hunter2");
            at.file("data/targets/storefront/production/web-1/VERSION", "1");
            at.file("data/workspaces/4711/secret", "hunter2");
        });
        let (lines, outcome) = world.drilled();
        assert_all(&lines, "kept from");
        assert!(outcome.starts_with("passed"), "{outcome}");
        assert_eq!(
            fs::read_to_string(world.in_data("targets/storefront/production/web-1/VERSION")).unwrap(),
            "1"
        );
        world.is_whole();
    }
}

/// Commands of a user of their own, by a server that may do that: only as root.
#[test]
fn a_command_of_another_user_reaches_what_it_needs_and_nothing_else() {
    if users().len() == 1 {
        return;
    }
    let who = "sh_reach \"being another\" 'test \"$(id -u)\" = 65534'\n";
    for (script, begin) in [(format!("{who}{NEEDED}"), "reached"), (ATTACK.to_owned(), "kept from")] {
        let mut world = World::new(As::Me, &format!("{TRIES}{script}"), "", |at| {
            let write = at.path("site");
            fs::create_dir(&write).unwrap();
            let settings =
                format!("[commands]\nwrite = [{write:?}]\n[commands.development]\nuser = \"nobody\"\n");
            fs::write(at.data().join("slipway.toml"), settings).unwrap();
            at.file("data/targets/storefront/production/web-1/VERSION", "1");
            at.file("data/targets/storefront/development/dev-1/VERSION", "1");
            at.file("data/workspaces/4711/secret", "hunter2");
            fs::set_permissions(at.path(""), fs::Permissions::from_mode(0o711)).unwrap();
        });
        let (lines, outcome) = world.drilled();
        assert_all(&lines, begin);
        assert!(outcome.starts_with("passed"), "{outcome}");
        world.is_whole();
    }
    let at = installation::Installation::with_storefront();
    fs::write(at.data().join("slipway.toml"), "[commands]\nuser = \"nobody-of-this-name\"\n").unwrap();
    let why = at.fails(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(why.contains("commands.user: there is no user"), "{why}");
}

/// Without any confinement: what other programs of the same user do.
#[test]
fn no_other_program_of_the_same_user_reads_the_servers_memory() {
    let user = users().pop().unwrap();
    let world = World::new(user, "echo tried", "", |_| ());
    for what in ["environ", "maps", "mem", "fd/0"] {
        assert!(!world.reads(what), "{what}");
    }
    assert!(world.reads("status"), "the server is there");
}

#[test]
fn a_command_reaches_what_it_needs() {
    for user in users() {
        let world = World::new(user, &format!("{TRIES}{NEEDED}"), "", |_| ());
        let (lines, outcome) = world.drilled();
        assert_all(&lines, "reached");
        assert!(outcome.starts_with("passed"), "{outcome}");
        assert!(world.in_data("targets/storefront/development/made").exists());
        let left = fs::read_dir(world.in_data("workspaces/run-1.tmp")).map_or(0, Iterator::count);
        assert_eq!(left, 0, "its temporary folder went with it");
    }
}

#[test]
fn settings_open_up_what_they_name_where_they_name_it() {
    let script = "reach \"tools\" cat \"$HOME/../../../tools/tool\"\nreach \"writing tools\" touch \"$HOME/../../../tools/made\"\n\
                  reach \"the site\" touch \"$HOME/../../../site/made\"\nsh_reach \"many files\" 'test \"$(ulimit -n)\" != 128'\n\
                  sh_reach \"a large file\" 'head -c 2000000 /dev/zero >large'\n";
    for (place, expected) in [
        (
            "",
            [
                "reached tools",
                "kept from writing tools",
                "reached the site",
                "kept from many files",
                "kept from a large file",
            ],
        ),
        (
            ".staging",
            [
                "kept from tools",
                "kept from writing tools",
                "kept from the site",
                "reached many files",
                "reached a large file",
            ],
        ),
    ] {
        let user = users().pop().unwrap();
        let world = World::new(user, &format!("{TRIES}{script}"), "", |at| {
            at.file("tools/tool", "");
            at.file("site/index.html", "");
            let (tools, site) = (at.path("tools"), at.path("site"));
            let settings = format!(
                "[commands{place}]\nread = [{tools:?}]\nwrite = [{site:?}]\nopen_files = 128\nlargest_file = \"1MiB\"\n"
            );
            fs::write(at.data().join("slipway.toml"), settings).unwrap();
        });
        assert_eq!(world.drilled().0, expected, "{place}");
    }
}

#[test]
fn what_throws_everything_away_and_leaves_is_ended_with_its_command() {
    let script = "env -i /usr/bin/setsid -f /bin/sh -c 'echo $$ >'\"$SLIPWAY_TARGET_ROOTS/pid\"'; exec /bin/sleep 1000'\n\
                  while [ ! -s \"$SLIPWAY_TARGET_ROOTS/pid\" ]; do sleep 0.02; done\nexit 3\n";
    for user in users() {
        let world = World::new(user, script, "", |_| ());
        let (lines, outcome) = world.drilled();
        assert!(outcome.starts_with("failed"), "{outcome}: {lines:?}");
        let pid = fs::read_to_string(world.in_data("targets/storefront/development/pid")).unwrap();
        let status = fs::read_to_string(format!("/proc/{}/cmdline", pid.trim())).unwrap_or_default();
        assert!(!status.contains("sleep"), "{status}");
    }
}

#[test]
fn a_service_that_a_step_leaves_behind_fails_it() {
    let script = "cp /bin/sleep \"$SLIPWAY_TARGET_ROOTS/shop\"\nsetsid -f \"$SLIPWAY_TARGET_ROOTS/shop\" 1000\necho started\n";
    for user in users() {
        let world = World::new(user, script, "", |_| ());
        let (_, outcome) = world.drilled();
        assert!(outcome.starts_with("failed left a process behind: “shop”, which runs /"), "{outcome}");
        assert!(outcome.contains("service manager"), "{outcome}");
    }
}

#[test]
fn settings_that_would_open_up_the_data_folder_are_refused_at_the_start() {
    let at = installation::Installation::with_storefront();
    let secret = at.file("keys/provider.secret", "hunter2");
    for (path, said) in [
        ("/", "holds"),
        (&*at.path(""), "holds"),
        (&at.path("data/targets"), "is in the data folder"),
        (&at.path("keys"), &*secret),
    ] {
        for key in ["read", "write"] {
            let settings = format!(
                "[openid_connect]\nissuer = \"http://127.0.0.1:1/\"\nclient_id = \"slipway\"\nclient_secret_file = {secret:?}\n\
                 [commands.production]\n{key} = [{path:?}]\n"
            );
            fs::write(at.data().join("slipway.toml"), settings).unwrap();
            let why = at.fails(&["serve", "--listen", "127.0.0.1:0"]);
            assert!(
                why.contains(&format!("commands.production.{key}: ")) && why.contains(said),
                "{path}: {why}"
            );
        }
    }
}
