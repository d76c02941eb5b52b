//! A source file as tokens with their lines: comments are gone, strings are single tokens.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::path::Path;

/// A file under `src/`.
pub struct Source {
    /// Its path from `src/`: `store/events.rs`.
    pub path: String,
    /// Its text.
    pub text: String,
    tokens: Vec<Token>,
}

/// A token and the line it stands on, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// As written.
    pub text: String,
    /// Counted from 1.
    pub line: usize,
}

impl Source {
    /// Reads the tokens of a text.
    pub fn new(path: &str, text: &str) -> Self {
        let stream: TokenStream = text.parse().unwrap_or_else(|e| panic!("{path} is not Rust: {e}"));
        let mut tokens = Vec::new();
        flatten(stream, &mut tokens);
        Self { path: path.to_owned(), text: text.to_owned(), tokens }
    }

    /// Every file under `src/`, in the order of their paths.
    pub fn all() -> Vec<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut sources = Vec::new();
        walk(&root, &root, &mut sources);
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        sources
    }

    /// The top-level module that the file belongs to: `store` for `store.rs` and `store/events.rs`.
    pub fn layer(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// Whether the file is made of tests and what they need.
    pub fn is_test(&self) -> bool {
        matches!(self.layer(), "testing" | "fuzzing")
            || self.path.split('/').any(|part| part == "tests" || part == "tests.rs")
    }

    /// The tokens of the program, without `#[cfg(test)] mod … { … }`.
    pub fn program(&self) -> Vec<&Token> {
        let mut kept = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            if self.reads(at, &["#", "[", "cfg", "(", "test", ")", "]", "mod"]) {
                at = self.after_block(at);
                continue;
            }
            kept.push(&self.tokens[at]);
            at += 1;
        }
        kept
    }

    /// The top-level modules of this package that the file names, in its tests too, with the lines.
    pub fn modules_used(&self) -> Vec<&Token> {
        let root = if self.path == "main.rs" { "slipway" } else { "crate" };
        let mut used = Vec::new();
        for at in 0..self.tokens.len() {
            if self.reads(at, &[root, ":", ":"]) {
                self.names_at(at + 3, &mut used);
            }
            if let Some(after) = self.climbs_to_the_top(at) {
                self.names_at(after, &mut used);
            }
        }
        used
    }

    /// The place after as many `super::` as lead from this file to the top of the package.
    fn climbs_to_the_top(&self, at: usize) -> Option<usize> {
        let is_first = at < 3 || !self.reads(at - 3, &["super", ":", ":"]);
        let depth = self.path.split('/').count();
        let climbs = (0..depth).all(|step| self.reads(at + 3 * step, &["super", ":", ":"]));
        (is_first && climbs).then_some(at + 3 * depth)
    }

    /// The name at this place, or the first names of a `{group, of::paths}`.
    fn names_at<'a>(&'a self, at: usize, used: &mut Vec<&'a Token>) {
        if !self.reads(at, &["{"]) {
            used.extend(self.tokens.get(at));
            return;
        }
        let mut depth = 0;
        for (token, next) in self.tokens[at..].iter().zip(&self.tokens[at + 1..]) {
            match token.text.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return;
            }
            if depth == 1 && matches!(token.text.as_str(), "{" | ",") && next.text != "}" {
                used.push(next);
            }
        }
    }

    fn reads(&self, at: usize, texts: &[&str]) -> bool {
        texts.iter().enumerate().all(|(i, text)| self.tokens.get(at + i).is_some_and(|t| t.text == *text))
    }

    /// The place after the next `;` or `{ … }`.
    fn after_block(&self, from: usize) -> usize {
        let mut depth = 0;
        for (at, token) in self.tokens.iter().enumerate().skip(from) {
            match token.text.as_str() {
                "{" => depth += 1,
                "}" => depth -= 1,
                ";" => {}
                _ => continue,
            }
            if depth == 0 {
                return at + 1;
            }
        }
        self.tokens.len()
    }
}

fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    for tree in stream {
        let line = tree.span().start().line;
        if let TokenTree::Group(group) = tree {
            let (open, close) = match group.delimiter() {
                Delimiter::Parenthesis => ("(", ")"),
                Delimiter::Brace => ("{", "}"),
                Delimiter::Bracket => ("[", "]"),
                Delimiter::None => ("", ""),
            };
            tokens.push(Token { text: open.to_owned(), line });
            flatten(group.stream(), tokens);
            tokens.push(Token { text: close.to_owned(), line: group.span_close().start().line });
        } else {
            tokens.push(Token { text: tree.to_string(), line });
        }
    }
}

fn walk(folder: &Path, root: &Path, sources: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there").map(|e| e.expect("it can be listed"))
    {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, root, sources);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).expect("sources are UTF-8");
            let from_root = path.strip_prefix(root).expect("it lies under src");
            sources.push(Source::new(&from_root.to_string_lossy(), &text));
        }
    }
}
