//! How people say that a step puts a release in place.

/// What is done, and the words between it and the environment.
const VERBS: &[&str] = &[
    "deploy",
    "deploys",
    "deploying",
    "deployment",
    "redeploy",
    "release",
    "releasing",
    "roll out",
    "rollout",
    "rolling out",
    "ship",
    "publish",
    "promote",
    "push",
    "install",
    "launch",
    "go live",
    "ausrollen",
    "ausliefern",
    "bereitstellen",
    "deployen",
    "déployer",
    "livrer",
    "mise en production",
    "desplegar",
    "publicar",
    "implantar",
    "implementar",
];
const OBJECTS: &[&str] = &[
    "the",
    "a",
    "an",
    "it",
    "this",
    "that",
    "new",
    "latest",
    "approved",
    "verified",
    "same",
    "release",
    "version",
    "build",
    "artifact",
    "artifacts",
    "artefact",
    "image",
    "images",
    "container",
    "containers",
    "app",
    "application",
    "service",
    "services",
    "package",
    "candidate",
    "code",
    "site",
    "website",
    "la",
    "le",
    "el",
    "o",
    "die",
    "das",
    "den",
];
const PREPOSITIONS: &[&str] = &[
    "to", "on", "onto", "into", "in", "auf", "nach", "sur", "vers", "dans", "en", "a", "em", "para", "no",
    "na",
];

/// What follows "Deploy to", in whatever words that is said, as an offset in the text in lower case; none where the
/// text says something else.
pub fn place(text: &str) -> Option<usize> {
    VERBS.iter().find_map(|verb| {
        let rest = text.strip_prefix(verb).map(|rest| rest.trim_start_matches(':'));
        let rest = rest.filter(|rest| rest.starts_with(' '))?;
        after_objects(rest).map(|rest| text.len() - rest.len())
    })
}

/// Whether a text says "deploy" and no more, perhaps with what is deployed.
pub fn is_bare(text: &str) -> bool {
    let text = text.trim_end_matches(['.', '!']).to_lowercase();
    let rest = |verb: &str| text.strip_prefix(verb).filter(|rest| rest.is_empty() || rest.starts_with(' '));
    let rest = VERBS.iter().find_map(|verb| rest(verb));
    rest.is_some_and(|rest| rest.split_whitespace().all(|word| OBJECTS.contains(&word)))
}

/// Whether a text deploys the environment that stands in it: `deploy production`, `production rollout`. The environment
/// is given by the range of its name.
pub fn is_around(text: &str, name: std::ops::Range<usize>) -> bool {
    const VERBS: [&str; 8] =
        ["deploy", "redeploy", "release", "upgrade", "update", "deploy the", "upgrade the", "update the"];
    const NOUNS: [&str; 7] = ["deploy", "deployment", "rollout", "roll-out", "release", "go-live", "upgrade"];
    const KINDS: [&str; 7] = ["", "environment", "cluster", "servers", "hosts", "site", "to the new release"];
    let (before, after) = (text[..name.start].trim(), text[name.end..].trim().trim_end_matches(['.', '!']));
    VERBS.contains(&before) && KINDS.contains(&after) || before.is_empty() && NOUNS.contains(&after)
}

/// Skips "the new release to".
fn after_objects(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    loop {
        let (word, after) = rest.split_once(' ')?;
        if PREPOSITIONS.contains(&word) {
            let after = after.trim_start();
            return Some(after.strip_prefix("the ").unwrap_or(after));
        }
        if !OBJECTS.contains(&word) {
            return None;
        }
        rest = after.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_puts_a_release_in_place_in_many_words() {
        for (text, where_to) in [
            ("deploy to production", Some("production")),
            ("release to production", Some("production")),
            ("roll out to live", Some("live")),
            ("promote the approved build to prod", Some("prod")),
            ("deploy the release on the production cluster", Some("production cluster")),
            ("ausrollen auf produktion", Some("produktion")),
            ("deploy database changes to production", None),
            ("announce: deploy to staging", None),
            ("release notes to production", None),
            ("deploy", None),
        ] {
            assert_eq!(place(text).map(|at| &text[at..]), where_to, "{text}");
        }
        for (text, bare) in [
            ("Deploy", true),
            ("Deploy the new release.", true),
            ("Roll out", true),
            ("Deploy schema", false),
        ] {
            assert_eq!(is_bare(text), bare, "{text}");
        }
    }
}
