//! The drill of the recovery, with the built program.

use super::installation::Installation;
use super::{back_up, installation};
use serde_json::Value;
use std::fs;
use std::process::{Child, Stdio};

fn drill(at: &Installation, arguments: &[&str]) -> (i32, Value) {
    let ran = at.run(&[&["backup", "drill", "--json"], arguments].concat());
    (ran.code, ran.json())
}

fn is_gone(at: &Installation) {
    assert!(!at.data().join("drill").exists(), "nothing is left of what was restored");
}

#[test]
fn a_drill_proves_each_case_and_leaves_nothing() {
    let (at, _) = installation();
    at.ok(&["user", "add", "ana", "--role", "SRE"]);
    back_up(&at);
    at.ok(&["user", "add", "ben", "--role", "SRE"]);
    let people = at.sql("SELECT sign_in_name FROM people");
    let (code, report) = drill(&at, &[]);
    assert_eq!((code, &report["problem"]), (0, &Value::Null), "{report}");
    let cases: Vec<_> = report["proofs"].as_array().unwrap().iter().map(|one| &one["case"]).collect();
    assert_eq!(cases, ["lost_machine", "killed_process", "lost_file"]);
    assert!(report["proofs"][0]["lost_us"].as_i64().unwrap() > 0, "ben was added since");
    assert_eq!(report["proofs"][1]["lost_us"], 0);
    assert_eq!(at.sql("SELECT sign_in_name FROM people"), people, "nothing of it is in the installation");
    is_gone(&at);
    let listed = at.run(&["backup", "list", "--json"]).json();
    assert!(
        listed.as_array().unwrap().iter().all(|backup| backup["drilled"]["problems"] == Value::from([""; 0]))
    );
    println!("drill: {report}");
}

#[test]
fn a_damaged_copy_of_each_kind_is_refused_in_its_drill() {
    let (at, _) = installation();
    back_up(&at);
    let mut seen = Vec::new();
    for _ in 0..5 {
        let (code, report) = drill(&at, &["--damaged"]);
        assert_eq!((code, &report["problem"]), (0, &Value::Null), "{report}");
        seen.push(report["damage"].as_str().unwrap().to_owned());
    }
    assert_eq!(seen, ["flipped_byte", "cut_off", "removed_row", "other_name", "other_installation"]);
    is_gone(&at);
    assert_eq!(at.run(&["backup", "verify"]).code, 0, "the backup itself is as it was");
}

#[test]
fn a_drill_says_what_is_wrong_with_the_second_folder() {
    let (at, second) = installation();
    let (file, _) = back_up(&at);
    let copy = second.join(file.file_name().unwrap());
    let mut content = fs::read(&copy).unwrap();
    content.truncate(content.len() - 4096);
    fs::write(&copy, content).unwrap();
    let (code, report) = drill(&at, &[]);
    assert_eq!(code, 1);
    assert!(report["problem"].as_str().unwrap().contains("it is cut off"), "{report}");
    assert_eq!(report["proofs"], Value::from([0; 0]), "nothing was proved before that");
    fs::remove_dir_all(&second).unwrap();
    let (code, report) = drill(&at, &[]);
    assert!(code == 1 && report["problem"].as_str().unwrap().contains("second"), "{report}");
    assert_eq!(at.sql("SELECT outcome FROM recovery_drills"), ["failed", "failed"]);
    is_gone(&at);
}

/// The server of a drill ends with it, and the next drill says that this one was cut off.
#[test]
fn a_drill_that_is_killed_leaves_no_server_and_not_its_place() {
    let (at, _) = installation();
    back_up(&at);
    for life in 1..=8_u32 {
        let mut drill = at.command(&["backup", "drill"]).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(40) * life);
        drill.kill().unwrap();
        drill.wait().unwrap();
    }
    let (code, report) = drill(&at, &[]);
    assert_eq!((code, &report["problem"]), (0, &Value::Null), "{report}");
    assert_eq!(at.sql("SELECT outcome FROM recovery_drills WHERE ended_at IS NULL"), [""; 0]);
    is_gone(&at);
}

/// A command as a server of this data folder starts one, and how it is written down; it ends with the test.
struct Command(Child, String);

impl Command {
    fn begin(at: &Installation) -> Self {
        let (mark, folder) = ("00112233445566778899aabbccddeeff", at.data().join("workspaces/1"));
        let child = std::process::Command::new("sleep").arg("600").env("SLIPWAY_MARK", mark).spawn().unwrap();
        let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap();
        let ticks = stat.rsplit_once(')').unwrap().1.split_whitespace().nth(19).unwrap().to_owned();
        let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap();
        let folder = folder.display();
        let (pid, boot) = (child.id(), boot.trim());
        let process = format!(
            r#"{{"pid":{pid},"start_ticks":{ticks},"boot_id":"{boot}","mark":"{mark}","directory":"{folder}"}}"#
        );
        Self(child, process)
    }

    fn is_running(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }
}

impl Drop for Command {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A copy of the database names what the live server has running: a drill leaves it alone, and a restore of this very
/// folder ends it.
#[test]
fn a_drill_leaves_what_the_live_server_has_running_alone() {
    let (at, _) = installation();
    let mut command = Command::begin(&at);
    at.sql(&format!(
        "INSERT INTO backup_job_runs (project_id, environment_id, job, kind, strategy_version_id, epoch, started_at,
                                      process)
         VALUES (1, 1, 'nightly', 'backup', 1, 1, 0, '{}') RETURNING ''",
        command.1
    ));
    back_up(&at);
    let (code, report) = drill(&at, &[]);
    assert_eq!((code, &report["problem"]), (0, &Value::Null), "{report}");
    let (code, report) = drill(&at, &["--damaged"]);
    assert_eq!((code, &report["problem"]), (0, &Value::Null), "{report}");
    assert!(command.is_running(), "the drill ended a command of the live server");
    at.ok(&["restore", "latest", "--yes"]);
    assert!(!command.is_running(), "a restore of this folder ends what it had running");
}

#[test]
fn what_a_drill_starts_serves_nobody_elses_folder() {
    let at = Installation::with_storefront();
    assert!(at.fails(&["backup", "answer"]).contains("is no drill's folder"));
}
