//! The backup jobs of a strategy, as real processes.

use super::*;
use crate::access::permit::Operator;
use crate::actions::import_strategy::import_strategy;
use crate::actions::run_backup_job::run_backup_job;
use crate::domain::backup_job::Kind;
use crate::store::backup_jobs::{self, JobRun};
use crate::testing::app::{DOCUMENT, command_files};

const BACKUP: &str = "echo \"$SLIPWAY_JOB_KIND of $SLIPWAY_PROJECT in $SLIPWAY_ENVIRONMENT\"\n\
                      date +%s%N >> \"$SLIPWAY_BACKUP_FOLDER/made\"\n";
const VERIFY: &str = "test -s \"$SLIPWAY_BACKUP_FOLDER/made\" && env && echo restored\n";

async fn lab(job: &str) -> Lab {
    let mut lab = Lab::resting(&[], &[]).await;
    let last = "- **Verification**: Nightly restore drill\n";
    let block = format!("{last}\n```yaml\nautomation:\n  Shop: {{ environment: development, {job} }}\n```\n");
    let files = [("backup.sh", BACKUP), ("verify.sh", VERIFY)];
    let files =
        files.map(|(name, text)| (name.to_owned(), format!("#!/bin/sh\nset -eu\n{text}").into_bytes()));
    let document = DOCUMENT.replace(last, &block);
    let scripts = command_files(DOCUMENT);
    let operator = Operator::at_command_line();
    import_strategy(&lab.app, &operator, document.as_bytes(), [files.to_vec(), scripts].concat(), true)
        .await
        .unwrap();
    lab.start().await;
    lab
}

async fn runs(lab: &Lab) -> Vec<JobRun> {
    let db = &mut *lab.app.store.read().await.unwrap();
    let environment = crate::store::environments::by_slug(db, "development").await.unwrap().unwrap().id;
    let project = crate::store::projects::by_slug(db, "storefront").await.unwrap().unwrap().id;
    backup_jobs::recent(db, &(project, environment, "shop".to_owned()), 10).await.unwrap()
}

async fn text(lab: &Lab, run: i64) -> String {
    let lines = backup_jobs::lines(&mut lab.app.store.read().await.unwrap(), &[run]).await.unwrap();
    lines.into_iter().map(|(_, _, line)| line.text + "\n").collect()
}

async fn ended(lab: &Lab, kind: Kind, count: usize) -> JobRun {
    lab.until("the run's end", async |lab| {
        let runs = runs(lab).await;
        let of_kind = runs.into_iter().filter(|run| run.kind == kind && run.ended_at.is_some());
        let mut of_kind: Vec<_> = of_kind.collect();
        (of_kind.len() >= count).then(|| of_kind.swap_remove(0))
    })
    .await
}

#[tokio::test]
async fn a_backup_is_made_at_once_then_proven_and_again_when_somebody_wants_it() {
    let lab = lab("run: ./backup.sh, verify: ./verify.sh").await;
    let backup = ended(&lab, Kind::Backup, 1).await;
    assert!(backup.succeeded(), "{backup:?}: {}", text(&lab, backup.id).await);
    assert_eq!(text(&lab, backup.id).await, "backup of storefront in development\n");
    let proven = ended(&lab, Kind::Verify, 1).await;
    let said = text(&lab, proven.id).await;
    assert!(proven.succeeded() && said.contains("restored"), "{said}");
    assert!(!said.contains("SLIPWAY_DATA") && !said.contains("CARGO"), "nothing of the server's: {said}");
    assert_eq!(runs(&lab).await.len(), 2, "nothing is due again");

    let name = ("storefront", "development", "shop");
    run_backup_job(&lab.app, &lab.sre, name, Kind::Backup).await.unwrap();
    ended(&lab, Kind::Backup, 2).await;
    let folder = lab.app.settings.data.join("job-backups/storefront/development/shop/made");
    assert_eq!(std::fs::read_to_string(folder).unwrap().lines().count(), 2);
}

#[tokio::test]
async fn a_job_that_fails_says_why_and_rests_until_its_next_time() {
    let lab = lab("run: 'echo the disk is full >&2; exit 3', verify: 'true'").await;
    let failed = ended(&lab, Kind::Backup, 1).await;
    assert_eq!(failed.outcome.as_deref(), Some("failed"));
    assert!(failed.reason.as_ref().unwrap().contains("the disk is full"), "{failed:?}");
    run_backup_job(&lab.app, &lab.sre, ("storefront", "development", "shop"), Kind::Verify).await.unwrap();
    ended(&lab, Kind::Verify, 1).await;
    assert_eq!(runs(&lab).await.len(), 2, "it is not tried without a rest");
}

#[tokio::test]
async fn what_a_killed_server_left_of_a_backup_is_ended_and_told() {
    let mut lab = lab("run: 'echo $$; sleep 1000'").await;
    let pid = lab.until("its number", async |lab| {
        let run = runs(lab).await.pop()?;
        text(lab, run.id).await.lines().next().map(str::to_owned)
    });
    let pid = pid.await;
    assert!(super::runs(&pid));
    lab.kill().await;
    lab.start().await;
    let lost = ended(&lab, Kind::Backup, 1).await;
    assert_eq!(lost.outcome.as_deref(), Some("interrupted"), "{lost:?}");
    assert!(!super::runs(&pid) && runs(&lab).await.len() == 1, "it runs again at its next time");
}

#[tokio::test]
async fn a_run_that_nobody_carries_out_any_more_does_not_hold_its_job() {
    let lab = lab("run: ./backup.sh").await;
    ended(&lab, Kind::Backup, 1).await;
    // As a task leaves it whose last write failed.
    crate::testing::sql(
        &lab.app,
        "INSERT INTO backup_job_runs (project_id, environment_id, job, kind, strategy_version_id, epoch, started_at)
         SELECT project_id, environment_id, job, kind, strategy_version_id, epoch, started_at FROM backup_job_runs",
    )
    .await;
    run_backup_job(&lab.app, &lab.sre, ("storefront", "development", "shop"), Kind::Backup).await.unwrap();
    let newest = ended(&lab, Kind::Backup, 3).await;
    assert!(newest.succeeded(), "{newest:?}");
    assert!(runs(&lab).await.iter().any(|run| run.outcome.as_deref() == Some("technical")));
}
