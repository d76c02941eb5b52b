//! The examples of `docs/strategy.md` read as they stand.

use super::*;
use crate::domain::reading::Reader;

const MANUAL: &str = include_str!("../../../docs/strategy.md");
/// What an example leaves out.
const HEAD: &str = "## Document Control\n- **Project**: Lantern\n\n### Strategy Summary\n- **Deployment Type**: Rolling\n\
                    - **Environments**: development, staging, production\n\n";

fn examples() -> Vec<&'static str> {
    MANUAL.split("````markdown\n").skip(1).filter_map(|rest| rest.split("````").next()).collect()
}

#[test]
fn every_example_reads() {
    let examples = examples();
    assert!(examples.len() >= 8, "{}", examples.len());
    for example in examples {
        let head = if example.contains("## Document Control") { "" } else { HEAD };
        let outcome = examine(format!("{head}{example}").as_bytes(), Reader::default());
        let unread: Vec<&str> = outcome.unread.iter().map(|unread| unread.message.as_str()).collect();
        assert!(
            outcome.problems.is_empty() && unread.is_empty(),
            "{example}\n{}\n{unread:?}",
            lines(&outcome.problems)
        );
    }
}
