//! How far commands are kept to their place on a machine, and what its kernel leaves open.

/// What a machine can do to keep commands to their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confinement {
    /// The version of Landlock's interface that the kernel has; none where it has none, or it is off.
    pub landlock: Option<i32>,
    /// The kernel, as it calls itself.
    pub kernel: String,
    /// Whether commands run as root.
    pub as_root: bool,
    /// Whether the memory and the number of processes of commands could be limited: a cgroup is this server's own.
    pub cgroup: bool,
}

/// Something that is not kept from commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// A sentence: what commands can do, and what closes it.
    pub words: &'static str,
    /// Whether it is to be said loudly, at the start too.
    pub loud: bool,
}

/// What each version of Landlock's interface brings that commands are not kept from before it.
const BY_VERSION: [(i32, Open); 4] = [
    (
        1,
        Open {
            words: "Commands are not confined: they read and write all that the user of Slipway does, its key and its \
                    database among it. This kernel has no Landlock, or has it off: Linux 6.12 or newer with “landlock” \
                    in its list of security modules confines them.",
            loud: true,
        },
    ),
    (
        3,
        Open {
            words: "Commands can empty files that they cannot write to (truncate): Linux 6.2 or newer keeps them from it.",
            loud: true,
        },
    ),
    (
        5,
        Open {
            words: "Commands can send control codes to the devices that they may open: Linux 6.10 or newer keeps them from it.",
            loud: false,
        },
    ),
    (
        6,
        Open {
            words: "Commands can send signals to every process of their user, the server among them, and use abstract \
                    sockets: Linux 6.12 or newer keeps them from it.",
            loud: true,
        },
    ),
];

const AS_ROOT: Open = Open {
    words: "Commands run as root. They have no capability, but what belongs to root beside Slipway’s folder, such as \
            the socket of Docker, is theirs: run Slipway as a user of its own, or name one for commands ([commands] user).",
    loud: true,
};
const SOCKETS: Open =
    Open { words: "Commands can use every socket in the file system that their user may use.", loud: false };
const WITHOUT_LIMITS: Open =
    Open { words: "The memory and the number of processes of commands are not limited.", loud: false };

impl Confinement {
    /// All that is not kept from commands, what matters most first.
    pub fn open(&self) -> Vec<Open> {
        let version = self.landlock.unwrap_or(0);
        let missing = BY_VERSION.iter().filter(|(brought, _)| version < *brought).map(|(_, open)| *open);
        // Where nothing is confined, nothing more has to be said of what that is.
        let missing = missing.take(if version < 1 { 1 } else { BY_VERSION.len() });
        let as_root = self.as_root.then_some(AS_ROOT);
        missing.chain(as_root).chain([SOCKETS, WITHOUT_LIMITS]).collect()
    }

    /// What is to be said loudly.
    pub fn warnings(&self) -> impl Iterator<Item = &'static str> {
        self.open().into_iter().filter(|open| open.loud).map(|open| open.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(landlock: Option<i32>) -> Confinement {
        Confinement { landlock, kernel: "6.12".to_owned(), as_root: false, cgroup: false }
    }

    #[test]
    fn each_version_names_what_it_leaves_open_and_no_other() {
        for (version, words, loud) in [
            (None, vec!["not confined"], 1),
            (Some(1), vec!["truncate", "control codes", "signals"], 2),
            (Some(2), vec!["truncate", "control codes", "signals"], 2),
            (Some(3), vec!["control codes", "signals"], 1),
            (Some(4), vec!["control codes", "signals"], 1),
            (Some(5), vec!["signals"], 1),
            (Some(6), vec![], 0),
            (Some(9), vec![], 0),
        ] {
            let open = with(version).open();
            assert_eq!(open.len(), words.len() + 2, "{version:?}: {open:?}");
            for (open, word) in open.iter().zip(words) {
                assert!(open.words.contains(word), "{version:?}: {open:?}");
            }
            assert_eq!(with(version).warnings().count(), loud, "{version:?}");
        }
        let root = Confinement { as_root: true, ..with(Some(7)) };
        assert!(root.warnings().all(|words| words.contains("run as root")) && root.warnings().count() == 1);
    }
}
