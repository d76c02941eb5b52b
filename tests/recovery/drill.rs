//! The drill of the recovery, with the built program.

use super::installation::Installation;
use super::{back_up, installation};
use serde_json::Value;
use std::fs;
use std::process::Stdio;

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

#[test]
fn what_a_drill_starts_serves_nobody_elses_folder() {
    let at = Installation::with_storefront();
    assert!(at.fails(&["backup", "answer"]).contains("is no drill's folder"));
}
