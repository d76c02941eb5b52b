use super::*;

fn field(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn upload(field: &str, name: &str, content: &[u8]) -> Upload {
    Upload { field: field.to_owned(), name: name.to_owned(), content: content.to_vec() }
}

#[test]
fn it_takes_its_own_fields_and_leaves_the_others() {
    let fields = vec![
        field("name", "ana"),
        field("document", "# Ferry\r\n"),
        field("acknowledged", "aa"),
        field("acknowledged", "bb"),
        field("file:deploy.sh", "cp a b\r\n"),
        field("file:empty.sh", " \r\n"),
        field("act", "read"),
        field("role", "SRE"),
    ];
    let (written, others) = Written::take(fields, Vec::new(), None);
    assert_eq!(others, [field("name", "ana"), field("role", "SRE")]);
    assert_eq!(written.document, "# Ferry\n");
    assert_eq!(written.acknowledged.iter().collect::<Vec<_>>(), ["aa", "bb"]);
    assert_eq!(written.files, BTreeMap::from([("deploy.sh".to_owned(), "cp a b\n".to_owned())]));
    assert!(written.only_shows());
}

#[test]
fn what_is_kept_for_a_fresh_proof_is_the_same_again() {
    let fields = vec![field("document", "# Ferry"), field("acknowledged", "aa"), field("file:a.sh", "true")];
    let (written, _) = Written::take(fields.clone(), Vec::new(), None);
    let (again, others) = Written::take(written.kept(), Vec::new(), None);
    assert_eq!(others, []);
    assert_eq!((&again.document, &again.files), (&written.document, &written.files));
    assert_eq!(again.acknowledged, written.acknowledged);
    assert!(!again.only_shows());
}

#[test]
fn a_file_takes_the_place_of_the_text_and_scripts_go_where_the_document_names_them() {
    let document = crate::testing::app::DOCUMENT.replace("./deploy.sh", "./bin/deploy.sh");
    let uploads = vec![
        upload("upload", "ferry.md", format!("\u{feff}{document}").as_bytes()),
        upload("files", "deploy.sh", b"cp\r\n"),
        upload("files", "lib.sh", b"true"),
    ];
    let (written, _) = Written::take(vec![field("document", "older")], uploads, None);
    assert_eq!(written.document, document);
    let files: Vec<_> = written.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(files, [("bin/deploy.sh", "cp\n"), ("lib.sh", "true")]);
}

#[test]
fn what_files_brought_is_kept_for_a_fresh_proof_too() {
    let uploads = vec![
        upload("upload", "ferry.md", b"# Ferry\r\r\n"),
        upload("files", "deploy.sh", b"\r\n"),
        upload("files", "lib.sh", b"true\r\r\nfalse\r"),
    ];
    let (written, _) = Written::take(Vec::new(), uploads, None);
    assert!(
        written.refused[0].starts_with("deploy.sh is empty, and was not taken."),
        "{:?}",
        written.refused
    );
    assert_eq!(written.files, BTreeMap::from([("lib.sh".to_owned(), "true\nfalse\r".to_owned())]));
    let (again, _) = Written::take(written.kept(), Vec::new(), None);
    assert_eq!((&again.document, &again.files), (&written.document, &written.files));
}

#[test]
fn a_file_that_is_no_text_is_refused_and_the_rest_is_kept() {
    for content in [&b"\xff\xfe"[..], b"a\0b"] {
        let fields = vec![field("document", "older")];
        let (written, _) = Written::take(fields, vec![upload("upload", "ferry.docx", content)], None);
        assert_eq!(written.document, "older");
        assert!(
            written.refused[0].starts_with("ferry.docx is not UTF-8 text, and was not taken."),
            "{:?}",
            written.refused
        );
        assert!(written.only_shows(), "nothing is done with half of what was meant");
    }
}

#[test]
fn an_answer_changes_the_text_once() {
    let document = "### Pipeline Stages\n```yaml\nquality:\n  metrics:\n    coverage: 0.8\n```\n";
    let offers = examine(document.as_bytes(), Reader::default()).offers;
    let act = format!("choose:{}", offers[0].key());
    let sent = |document: &str| vec![field("document", document), field("act", &act)];
    let (written, _) = Written::take(sent(document), Vec::new(), None);
    assert!(written.document.contains("coverage: 80%") && written.refused.is_empty());
    let (again, _) = Written::take(sent(&written.document), Vec::new(), None);
    assert_eq!(again.document, written.document);
    assert!(again.refused[0].contains("Choose again"), "{:?}", again.refused);
}

#[test]
fn a_draft_takes_the_place_of_the_text() {
    let fields = vec![field("document", "# Ferry\n\n- [ ] Timetable checked\n"), field("act", "draft")];
    let (written, _) = Written::take(fields, Vec::new(), None);
    assert!(written.document.starts_with("# Deployment Strategy Document\n"), "{}", written.document);
    assert!(written.document.contains("Timetable checked") && written.document.contains("[Decide"));
}
