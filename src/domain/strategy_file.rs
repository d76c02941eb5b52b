//! The files that a strategy version carries, such as `deploy.sh`: what is allowed.

use super::refusal::Refusal;
use super::strategy::{Does, Program, Strategy};
use super::text::is_one_line;
use std::collections::BTreeSet;

/// The largest file, in bytes.
pub const LARGEST_FILE_BYTES: usize = 1024 * 1024;
/// All files of a version together, in bytes.
pub const LARGEST_TOTAL_BYTES: usize = 16 * 1024 * 1024;
/// The longest path, in bytes.
pub const LONGEST_PATH_BYTES: usize = 255;
/// At most so many files.
pub const MOST_FILES: usize = 1_000;

/// Checks the paths and sizes of a version's files. The refusal names the file.
pub fn check(files: &[(String, Vec<u8>)]) -> Result<(), Refusal> {
    let mut paths = BTreeSet::new();
    for (path, content) in files {
        check_path(path)?;
        if content.len() > LARGEST_FILE_BYTES {
            return refused(path, "at most 1 MiB is expected");
        }
        if !paths.insert(path.as_str()) {
            return refused(path, "is there twice");
        }
    }
    if let Some(path) = paths.iter().find(|path| parents(path).any(|folder| paths.contains(folder))) {
        return refused(path, "lies below another file");
    }
    if files.len() > MOST_FILES {
        return Err(Refusal::invalid(format!("Files: at most {MOST_FILES} are expected.")));
    }
    if files.iter().map(|(_, content)| content.len()).sum::<usize>() > LARGEST_TOTAL_BYTES {
        return Err(Refusal::invalid("Files: at most 16 MiB together are expected."));
    }
    Ok(())
}

/// The files that a strategy's commands start, as paths below its folder: the version must carry them.
///
/// Only the command itself counts, and only where it begins with `./`. Other words may name what an earlier command
/// makes or unpacks.
pub fn needed(strategy: &Strategy) -> BTreeSet<String> {
    let automations = strategy.steps.iter().filter_map(|step| step.automation.as_ref());
    let steps = automations.flat_map(|automation| {
        let run = match &automation.does {
            Does::Run(program) => Some(program),
            _ => None,
        };
        run.into_iter().chain(&automation.rollback)
    });
    let jobs = strategy.backup_jobs.iter();
    let jobs =
        jobs.flat_map(|job| std::iter::once(&job.run).chain(job.verify.as_ref().map(|(program, _)| program)));
    let recovery = strategy.recovery.steps.iter();
    let recovery = recovery.flat_map(|step| step.work.program().into_iter().chain(&step.reverse));
    steps.chain(jobs).chain(recovery).filter_map(started).collect()
}

/// The files that a strategy's commands start and that are not among these.
pub fn missing<'a>(strategy: &Strategy, given: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let mut missing = needed(strategy);
    for path in given {
        missing.remove(path);
    }
    missing
}

/// The file that a command starts, where it begins with `./`. In a line of shell, assignments before it are skipped.
fn started(program: &Program) -> Option<String> {
    let word = match program {
        Program::Arguments(arguments) => arguments.first()?.as_str(),
        Program::Shell(line) => {
            let words = line.split(|c: char| c.is_whitespace() || ";|&<>()".contains(c));
            words.filter(|word| !word.is_empty()).find(|word| !is_assignment(word))?.trim_matches(['"', '\''])
        }
    };
    let path = word.strip_prefix("./")?.trim_start_matches('/');
    let is_plain =
        !path.contains(['$', '`', '*', '?', '[', '{', '\\', '"', '\'']) && check_path(path).is_ok();
    is_plain.then(|| path.to_owned())
}

fn is_assignment(word: &str) -> bool {
    let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    word.split_once('=').is_some_and(|(name, _)| !name.is_empty() && is_name(name))
}

