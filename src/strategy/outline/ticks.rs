//! The signs that people put before a line to tick it.

/// Signs that stand for `[ ]` and `[x]`.
const SIGNS: [&str; 16] =
    ["☐", "☑", "☒", "✅", "✔", "✓", "❌", "✗", "✘", "⬜", "🔲", "🔳", "▢", "□", "■", "❏"];
/// Brackets that Markdown does not take as a box.
const BRACKETS: [&str; 16] = [
    "[ ]", "[]", "[x]", "[X]", "[ x ]", "[_]", "[-]", "[~]", "[✓]", "[✔]", "[✗]", "( )", "()", "(x)", "(X)",
    "(✓)",
];

/// The words after a tick at the beginning of a line; none where it has no tick.
pub fn without_tick(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let signs = SIGNS.iter().chain(&BRACKETS);
    let rest = signs.filter_map(|sign| text.strip_prefix(*sign)).next()?;
    Some(rest.trim_start_matches(['\u{fe0f}', '\u{fe0e}']).trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tick_is_a_sign_or_a_box() {
        for (line, words) in [
            ("☐ Lights on", Some("Lights on")),
            ("✅ Doors shut", Some("Doors shut")),
            ("✔️ Doors shut", Some("Doors shut")),
            ("[] Lights on", Some("Lights on")),
            ("[ ]Doors shut", Some("Doors shut")),
            ("[-] Doors shut", Some("Doors shut")),
            ("( ) Doors shut", Some("Doors shut")),
            ("[Policy]", None),
            ("Lights on ☐", None),
        ] {
            assert_eq!(without_tick(line), words, "{line}");
        }
    }
}
