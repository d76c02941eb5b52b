//! What is said after each act, by the route of its form, or by a word of its handler.

/// The sentence of a word; none for words that are not ours.
pub fn sentence(word: &str) -> Option<&'static str> {
    SAID.iter().find(|(own, _)| *own == word).map(|(_, sentence)| *sentence)
}

/// Every word with its sentence.
const SAID: [(&str, &str); 65] = [
    // Deployments
    ("/deployments", "Deployment requested. This page shows what it still waits for."),
    ("approved-more", "Approved. It needs more approvals before it can start."),
    (
        "approved-waits",
        "Approved, and no more approvals are needed. This page shows what it still waits for.",
    ),
    ("approved-ready", "Approved. Nothing is in the way: someone with Deploy can start it now."),
    ("approved-automatic", "Approved. Nothing is in the way: it starts automatically."),
    ("rejected", "Rejected. The deployment has ended. Its requester finds your comment on this page."),
    ("/deployments/{number}/checklist", "Answer saved. This page shows what the deployment still waits for."),
    ("/deployments/{number}/start", "Started. The steps run now, and this page follows them."),
    ("cancelled", "Cancelled. The deployment has ended, and its approvals with it."),
    (
        "cancelling",
        "Cancelling. It ends as soon as its processes are gone. What was put on targets stays there.",
    ),
    ("resumed", "Resumed. The interrupted step runs again, and this page follows it."),
    ("failed", "The deployment has failed, as you decided. What was put on targets stays there."),
    ("/deployments/{number}/review", "Review closed. What you found is kept with the rollback."),
    ("confirmed", "Confirmed. The next step follows automatically."),
    ("could-not", "Answer saved. The deployment fails now. This page shows the way back."),
    (
        "/deployments/{number}/steps/{position}/follow-up",
        "Follow-up done. This page shows which ones are left.",
    ),
    ("rollback-now", "Rolling back. This page follows it. Someone else reviews it afterwards."),
    ("rollback-requested", "Rollback requested. This page shows what it still waits for."),
    // Releases, runbooks and runs
    ("/projects/{project}/releases", "Release registered. Next, deploy it to an environment."),
    (
        "/projects/{project}/releases/{version}/problems",
        "Problem reported. This page and the approvers’ pages show it until it is cleared.",
    ),
    (
        "/projects/{project}/releases/{version}/clearings",
        "Cleared. Approvers still see the reason, and the release can be requested again.",
    ),
    (
        "/projects/{project}/environments/{environment}/backups/{job}/runs",
        "Backup started. This page shows how it went when you reload it.",
    ),
    ("/runbooks/{runbook}/runs", "The run has begun. Its first step is below."),
    ("/runs/{number}/acts", "Saved. The run goes on below."),
    ("/runs/{number}/intervention", "Saved. The run goes on below."),
    ("/runs/{number}/continuation", "A new run continues the earlier one. Its next step is below."),
    ("/runs/{number}/decision", "Decision saved. The run goes on below."),
    ("/runs/{number}/findings", "Finding saved. Its owner sees it under Runbooks until it is fixed."),
    ("/runs/{number}/mended", "Fixed. The finding is closed."),
    ("/runs/{number}/cleaned-up", "Cleaned up. The board no longer asks for it."),
    ("/projects/{project}/runbooks", "Draft saved. Someone else can publish it."),
    ("/runbooks/{runbook}/draft", "Draft saved. Someone else can publish it."),
    ("/runbooks/{runbook}/publication", "Published. Commands run where this page says “In force”."),
    ("/runbooks/{runbook}/approval", "Decision saved. This page shows where the version is in force."),
    // People and access
    ("access-saved", "Saved. It applies to everyone concerned from now on."),
    ("access-waits", "Proposed. Another admin must apply it before it counts."),
    ("access-applied", "Applied. It applies to everyone concerned from now on."),
    ("access-declined", "Declined. The matrix stays as it is."),
    ("access-withdrawn", "Withdrawn. The matrix stays as it is."),
    ("/admin/roles", "Role added. It has no access until you set it in the matrix."),
    ("/admin/roles/{role}/retirement", "Role retired. It can no longer be given to people."),
    ("/admin/people/{name}/description", "Saved. Pages show the new name from now on."),
    ("/admin/people/{name}/disablement", "Disabled. They are signed out and can’t sign in."),
    ("/admin/people/{name}/enablement", "Enabled. They can sign in again."),
    ("/admin/people/{name}/sign-out", "Signed out everywhere. They can sign in again."),
    ("/admin/people/{name}/roles", "Role given. It counts from now on."),
    ("/admin/people/{name}/roles/end", "Role removed. It no longer counts."),
    ("/admin/groups", "Group made. Next, add people and give it a role."),
    ("/admin/groups/{group}/members", "Added to the group. They hold its roles from now on."),
    ("/admin/groups/{group}/members/end", "Removed from the group. Its roles no longer count for them."),
    ("/admin/groups/{group}/roles", "Role given. It counts for everyone in the group from now on."),
    ("/admin/groups/{group}/roles/end", "Role removed. It no longer counts for the group."),
    ("/admin/groups/{group}/removal", "Group removed. Its roles no longer count for the people in it."),
    ("/admin/tokens/revocation", "Token revoked. What uses it is refused from now on."),
    ("/account/tokens/revocation", "Token revoked. What uses it is refused from now on."),
    ("/admin/audit/verification", "Checked. The result is below."),
    // Recovery
    ("/recovery/backups", "Backup made. It is in the list below."),
    ("/recovery/drills", "Recovery drill started. Its result appears below when it is done."),
    ("/recovery/key", "Noted that the key is kept."),
    ("/recovery/verification", "Verified. The result is below."),
    // The first run
    ("set-up", "Slipway is set up, and you are signed in. The next step is below."),
    ("set-up-without", "Slipway is set up, and you are signed in. Next, begin a project."),
    ("/new-project", "Project added, and this document is in force. Next, register its first release."),
    (
        "/projects/{project}/strategy/reading",
        "Acknowledged. The version is read by the newer rules from now on.",
    ),
    // What was typed before a session ended
    ("/typed/discarded", "Discarded. What you had typed is gone."),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_word_has_one_sentence_and_fits_into_a_cookie() {
        let words: HashSet<&str> = SAID.iter().map(|(word, _)| *word).collect();
        assert_eq!(words.len(), SAID.len());
        for (word, said) in SAID {
            assert!(word.bytes().all(|b| b.is_ascii_graphic() && !b"\",;\\".contains(&b)), "{word}");
            assert!(said.ends_with('.') && said.len() < 130, "{said}");
        }
        assert_eq!(sentence("<script>"), None);
        assert_eq!(sentence(""), None);
    }
}
