//! What commands find around them.

use super::*;
use crate::domain::deployment::Outcome;

#[tokio::test]
async fn a_command_gets_these_variables_and_no_others() {
    let lab = one_step("{ run: [/usr/bin/env], per: target }").await;
    lab.deploy("1").await;
    let (number, _) = lab.deploy("2").await;
    let home = lab.workspace(number).display().to_string();
    let root = lab.target("two").display().to_string();
    let mut expected = vec![
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned(),
        format!("HOME={home}"),
        "LANG=C.UTF-8".to_owned(),
        "SLIPWAY_PROJECT=storefront".to_owned(),
        "SLIPWAY_ENVIRONMENT=development".to_owned(),
        "SLIPWAY_RELEASE=2".to_owned(),
        "SLIPWAY_COMMIT=4be1c0de".to_owned(),
        "SLIPWAY_ARTIFACT=file:///srv/2.tar".to_owned(),
        "SLIPWAY_ARTIFACT_FILE=".to_owned(),
        format!("SLIPWAY_ARTIFACT_SHA256={}", "a".repeat(64)),
        "SLIPWAY_PREVIOUS_RELEASE=1".to_owned(),
        "SLIPWAY_TARGETS=one two three".to_owned(),
        "SLIPWAY_TARGET=two".to_owned(),
        format!("SLIPWAY_TARGET_ROOT={root}"),
        format!("SLIPWAY_DEPLOYMENT={number}"),
        "SLIPWAY_KIND=deploy".to_owned(),
    ];
    expected.sort();
    let log = lab.log(number).await;
    let per_target = log.len() / 3;
    let mut second: Vec<_> = log[per_target..2 * per_target].to_vec();
    // The mark by which the engine finds its processes again.
    second.retain(|line| !line.starts_with("SLIPWAY_MARK="));
    let temporary = second.iter().position(|line| line.starts_with("TMPDIR=")).unwrap();
    assert!(second.remove(temporary).starts_with(&format!("TMPDIR={home}.tmp/")));
    second.sort();
    assert_eq!(second, expected);
    assert_eq!(per_target, expected.len() + 2);
}

#[tokio::test]
async fn the_first_release_has_no_previous_one_and_the_variable_is_empty() {
    let lab = one_step("{ run: 'echo \"<$SLIPWAY_PREVIOUS_RELEASE>\"' }").await;
    let (number, _) = lab.deploy("1").await;
    assert_eq!(lab.log(number).await, ["<>"]);
}

#[tokio::test]
async fn what_a_release_says_reaches_a_command_as_text() {
    let lab = one_step("{ run: 'printf \"<%s>\\n\" \"$SLIPWAY_ARTIFACT\"; ls' }").await;
    for (version, uri) in [
        ("1", "x; touch made"),
        ("2", "$(touch made) `touch made` ${HOME}"),
        ("3", "a\" && touch made && \"b"),
        ("4", "'; touch made; '"),
        ("5", "-rf @made * ~ | touch made > made & #"),
    ] {
        let mut release = crate::testing::app::good_release(version);
        uri.clone_into(&mut release.artifact.uri);
        lab.release_with(release).await;
        let asked = crate::testing::lab::asked(version);
        let request = crate::actions::request_deployment::request_deployment(&lab.app, &lab.sre, &asked);
        let number = request.await.unwrap();
        assert_eq!(lab.ending(number).await.outcome, Outcome::Succeeded, "{uri}");
        assert_eq!(lab.log(number).await, [format!("<{uri}>")], "nothing was made in the workspace");
    }
}

#[tokio::test]
async fn the_workspace_is_fresh_private_and_holds_the_versions_files_executable() {
    let steps = [
        (DEPLOY, "{ run: './deploy.sh; test ! -e left; touch left' }"),
        ("Verify deployment", "{ run: 'test -e left; stat -c %a . tools/check.sh; ./tools/check.sh' }"),
    ];
    let files =
        [("deploy.sh", "#!/bin/sh\necho deployed\n"), ("tools/check.sh", "#!/bin/sh\necho checked\n")];
    let lab = Lab::new(&steps, &files).await;
    for version in ["1", "2"] {
        let (number, ending) = lab.deploy(version).await;
        assert_eq!(ending.outcome, Outcome::Succeeded, "{ending:?}");
        assert_eq!(lab.log(number).await, ["deployed", "700", "700", "checked"]);
        lab.gone(number).await;
    }
}

#[tokio::test]
async fn the_roots_of_all_targets_are_there_before_the_first_step() {
    let run = "cd \"$HOME/../../targets/storefront/development\"; ls; stat -c %a one";
    let lab = Lab::new(&[("Look around", &format!("{{ run: '{run}' }}")), (DEPLOY, "")], &[]).await;
    let number = lab.request("1").await;
    lab.manual_step(number).await;
    assert_eq!(lab.log(number).await, ["one", "three", "two", "700"]);
}

/// A step of all targets puts a link in place of one; what comes after it follows none.
#[tokio::test]
async fn a_link_in_place_of_a_target_opens_nothing_up() {
    for to in ["../../..", "../production"] {
        let swap = format!("cd \"$HOME/../../targets/storefront/development\"; rm -r two; ln -s {to} two");
        let steps = [
            ("Look around", format!("{{ run: '{swap}' }}")),
            (DEPLOY, "{ run: 'touch \"$SLIPWAY_TARGET_ROOT/made\"', per: target }".to_owned()),
        ];
        let steps: Vec<(&str, &str)> = steps.iter().map(|(step, how)| (*step, how.as_str())).collect();
        let lab = Lab::new(&steps, &[]).await;
        let data = lab.app.settings.data.clone();
        std::fs::create_dir_all(data.join("targets/storefront/production")).unwrap();
        let (_, ending) = lab.deploy("1").await;
        assert_eq!(ending.outcome, Outcome::Failed, "{ending:?}");
        assert!(ending.reason.contains("two"), "{ending:?}");
        assert!(!data.join("made").exists() && !data.join("targets/storefront/production/made").exists());
    }
}