fn check_path(path: &str) -> Result<(), Refusal> {
    let is_plain = |part: &str| !matches!(part, "" | "." | "..");
    if path.len() > LONGEST_PATH_BYTES {
        return refused(path, "at most 255 bytes are expected in a path");
    }
    if !path.split('/').all(is_plain) || path.contains('\\') || !is_one_line(path) {
        return refused(path, "a path below the folder is expected, without \"..\"");
    }
    Ok(())
}

/// The folders above a file, nearest last.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

fn refused(path: &str, why: &str) -> Result<(), Refusal> {
    Err(Refusal::invalid(format!("File {:?}: {why}.", super::text::clip(path, 80))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(files: &[(&str, usize)]) -> Result<(), String> {
        let files: Vec<_> = files.iter().map(|(path, size)| ((*path).to_owned(), vec![0; *size])).collect();
        check(&files).map_err(|refusal| refusal.sentence)
    }

    #[test]
    fn paths_stay_below_the_folder() {
        let longest = "a".repeat(255);
        for good in ["deploy.sh", "bin/deploy", "a/..b/c", ".env", &longest] {
            assert_eq!(checked(&[(good, 1)]), Ok(()), "{good}");
        }
        let too_long = "a".repeat(256);
        for bad in [
            "",
            "/etc/passwd",
            "..",
            "../a",
            "a/../b",
            "a//b",
            "a/",
            "./a",
            "a\\b",
            "a\nb",
            "a\0b",
            &too_long,
        ] {
            assert!(checked(&[(bad, 1)]).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn sizes_are_bounded_one_by_one_and_together() {
        const MIB: usize = 1024 * 1024;
        assert_eq!(checked(&[("a", MIB)]), Ok(()));
        assert!(checked(&[("a", MIB + 1)]).unwrap_err().contains("1 MiB"));
        let names: Vec<String> = (0..17).map(|n| format!("f{n}")).collect();
        let full: Vec<_> = names.iter().map(|name| (name.as_str(), MIB)).collect();
        assert_eq!(checked(&full[..16]), Ok(()));
        assert!(checked(&full).unwrap_err().contains("16 MiB"));
        let many: Vec<String> = (0..=MOST_FILES).map(|n| format!("f{n}")).collect();
        let many: Vec<_> = many.iter().map(|name| (name.as_str(), 0)).collect();
        assert!(checked(&many).unwrap_err().contains("1000"));
    }

    #[test]
    fn two_files_never_stand_in_each_others_way() {
        assert!(checked(&[("a", 1), ("a", 1)]).unwrap_err().contains("twice"));
        assert!(checked(&[("a/b/c", 1), ("a", 1)]).unwrap_err().contains("below another"));
        assert_eq!(checked(&[("a/b", 1), ("a-b", 1), ("a/c", 1)]), Ok(()));
    }

    #[test]
    fn only_the_command_itself_is_a_file_that_must_be_given() {
        let shell = |line: &str| started(&Program::Shell(line.to_owned()));
        let list =
            |words: &[&str]| started(&Program::Arguments(words.iter().map(|w| (*w).to_owned()).collect()));
        for (line, file) in [
            ("./deploy.sh", Some("deploy.sh")),
            ("  ./bin/deploy --now; ./other.sh", Some("bin/deploy")),
            ("\n\t'./deploy.sh' now", Some("deploy.sh")),
            ("LANG=C A_1=b ./deploy.sh", Some("deploy.sh")),
            ("./deploy.sh>log", Some("deploy.sh")),
            ("tar xf a.tar && ./made/by/tar", None),
            ("sh smoke.sh", None),
            ("deploy.sh", None),
            ("/usr/bin/deploy ./x", None),
            ("./$NAME", None),
            ("./../elsewhere", None),
            ("./", None),
            ("", None),
        ] {
            assert_eq!(shell(line).as_deref(), file, "{line}");
        }
        assert_eq!(list(&["./deploy.sh", "now"]).as_deref(), Some("deploy.sh"));
        assert_eq!(list(&["env", "./deploy.sh"]), None);
    }
}
