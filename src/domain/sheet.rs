//! A page that needs nothing else to be read: what stands on it, to be written as HTML or as Markdown.

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The name of its files, without the ending.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// What stands on it, in order.
    pub parts: Vec<Part>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// What the following is about.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// Named values.
    Facts(Vec<(String, String)>),
    /// Other pages: the name of their files, and their title.
    Pages(Vec<(String, String)>),
    /// What is done one after the other, each with how.
    Steps(Vec<(String, Vec<How>)>),
    /// What is typed, line by line.
    Commands(Vec<String>),
}

/// A line of how a step is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct How {
    /// The line.
    pub words: String,
    /// The command that it introduces, line by line as it was written.
    pub command: Option<String>,
}

impl From<String> for How {
    fn from(words: String) -> Self {
        Self { words, command: None }
    }
}

impl Sheet {
    /// The page as Markdown. What people wrote stands in it as text.
    pub fn markdown(&self) -> String {
        let mut text = format!("# {}\n", plain(&self.title));
        for part in &self.parts {
            text.push('\n');
            text += &part.markdown();
        }
        text
    }
}

impl Part {
    fn markdown(&self) -> String {
        match self {
            Self::Heading(words) => format!("## {}\n", plain(words)),
            Self::Text(words) => format!("{}\n", plain(words)),
            Self::Facts(facts) => {
                lines(facts, |(name, value)| format!("- **{}**: {}", plain(name), plain(value)))
            }
            Self::Pages(pages) => lines(pages, |(name, title)| format!("- [{}]({name}.md)", plain(title))),
            Self::Steps(steps) => {
                let numbered: Vec<_> = steps.iter().enumerate().collect();
                lines(&numbered, |(index, (step, how))| {
                    let how: String = how.iter().map(How::markdown).collect();
                    format!("{}. **{}**{how}", index + 1, plain(step))
                })
            }
            Self::Commands(commands) => lines(commands, |line| format!("    {}", one_line(line))),
        }
    }
}

impl How {
    /// A list's item, and the command below it, indented as a part of the item.
    fn markdown(&self) -> String {
        let words = format!("\n   - {}", plain(&self.words));
        let Some(command) = &self.command else { return words };
        // The fence is longer than any within.
        let ticks = command.split(|c| c != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat(3.max(ticks + 1));
        let lines: String = command.lines().map(|line| format!("     {line}\n")).collect();
        format!("{words}\n\n     {fence}\n{lines}     {fence}")
    }
}

fn lines<T>(all: &[T], line: impl Fn(&T) -> String) -> String {
    all.iter().map(|one| line(one) + "\n").collect()
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// One line, whose signs mean nothing in Markdown.
pub fn plain(text: &str) -> String {
    let mut line = String::new();
    for c in text.chars() {
        match c {
            '\n' | '\r' => line.push(' '),
            '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' | '|' | '\\' | '!' => line.extend(['\\', c]),
            c => line.push(c),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_markdown_in_which_what_people_wrote_is_text() {
        let sheet = Sheet {
            name: "plan".to_owned(),
            title: "Plan <b>".to_owned(),
            parts: vec![
                Part::Heading("To know".to_owned()),
                Part::Facts(vec![("Version".to_owned(), "1".to_owned())]),
                Part::Steps(vec![("Look".to_owned(), vec![How::from("[here](x)\n# there".to_owned())])]),
                Part::Commands(vec!["slipway restore latest".to_owned()]),
                Part::Pages(vec![("index".to_owned(), "All".to_owned())]),
            ],
        };
        let expected = "# Plan \\<b\\>\n\n## To know\n\n- **Version**: 1\n\n1. **Look**\n   - \\[here\\](x) \\# there\n\n    \
                        slipway restore latest\n\n- [All](index.md)\n";
        assert_eq!(sheet.markdown(), expected);
    }
}
