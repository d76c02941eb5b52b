//! A diagram's text as statements, without its front matter, directives and comments.

/// One statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement<'a> {
    /// Its offset in the diagram's text.
    pub at: usize,
    /// Its text without white space around it.
    pub text: &'a str,
}

/// The statements of a diagram, in order. Lines and semicolons end a statement, but not within quotes and brackets.
pub fn statements(text: &str) -> Vec<Statement<'_>> {
    let mut found = Vec::new();
    let mut at = after_front_matter(text);
    while at < text.len() {
        let rest = &text[at..];
        let lead = rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == ';').len();
        at += lead;
        let rest = &text[at..];
        if rest.starts_with("%%{") {
            at += rest.find("}%%").map_or_else(|| line(rest).len(), |end| end + 3);
            continue;
        }
        if rest.starts_with("%%") {
            at += line(rest).len();
            continue;
        }
        let length = length(rest);
        let words = rest[..length].trim();
        if !words.is_empty() {
            found.push(Statement { at, text: words });
        }
        at += length.max(1).min(rest.len());
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    found
}

/// Where the diagram begins after `---` ... `---`.
fn after_front_matter(text: &str) -> usize {
    let start = text.len() - text.trim_start().len();
    let mut at = start;
    for (number, line) in text[start..].split_inclusive('\n').enumerate() {
        at += line.len();
        match (number, line.trim()) {
            (0, "---") => {}
            (0, _) => return 0,
            (_, "---") => return at,
            _ => {}
        }
    }
    0
}

fn line(text: &str) -> &str {
    text.split('\n').next().unwrap_or_default()
}

/// How long the first statement is, in bytes.
fn length(text: &str) -> usize {
    if let Some(length) = description(text) {
        return length;
    }
    let (mut depth, mut piped, mut from) = (0_usize, false, 0);
    while let Some((offset, c)) = text[from..].char_indices().next().map(|(_, c)| (from, c)) {
        from = offset + c.len_utf8();
        match c {
            '\n' => return offset,
            ';' if depth == 0 && !piped => return offset,
            '%' if depth == 0 && text[from..].starts_with('%') => return offset,
            '|' if depth == 0 => piped = !piped,
            '"' => from = after_quote(text, offset).unwrap_or(from),
            '{' if text[..offset].ends_with('@') => from = after_block(text, from).unwrap_or(from),
            '[' | '(' | '{' => depth += 1,
            ']' | ')' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    text.len()
}

/// `accDescr { several lines }`
fn description(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("accDescr")?.trim_start();
    rest.strip_prefix('{')?;
    let open = text.len() - rest.len();
    Some(open + rest.find('}').map_or_else(|| line(rest).len(), |end| end + 1))
}

/// Behind the quotation mark that closes the one at this offset. A label may have several lines.
fn after_quote(text: &str, at: usize) -> Option<usize> {
    let end = at + 1 + text[at + 1..].find('"')?;
    let opens = text[..at].ends_with(['[', '(', '{', '|', '/', '\\', '>']);
    (opens || !text[at..end].contains('\n')).then_some(end + 1)
}

/// Behind the bracket that closes `@{`.
fn after_block(text: &str, from: usize) -> Option<usize> {
    let mut quoted = false;
    for (offset, c) in text[from..].char_indices() {
        match c {
            '"' => quoted = !quoted,
            '}' if !quoted => return Some(from + offset + 1),
            _ => {}
        }
    }
    None
}
