//! How the stages are started: always this same program, whatever became of its file since it began.

/// How the two stages are started: a program and its arguments each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stages {
    /// The supervisor.
    pub supervisor: Vec<String>,
    /// What becomes the command.
    pub inside: Vec<String>,
}

impl Stages {
    /// `slipway confine`, of the very program that runs now.
    #[cfg(not(test))]
    pub fn of_this_program() -> Self {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            supervisor: words(&["/proc/self/exe", "confine"]),
            inside: words(&["/proc/self/exe", "confine", "--inside"]),
        }
    }

    /// The same stages, which the program of the tests is started for.
    #[cfg(test)]
    pub fn of_this_program() -> Self {
        crate::testing::stages::stages()
    }
}
