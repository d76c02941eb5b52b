//! A data folder of its own, and the program started on it.

use serde_json::Value;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::TempDir;

pub const DOCUMENT: &str = include_str!("../documents/storefront.md");
pub const TEMPLATE: &str = include_str!("../documents/template.md");

/// A folder for files and, below it, the data folder that every command is given.
pub struct Installation {
    folder: PathBuf,
    /// Removes the folder in the end, where it was made for this.
    _made: Option<TempDir>,
}

/// How a command ended and what it printed.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("{}{}", self.out, self.err))
    }
}

impl Installation {
    pub fn new() -> Self {
        let made = tempfile::tempdir().unwrap();
        Self { folder: made.path().to_owned(), _made: Some(made) }
    }

    /// In a folder that is there, and stays.
    #[allow(dead_code, reason = "the power cuts alone use it")]
    pub fn at(folder: PathBuf) -> Self {
        Self { folder, _made: None }
    }

    pub fn with_storefront() -> Self {
        let at = Self::new();
        let document = at.file("storefront.md", DOCUMENT);
        let files = at.scripts();
        at.ok(&["strategy", "import", &document, "--files", &files, "--approve"]);
        at
    }

    /// A folder with the files that the storefront's commands start.
    pub fn scripts(&self) -> String {
        for script in ["deploy.sh", "smoke.sh"] {
            self.file(&format!("scripts/{script}"), "#!/bin/sh\n");
        }
        self.path("scripts")
    }

    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.join(name).to_str().unwrap().to_owned()
    }

    /// Writes a file; gives its path.
    pub fn file(&self, name: &str, content: &str) -> String {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        self.path(name)
    }

    /// The program, about to be started on the data folder.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_slipway"));
        command.args(arguments).env_clear().env("SLIPWAY_DATA", self.data());
        command.current_dir(&self.folder).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Ran {
        self.run_with("", arguments)
    }

    pub fn run_with<S: AsRef<OsStr>>(&self, input: &str, arguments: &[S]) -> Ran {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        // A command that reads nothing may have ended before this is written.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        Ran { code: output.status.code().unwrap(), out, err }
    }

    /// Runs a command that must succeed; gives what it printed.
    pub fn ok<S: AsRef<OsStr>>(&self, arguments: &[S]) -> String {
        let ran = self.run(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        ran.out
    }

    /// Runs a command that must fail with status 1; gives what it said.
    pub fn fails<S: AsRef<OsStr>>(&self, arguments: &[S]) -> String {
        let ran = self.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
        ran.err
    }

    /// Reads or changes the database as somebody who has the file could; gives the first column, which is text.
    pub fn sql(&self, statement: &str) -> Vec<String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(self.data().join("slipway.db"));
            let mut connection = options.connect().await.unwrap();
            let rows = sqlx::query_scalar(AssertSqlSafe(statement)).fetch_all(&mut connection).await.unwrap();
            connection.close().await.unwrap();
            rows
        })
    }
}
