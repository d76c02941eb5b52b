//! Every action that the program writes into the audit log: what it is called in the filter, and its sentence.

/// One action.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// As it is kept: `deployment.approved`.
    pub action: &'static str,
    /// As the filter offers it.
    pub label: &'static str,
    /// Its sentence: `{who}`, `{subject}` and details by their names; what stands in `[...]` is left out where one of
    /// its words is empty.
    pub sentence: &'static str,
}

const fn entry(action: &'static str, label: &'static str, sentence: &'static str) -> Entry {
    Entry { action, label, sentence }
}

/// The actions, by what they are about. One that the program writes and that is missing here fails a test.
pub const ACTIONS: &[Entry] = &[
    entry("deployment.requested", "Deployment requested", "{who} asked for {release}"),
    entry("deployment.approved", "Deployment approved", "{who} approved[: “{comment}”]"),
    entry("deployment.rejected", "Deployment rejected", "{who} rejected[: “{comment}”]"),
    entry("deployment.started", "Deployment started", "{who} started it"),
    entry("deployment.cancelling", "End of a deployment asked", "{who} asked to end it[: {reason}]"),
    entry(
        "deployment.interrupted",
        "Deployment interrupted",
        "The server stopped, and its processes were ended",
    ),
    entry("deployment.resumed", "Deployment resumed", "{who} resumed it"),
    entry("deployment.ended", "Deployment ended", "It ended[: {reason}]"),
    entry(
        "deployment.rebound",
        "Deployment bound to a new strategy",
        "Strategy {strategy} came into force[ and changed {changed}]; approvals of the former plan no longer count",
    ),
    entry(
        "deployment.reread",
        "Deployment bound to a new reading",
        "Slipway reads strategy {strategy} by newer rules[, which changed {changed}]; approvals of the former plan no \
         longer count",
    ),
    entry("checklist.answered", "Checklist answered", "{who} answered “{line}”[: {note}]"),
    entry("step.started", "Step began", "“{step}” began"),
    entry("step.succeeded", "Step done", "“{step}” is done"),
    entry("step.waits", "Step waits", "“{step}” waits for a person"),
    entry("step.left", "Step left for afterwards", "“{step}” was left for afterwards"),
    entry("step.confirmed", "Step confirmed", "{who} confirmed “{step}”[: {note}]"),
    entry("step.failed", "Step failed", "“{step}” failed[: {reason}]"),
    entry("step.followed_up", "Step done afterwards", "{who} did afterwards “{step}”[: {note}]"),
    entry("target.live", "Release went live", "{target} serves {release}"),
    entry("review.closed", "Review closed", "{who} closed the review[: “{comment}”]"),
    entry(
        "release.reported",
        "Problem reported",
        "{who} reported a problem with {subject} in {environment}[, which makes it {suspect}][: {reason}]",
    ),
    entry("release.cleared", "Release cleared", "{who} cleared {subject}[, which was {of}][: {reason}]"),
    entry("release.registered", "Release registered", "{who} registered {subject}"),
    entry(
        "strategy.acknowledged",
        "Unread passages acknowledged",
        "{who} acknowledged passages of {subject} that were not read",
    ),
    entry("strategy.imported", "Strategy imported", "{who} imported {subject}"),
    entry("strategy.approved", "Strategy approved", "{who} put {subject} in force"),
    entry(
        "strategy.reread",
        "New reading acknowledged",
        "{who} acknowledged how {subject} is read by newer rules",
    ),
    entry("project.created", "Project made", "{who} made the project {subject}"),
    entry("environment.created", "Environment made", "{who} made the environment {subject}"),
    entry("role.created", "Role made", "{who} made the role {subject}"),
    entry("role.retired", "Role retired", "{who} retired the role {subject}"),
    entry(
        "role.granted",
        "Role given to a person",
        "{who} gave {subject} the role {role}[ for {project} only]",
    ),
    entry(
        "role.revoked",
        "Role taken from a person",
        "{who} took the role {role} from {subject}[ for {project}]",
    ),
    entry("backup.created", "Backup made", "{who} made the backup {subject}"),
    entry(
        "backup.verified",
        "Backup looked at again",
        "{who} looked at the backup {subject} again[: {problem}]",
    ),
    entry("backup.drill_asked", "Recovery drill asked for", "{who} asked for a drill of the recovery"),
    entry(
        "backup.drilled",
        "Recovery drilled",
        "{who} restored and served the newest backups in a drill[: {problem}]",
    ),
    entry(
        "backup.drilled_damaged",
        "Recovery drilled with a damaged copy",
        "{who} tried to restore a copy {damage}, which has to be refused[: {problem}]",
    ),
    entry("backup.pruned", "Old backups removed", "{who} removed {subject} that nobody needs any more"),
    entry(
        "installation.restored",
        "Slipway restored",
        "{who} restored the backup {subject}: what happened from {lost_from} to {lost_until} is lost",
    ),
    entry(
        "installation.restore_undone",
        "Restore undone",
        "{who} brought back the state that the restore of {subject} replaced",
    ),
    entry(
        "recovery_key.kept",
        "Recovery key kept",
        "{who} confirmed to have kept the recovery key elsewhere",
    ),
    entry(
        "key.replaced",
        "Key replaced",
        "{who} replaced secret.key with a new one; one-time codes and what the provider is asked with were removed",
    ),
    entry("recovery_key.shown", "Recovery key shown", "{who} had the recovery key shown"),
    entry("access.proposed", "Matrix change proposed", "{who} proposed a change of {subject}"),
    entry("access.changed", "Matrix changed", "{who} changed {subject}"),
    entry("access.declined", "Matrix change declined", "{who} declined a change of {subject}"),
    entry("access.withdrawn", "Matrix change withdrawn", "{who} withdrew a change of {subject}"),
    entry(
        "access.overtaken",
        "Matrix change overtaken",
        "A proposed change of {subject} no longer fits the matrix",
    ),
    entry("group.made", "Group made", "{who} made the group {subject}"),
    entry("group.removed", "Group removed", "{who} removed the group {subject}"),
    entry("group_role.granted", "Role given to a group", "{who} gave the group {subject} the role {role}"),
    entry(
        "group_role.revoked",
        "Role taken from a group",
        "{who} took the role {role} from the group {subject}",
    ),
    entry("person.described", "Person described anew", "{who} changed the name or the address of {subject}"),
    entry("person.disabled", "Person disabled", "{who} disabled {subject}"),
    entry("person.enabled", "Person enabled", "{who} enabled {subject}"),
    entry("person.signed_out", "Person signed out everywhere", "{who} signed {subject} out everywhere"),
    entry("password.set", "Password set", "{who} set their password[ by the link of their {by}]"),
    entry(
        "invitation.made",
        "Invitation made",
        "{who} made an invitation for {subject}[, good until {expires}]",
    ),
    entry(
        "reset_link.made",
        "Reset link made",
        "{who} made a link to a new password for {subject}[, good until {expires}]",
    ),
    entry("setup_link.made", "Set-up link made", "{who} made the link of {subject}[, good until {expires}]"),
    entry("installation.set_up", "Installation set up", "{who} set up {subject}"),
    entry("person.added", "Person added", "{who} added {subject}"),
    entry(
        "token.added",
        "Token made",
        "{who} made the token {subject}[ for {owner}, who owns it][, until {expires}]",
    ),
    entry("group.member_added", "Member added", "{who} put {member} into {subject}[: {reason}]"),
    entry("group.member_removed", "Member removed", "{who} took {member} out of {subject}[: {reason}]"),
    entry("token.revoked", "Token revoked", "{who} revoked the token {subject}[ of {owner}]"),
    entry("sign_in.succeeded", "Signed in", "{who} signed in[ ({by})]"),
    entry(
        "sign_in.withdrawn",
        "Sign-in provider withdrew somebody",
        "{subject} was signed out everywhere[: {reason}]",
    ),
    entry(
        "sign_in.groups_untold",
        "Groups not named",
        "{who} did not name the groups of {subject}[: {reason}]. What they hold stays",
    ),
    entry("sign_in.failed", "Sign-in failed", "A sign-in as {subject} failed"),
    entry("sign_in.confirmed", "Signed in again", "{who} proved again who they are"),
    entry("password.changed", "Password changed", "{who} changed their password"),
    entry("sessions.ended", "Sessions ended", "{who} signed out in other browsers"),
    entry("second_factor.begun", "One-time codes begun", "{who} began to set up one-time codes"),
    entry("second_factor.added", "One-time codes on", "{who} turned one-time codes on"),
    entry("second_factor.removed", "One-time codes off", "{who} turned one-time codes off"),
    entry("second_factor.failed", "One-time code failed", "A one-time code for {subject} was wrong"),
    entry("second_factor.recovery_code_used", "Recovery code used", "{who} used a recovery code"),
    entry("second_factor.recovery_codes_renewed", "Recovery codes renewed", "{who} made new recovery codes"),
    entry("signed_out", "Signed out", "{who} signed out"),
    entry("attempt.refused", "Attempt refused", "{who} was refused[: {why}] ({subject})"),
    entry("attempt.counted", "More attempts refused", "{who} was refused {count} more times within a minute"),
    entry("runbook.written", "Runbook written", "{who} wrote the draft of the runbook {subject}"),
    entry(
        "runbook.published",
        "Runbook published",
        "{who} published the runbook {subject}[, version {version}]",
    ),
    entry(
        "runbook.approved",
        "Runbook approved",
        "{who} approved version {version} of the runbook {subject} for {place}[: “{comment}”]",
    ),
    entry(
        "runbook.rejected",
        "Runbook rejected",
        "{who} rejected version {version} of the runbook {subject} for {place}: “{comment}”",
    ),
    entry(
        "run.started",
        "Run started",
        "{who} started {subject}: {mode} of {runbook}, version {version}[: “{reason}”]",
    ),
    entry("run.claimed", "Run: step claimed", "{who} claimed “{step}” of {subject}"),
    entry("run.taken_over", "Run: step taken over", "{who} took over “{step}” of {subject}[: {reason}]"),
    entry("run.done", "Run: step done", "{who} did “{step}” of {subject}[: {note}]"),
    entry("run.could_not", "Run: step not done", "{who} could not do “{step}” of {subject}[: {reason}]"),
    entry("run.approved", "Run: step approved", "{who} approved “{step}” of {subject}[: “{comment}”]"),
    entry("run.rejected", "Run: step rejected", "{who} rejected “{step}” of {subject}[: “{comment}”]"),
    entry("run.skip_asked", "Run: skipping asked", "{who} wants to skip “{step}” of {subject}[: {reason}]"),
    entry("run.skipped", "Run: step skipped", "{who} skipped “{step}” of {subject}[: {reason}]"),
    entry("run.retried", "Run: step retried", "{who} retried “{step}” of {subject}[: {reason}]"),
    entry("run.paused", "Run paused", "{who} paused {subject}[: {reason}]"),
    entry("run.resumed", "Run resumed", "{who} let {subject} go on"),
    entry(
        "run.clocked",
        "Run: moments entered",
        "{who} entered when it happened and was noticed, for {subject}",
    ),
    entry("run.found", "Run: finding", "{who} found in {subject}: {text}"),
    entry("run.mended", "Run: finding mended", "{who} mended what {subject} found: {text}"),
    entry("run.cleaned_up", "Run: cleaned up", "{who} cleaned up after {subject}: {step}"),
    entry("run.attached", "Run: evidence attached", "{who} attached {name} to “{step}” of {subject}"),
    entry("run.begun", "Run: step begun", "Slipway began “{step}” of {subject}"),
    entry("run.passed", "Run: step passed", "“{step}” of {subject} passed[: {note}]"),
    entry("run.failed", "Run: step failed", "“{step}” of {subject} failed[: {reason}]"),
    entry("run.inconclusive", "Run: step inconclusive", "“{step}” of {subject} is inconclusive[: {reason}]"),
    entry("run.halted", "Run: step halted", "Slipway stopped trying “{step}” of {subject}"),
    entry("run.sent", "Run: message recorded", "{subject} told {audience}[: “{text}”]"),
    entry("run.interrupted", "Run interrupted", "{subject} was interrupted[: {reason}]"),
    entry("run.stop_asked", "Run: end asked", "{who} ends {subject}, and what runs is stopped[: {reason}]"),
    entry("run.reverse_asked", "Run: undoing asked", "{who} has undone what {subject} did[: {reason}]"),
    entry("run.left_undone", "Run: left as it is", "{who} leaves “{step}” of {subject} as it is[: {reason}]"),
    entry("run.reversed", "Run: undone", "What {subject} did is undone as far as it can be"),
    entry("run.continues", "Run goes on", "{who} goes on in {subject}[ where run {earlier} ended]"),
    entry("run.carried", "Run: step taken over", "{subject} takes over “{step}”"),
    entry("run.ended", "Run ended", "{subject} ended: {outcome}[: {reason}]"),
    entry("backup_job.asked", "Backup job asked for", "{who} asked for a {kind} of {subject}"),
    entry("backup_job.succeeded", "Backup job succeeded", "The {kind} of {subject} succeeded"),
    entry("backup_job.failed", "Backup job failed", "The {kind} of {subject} did not succeed: {outcome}"),
    entry("audit.verified", "Audit log verified", "{who} verified the log: {subject}[, {events} events]"),
];

/// The entry of an action.
pub fn find(action: &str) -> Option<&'static Entry> {
    ACTIONS.iter().find(|entry| entry.action == action)
}

/// Puts words into a template.
pub fn fill(template: &str, word: &dyn Fn(&str) -> String) -> String {
    let mut told = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('[') {
        let (group, behind) = after.split_once(']').unwrap_or((after, ""));
        told += &put(before, word).0;
        let (group, is_whole) = put(group, word);
        if is_whole {
            told += &group;
        }
        rest = behind;
    }
    told + &put(rest, word).0
}

/// A piece of a template with its words, and whether each of them says something.
fn put(piece: &str, word: &dyn Fn(&str) -> String) -> (String, bool) {
    let (mut told, mut is_whole) = (String::new(), true);
    let mut rest = piece;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        let word = word(name);
        is_whole &= !word.is_empty();
        told = told + before + &word;
        rest = behind;
    }
    (told + rest, is_whole)
}
