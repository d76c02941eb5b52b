//! Backups on a disk that is full: a real file system of its own, where this machine lets somebody mount one.

use super::installation::Installation;
use std::process::Command;

/// In a user and mount namespace of its own: a folder of backups on a file system of 256 KiB, and then of 64 MiB.
const SCRIPT: &str = "
    mkdir -p \"$SLIPWAY_DATA/backups\"
    mount -t tmpfs -o size=256k,mode=0700 none \"$SLIPWAY_DATA/backups\"
    if \"$0\" backup create; then echo 'a full disk took a backup'; exit 9; fi
    echo \"left: $(ls \"$SLIPWAY_DATA/backups\" | tr '\\n' ' ')\"
    mount -o remount,size=64m \"$SLIPWAY_DATA/backups\"
    \"$0\" backup create && \"$0\" backup verify
";

#[test]
fn a_file_system_that_is_full_takes_no_part_of_a_backup_and_the_next_one_with_room() {
    let can_mount = Command::new("unshare").args(["-Urm", "mount", "-t", "tmpfs", "none", "/mnt"]).status();
    if !can_mount.is_ok_and(|status| status.success()) {
        println!(
            "full disk: no file system can be mounted here; a limit of the length of files stands in for it"
        );
        return;
    }
    let at = Installation::with_storefront();
    let program = env!("CARGO_BIN_EXE_slipway");
    let mut command = Command::new("unshare");
    command.args(["-Urm", "/bin/sh", "-eu", "-c", SCRIPT, program]).env("SLIPWAY_DATA", at.data());
    let output = command.output().unwrap();
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert!(output.status.success(), "{out}{err}");
    assert!(out.contains("left: lock \n"), "{out}");
    assert!(err.starts_with("error: ") && err.contains("full"), "{err}");
    assert!(out.trim_end().contains(": good, in "), "{out}");
    println!("full disk: a file system of 256 KiB, {}", err.trim());
}
