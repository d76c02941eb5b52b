use super::*;
use crate::strategy::read;
use crate::strategy::tests::STOREFRONT;
use proptest::prelude::*;

fn row(changes: &str, author: &str) -> ChangeLogRow {
    ChangeLogRow {
        version: "4".to_owned(),
        date: "2026-11-23".to_owned(),
        changes: changes.to_owned(),
        author: author.to_owned(),
    }
}

/// The lines that differ, as `-old` and `+new`.
fn changes(old: &str, new: &str) -> Vec<String> {
    use crate::strategy::difference::{Change, difference};
    let changed = difference(old, new).into_iter().filter(|line| line.change != Change::Kept);
    changed.map(|l| format!("{}{}", if l.change == Change::Added { '+' } else { '-' }, l.text)).collect()
}

#[test]
fn three_values_and_the_new_rows_are_all_that_changes() {
    let rows = [row("Smoke tests in staging", "Ann"), row("a | b", "Ben")];
    let written = export(STOREFRONT.as_bytes(), 4, "2026-11-23", "Approved", &rows);
    let written = String::from_utf8(written).unwrap();
    let expected = [
        "-- **Version**: 1.0",
        "-- **Last Updated**: 2026-11-20",
        "-- **Status**: Draft",
        "+- **Version**: 4",
        "+- **Last Updated**: 2026-11-23",
        "+- **Status**: Approved",
        "+| 4 | 2026-11-23 | Smoke tests in staging | Ann |",
        "+| 4 | 2026-11-23 | a \\| b | Ben |",
    ];
    assert_eq!(changes(STOREFRONT, &written), expected);
}

#[test]
fn line_ends_a_mark_and_a_missing_last_line_end_are_kept() {
    let document = format!("\u{feff}{}", STOREFRONT.trim_end().replace('\n', "\r\n"));
    let written = export(document.as_bytes(), 4, "2026-11-23", "Approved", &[row("x", "Ann")]);
    let written = String::from_utf8(written).unwrap();
    assert!(written.starts_with("\u{feff}#"));
    assert!(written.ends_with("Release team |\r\n| 4 | 2026-11-23 | x | Ann |"));
    assert_eq!(written.matches('\n').count(), written.matches("\r\n").count());
}

#[test]
fn columns_keep_their_order_and_what_is_missing_stays_missing() {
    let text = "## Change Log\n| Author | Ticket | Version | Date | Changes |\n|-|-|-|-|-|\n\nEnd\n";
    let written = export(text.as_bytes(), 4, "d", "Draft", &[row("x", "")]);
    let written = String::from_utf8(written).unwrap();
    assert_eq!(changes(text, &written), ["+| - | - | 4 | 2026-11-23 | x |"]);
    assert_eq!(export(b"no table", 1, "d", "Draft", &[row("x", "y")]), b"no table");
    assert_eq!(export(b"\xff\xfe", 1, "d", "Draft", &[]), b"\xff\xfe");
}

#[test]
fn a_value_that_is_missing_is_put_behind_its_colon() {
    let text = "## Document Control\n- **Version**:\n- **Status**:   Draft  \n";
    let written = export(text.as_bytes(), 4, "d", "Review", &[]);
    assert_eq!(
        String::from_utf8(written).unwrap(),
        "## Document Control\n- **Version**: 4\n- **Status**:   Review  \n"
    );
}

proptest! {
    #[test]
    fn what_is_exported_reads_the_same(changes in "\\PC{0,60}", author in "\\PC{0,20}", number in 1_i64..9999) {
        let before = read(STOREFRONT.as_bytes()).unwrap();
        let written = export(STOREFRONT.as_bytes(), number, "2026-11-23", "Approved", &[row(&changes, &author)]);
        let mut after = read(&written).unwrap();
        let added = after.change_log.pop().unwrap();
        prop_assert_eq!(after, before);
        let shown = |text: &str| if one_line(text).is_empty() { "-".to_owned() } else { one_line(text) };
        prop_assert_eq!((added.changes, added.author), (shown(&changes), shown(&author)));
    }

    #[test]
    fn any_bytes_are_exported(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        export(&bytes, 1, "2026-11-23", "Approved", &[row("x", "y")]);
    }
}

/// Only the project is required; the export adds the rest, in the manner of the project's own line.
#[test]
fn lines_that_the_document_lacks_are_added() {
    let rest = "## Deployment Overview\n### Strategy Summary\n- **Deployment Type**: Rolling\n- **Environments**: live\n";
    for (control, written) in [
        (
            "## Document Control\n- **Project**: Ferry\n",
            "- **Project**: Ferry\n- **Version**: 7\n- **Last Updated**: 2026-11-30\n- **Status**: Approved\n",
        ),
        (
            "## Document Control\n* Project: Ferry\n* Version: 2\n",
            "* Project: Ferry\n* **Last Updated**: 2026-11-30\n* **Status**: Approved\n* Version: 7\n",
        ),
        (
            "## Document Control\n| Field | Value |\n|---|---|\n| Project | Ferry |\n",
            "| Project | Ferry |\n| Version | 7 |\n| Last Updated | 2026-11-30 |\n| Status | Approved |\n",
        ),
        (
            "---\nproject: Ferry\nowner: ops\n---\n",
            "project: Ferry\nVersion: 7\nLast Updated: 2026-11-30\nStatus: Approved\nowner: ops\n",
        ),
    ] {
        let document = format!("{control}\n{rest}");
        let out = String::from_utf8(export(document.as_bytes(), 7, "2026-11-30", "Approved", &[])).unwrap();
        assert!(out.contains(written), "{out}");
        let again = export(out.as_bytes(), 7, "2026-11-30", "Approved", &[]);
        assert_eq!(String::from_utf8(again).unwrap(), out, "a second export changes nothing");
        let (before, after) =
            (crate::strategy::read(document.as_bytes()), crate::strategy::read(out.as_bytes()));
        assert_eq!((before.is_ok(), before), (true, after));
    }
}
