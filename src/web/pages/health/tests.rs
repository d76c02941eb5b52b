//! What `/health` says, by what a machine can do.

use super::page::HealthPage;
use crate::domain::confinement::Confinement;
use crate::testing::page::text;

fn said(landlock: Option<i32>, as_root: bool) -> String {
    let confinement = Confinement { landlock, kernel: "6.12.1-test".to_owned(), as_root, cgroup: false };
    text(&HealthPage { rail: None, confinement }.html().0)
}

#[test]
fn health_names_what_the_kernel_leaves_open() {
    let best = said(Some(7), false);
    assert!(best.contains("Version 7 of its interface") && best.contains("6.12.1-test"), "{best}");
    assert!(best.contains("Commands are kept to their place") && !best.contains("signals"), "{best}");
    assert!(best.contains("memory and the number of processes of commands are not limited"), "{best}");
    let older = said(Some(2), false);
    assert!(older.contains("truncate") && older.contains("signals"), "{older}");
    assert!(older.contains("Commands reach more than they should"), "{older}");
    assert!(said(None, false).contains("Commands are not confined"));
    assert!(said(Some(7), true).contains("Commands run as root"));
}
