//! Commands as they were written.

use crate::domain::strategy::Program;
use leptos::prelude::*;

/// A command: within text where it has one line, else line by line.
pub fn command(program: &Program) -> AnyView {
    let words = program.words();
    if program.is_long() {
        return view! { <pre class="command">{words}</pre> }.into_any();
    }
    view! { <span class="mono">{words}</span> }.into_any()
}

/// The lines of a command that has several, with what it is for: `Undone by`. None where it has one line, which stands
/// beside its step.
pub fn lines(what: &'static str, program: &Program) -> Option<AnyView> {
    program.is_long().then(|| view! { <div class="quiet">{what}</div> {command(program)} }.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::hostile;

    #[test]
    fn a_command_keeps_its_lines() {
        let long = Program::Shell("set -x\n  tar xf a.tar\n".to_owned());
        assert_eq!(command(&long).to_html(), "<pre class=\"command\">set -x\n  tar xf a.tar</pre>");
        assert!(lines("Command", &long).is_some());
        let short = Program::Shell("./deploy.sh".to_owned());
        assert!(command(&short).to_html().contains("./deploy.sh") && lines("Command", &short).is_none());
    }

    #[test]
    fn what_people_wrote_stays_text() {
        hostile::assert_stays_text(|text| command(&Program::Shell(format!("{text}\n{text}"))).to_html());
    }
}
