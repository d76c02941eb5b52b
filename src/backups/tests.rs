//! Tests of making backups and of finding out that one is not what it should be.

use super::sealed_manifest::SealedManifest;
use super::*;
use crate::domain::backup::{Proven, Reason};
use crate::domain::time::Span;
use crate::testing::TestApp;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// An installation with an approver, and a backup of it.
async fn backed_up() -> (TestApp, Made) {
    let app = TestApp::with_storefront().await;
    app.person("stakeholder", "Stakeholder").await;
    let made = app.vault().create(Reason::ByHand).await.unwrap();
    (app, made)
}

/// Changes a file as somebody could who has it.
async fn change(file: &Path, sql: &'static str) {
    let mut connection =
        SqliteConnectOptions::new().filename(file).foreign_keys(false).connect().await.unwrap();
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// What is said of the only backup there is.
async fn problems(app: &TestApp) -> Vec<String> {
    let vault = app.vault();
    let mut backup = vault.first.list().unwrap().remove(0);
    let check = vault.verify(&mut backup).await.unwrap();
    assert_eq!(vault.first.list().unwrap()[0].proof.verified.as_ref(), Some(&check), "it is kept");
    check.problems
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_backup_is_a_whole_database_with_its_manifest() {
    let (app, made) = backed_up().await;
    let Made { manifest, file, .. } = &made;
    assert_eq!(manifest.reason, Reason::ByHand);
    assert_eq!(
        manifest.events,
        crate::store::events::head(&mut app.store.read().await.unwrap()).await.unwrap()
    );
    assert!(manifest.schema >= 5);
    let people = manifest.tables.iter().find(|table| table.name == "people").unwrap();
    assert_eq!((people.rows, people.highest), (1, Some(1)));
    let id = manifest.id.as_str();
    let folder = app.settings.backups_folder();
    assert_eq!(files(&folder), [format!("{id}.db"), format!("{id}.json"), "lock".to_owned()]);
    assert_eq!(fs::metadata(file).unwrap().len(), manifest.bytes);
    assert_eq!(problems(&app).await, [""; 0]);
    assert_eq!(app.vault().first.list().unwrap()[0].proof.proven(), Proven::Good);
    for name in files(&folder) {
        let mode = fs::metadata(folder.join(&name)).unwrap().permissions().mode();
        assert!(mode & 0o077 == 0 || name == "lock" || name.ends_with(".db"), "{name}: {mode:o}");
    }
}

#[tokio::test]
async fn a_backup_holds_what_is_only_in_the_write_ahead_log() {
    let (app, first) = backed_up().await;
    app.person("late", "SRE").await;
    let wal = app.settings.database().with_extension("db-wal");
    assert!(fs::metadata(wal).unwrap().len() > 0, "the log is not folded into the file");
    let second = app.vault().create(Reason::Schedule).await.unwrap();
    assert_eq!(second.manifest.events, first.manifest.events + 1);
    assert_ne!(second.manifest.id, first.manifest.id);
    assert_eq!(app.vault().newest().unwrap().unwrap().file, second.file);
}

#[tokio::test]
async fn a_flipped_byte_is_found() {
    let (app, made) = backed_up().await;
    let mut content = fs::read(&made.file).unwrap();
    let middle = content.len() / 2;
    content[middle] ^= 1;
    fs::write(&made.file, content).unwrap();
    assert!(problems(&app).await[0].contains("its SHA-256 is another"));
    assert_eq!(app.vault().first.list().unwrap()[0].proof.proven(), Proven::Bad);
}

#[tokio::test]
async fn a_file_that_is_cut_off_is_found() {
    let (app, made) = backed_up().await;
    let bytes = made.manifest.bytes;
    let file = fs::File::options().write(true).open(&made.file).unwrap();
    file.set_len(bytes - 4096).unwrap();
    let said = problems(&app).await;
    assert_eq!(said[0], format!("it is cut off: {} of {bytes} bytes are there", bytes - 4096));
    file.set_len(0).unwrap();
    assert_eq!(problems(&app).await[0], format!("it is cut off: 0 of {bytes} bytes are there"));
}

/// SQLite calls such a file whole.
#[tokio::test]
async fn a_row_that_is_gone_is_found() {
    let (app, made) = backed_up().await;
    change(&made.file, "DELETE FROM grants; DELETE FROM people").await;
    let said = problems(&app).await;
    assert!(said[0].contains("its SHA-256 is another"), "{said:?}");
    assert!(said.contains(&"the table people holds 0 rows, not 1".to_owned()), "{said:?}");
}

#[tokio::test]
async fn an_approver_who_got_another_name_is_found() {
    let (app, made) = backed_up().await;
    change(&made.file, "UPDATE people SET sign_in_name = 'mallory'").await;
    let said = problems(&app).await;
    assert_eq!(said[1], "all rows are there, so that a value in one of them is another");
}

/// Who also makes the manifest fit is found by its seal.
#[tokio::test]
async fn a_manifest_that_was_made_to_fit_is_found() {
    let (app, made) = backed_up().await;
    change(&made.file, "UPDATE people SET sign_in_name = 'mallory'").await;
    let manifest = made.file.with_extension("json");
    let mut sealed: SealedManifest = serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    sealed.manifest.sha256 = super::files::digest(&made.file).await.unwrap().sha256;
    fs::write(&manifest, crate::store::to_json(&sealed)).unwrap();
    assert_eq!(problems(&app).await, ["its manifest was changed after it was made"]);
    fs::write(&manifest, "{}").unwrap();
    assert_eq!(problems(&app).await, ["its manifest is not one"]);
    fs::remove_file(&manifest).unwrap();
    assert_eq!(problems(&app).await, ["there is no manifest beside it"]);
}

#[tokio::test]
async fn a_manifest_of_another_installation_is_found() {
    let (app, made) = backed_up().await;
    let other = TestApp::new().await;
    let theirs = crate::sealed::SecretKey::of_folder(
        tempfile::tempdir().unwrap().path(),
        &crate::random::SystemRandom,
    );
    let theirs = Vault::of(&other.settings, theirs.unwrap(), app.app.clock.clone(), app.app.random.clone());
    let theirs = theirs.create(Reason::ByHand).await.unwrap();
    fs::copy(theirs.file.with_extension("json"), made.file.with_extension("json")).unwrap();
    let said = problems(&app).await;
    assert!(
        said.len() == 1 && said[0].starts_with("it is a backup of another installation: of "),
        "{said:?}"
    );
}

#[tokio::test]
async fn another_backups_manifest_is_found() {
    let (app, made) = backed_up().await;
    let other = app.vault().create(Reason::ByHand).await.unwrap();
    fs::rename(other.file.with_extension("json"), made.file.with_extension("json")).unwrap();
    fs::remove_file(&other.file).unwrap();
    let said = problems(&app).await;
    assert!(said[0].contains(&format!("its manifest is that of {}", other.manifest.id)), "{said:?}");
}

#[tokio::test]
async fn a_database_that_is_damaged_is_not_backed_up() {
    let (app, _) = backed_up().await;
    app.sql("PRAGMA foreign_keys = OFF").await;
    change(&app.settings.database(), "DELETE FROM people").await;
    let refused = app.vault().create(Reason::ByHand).await.unwrap_err().to_string();
    assert!(refused.contains("a row of grants names one of people that is not there"), "{refused}");
    assert_eq!(files(&app.settings.backups_folder()).len(), 3, "nothing is left of it");
}

#[tokio::test]
async fn the_second_folder_gets_a_copy_or_says_why_not() {
    let app = TestApp::with_storefront().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let second = elsewhere.path().join("mount");
    let app = app.with_settings(|settings| settings.backups.second = Some(second.clone()));
    let made = app.vault().create(Reason::ByHand).await.unwrap();
    let why = made.second.unwrap().unwrap_err().to_string();
    assert!(why.ends_with("mount is not there: is its disk mounted?"), "{why}");
    assert!(!second.exists());
    fs::create_dir(&second).unwrap();
    let made = app.vault().create(Reason::ByHand).await.unwrap();
    made.second.unwrap().unwrap();
    let vault = app.vault();
    let mut copy = vault.second.as_ref().unwrap().list().unwrap().remove(0);
    assert_eq!(copy.id, made.manifest.id);
    assert!(vault.verify(&mut copy).await.unwrap().is_good());
    assert_eq!(vault.find("latest").unwrap().len(), 2, "both copies are looked at");
    assert_eq!(vault.find(copy.file.to_str().unwrap()).unwrap().len(), 1);
    assert!(vault.find("20000101-000000-0000").unwrap_err().to_string().contains("no backup"));
}

#[tokio::test]
async fn many_may_look_at_a_backup_at_once() {
    let (app, made) = backed_up().await;
    let looks = (0..8).map(|_| async {
        let vault = app.vault();
        let mut backup = Backup::of_file(&made.file).unwrap();
        vault.verify(&mut backup).await.map(|check| check.is_good())
    });
    assert!(futures::future::join_all(looks).await.into_iter().all(Result::unwrap));
}

#[tokio::test]
async fn what_a_kill_left_is_swept_away() {
    let (app, _) = backed_up().await;
    let folder = app.settings.backups_folder();
    fs::write(folder.join("20000101-000000-0000.db.part"), "half").unwrap();
    app.vault().create(Reason::ByHand).await.unwrap();
    assert!(files(&folder).iter().all(|name| !name.ends_with(".part")), "{:?}", files(&folder));
}

#[tokio::test]
async fn pruning_leaves_what_the_settings_keep_and_the_newest_that_is_proven() {
    let (app, proven) = backed_up().await;
    assert_eq!(problems(&app).await, [""; 0]);
    let only = crate::domain::backup::Keep { last: 2, hourly: 0, daily: 0, weekly: 0, monthly: 0 };
    let fewer = app.with_settings(|settings| settings.backups.keep = only);
    let vault = fewer.vault();
    for _ in 0..4 {
        app.clock.advance(Span::minutes(15));
        vault.create(Reason::Schedule).await.unwrap();
    }
    let would: Vec<_> = vault.to_prune().unwrap();
    assert_eq!((would.len(), vault.first.list().unwrap().len()), (2, 5));
    assert_eq!(vault.prune().await.unwrap(), would);
    let left: Vec<_> = vault.first.list().unwrap().into_iter().map(|backup| backup.id).collect();
    assert!(left.len() == 3 && left.contains(&proven.manifest.id), "{left:?}");
    assert_eq!(vault.prune().await.unwrap(), []);
    assert_eq!(files(vault.first.folder()).len(), 1 + 2 * 3 + 1, "no file is left of the others");
}
