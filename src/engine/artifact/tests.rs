//! Artifacts on this machine and at an address, the right ones and all others.

use super::super::http::tests::answering;
use super::*;
use crate::config::Artifacts;

const LIMITS: Limits = Limits { max_bytes: 1_000_000, timeout: Span::seconds(20) };

/// What the tests read: temporary files, and this machine.
fn sources() -> Sources {
    let folders = vec![std::env::temp_dir(), "/dev".into()];
    Sources::of(&Artifacts { folders, networks: vec!["127.0.0.0/8".parse().unwrap()] }).unwrap()
}

async fn verify_here(uri: &str, sha256: &str) -> Result<Verified, String> {
    verify(&sources(), uri, sha256, LIMITS, None).await.map_err(|miss| miss.why)
}

fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn answer(content: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", content.len()).as_bytes(), content].concat()
}

#[tokio::test]
async fn a_file_is_verified_by_path_and_by_address() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop 2.8.0.tar");
    let content = vec![7; 600_000];
    std::fs::write(&path, &content).unwrap();
    let path = path.to_str().unwrap();
    let address = format!("file://{}", path.replace(' ', "%20"));
    for uri in [path, &address, &address.replace("file:///", "file://localhost/")] {
        assert_eq!(verify_here(uri, &digest(&content)).await, Ok(Verified { bytes: 600_000 }), "{uri}");
        assert!(verify_here(uri, &digest(&content).to_uppercase()).await.is_ok());
    }
    let error = verify_here(path, &digest(b"another")).await.unwrap_err();
    assert_eq!(error, "the artifact is another one than the one that was registered");
}

#[tokio::test]
async fn what_cannot_be_read_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let large = folder.path().join("large");
    std::fs::write(&large, vec![0; 1_000_001]).unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for (uri, words) in [
        (folder.path().join("gone").to_str().unwrap(), "No such file"),
        (folder.path().to_str().unwrap(), "is not a file"),
        (pipe.to_str().unwrap(), "is not a file"),
        ("/dev/zero", "is not a file"),
        (large.to_str().unwrap(), "larger than 1000000 bytes"),
        ("file://elsewhere/tmp/x", "another machine"),
        ("s3://bucket/key", "cannot read s3: addresses"),
        ("oci:registry/image", "cannot read oci: addresses"),
        ("shop.tar", "an absolute path is expected"),
        ("", "an absolute path is expected"),
    ] {
        let error = verify_here(uri, "00").await.unwrap_err();
        assert!(error.contains(words), "{uri}: {error}");
    }
}

#[tokio::test]
async fn an_artifact_is_fetched_and_verified() {
    let content = vec![b'x'; 500_000];
    let base = answering(answer(&content), false).await;
    let uri = format!("{base}/shop.tar?token=secret");
    assert_eq!(verify_here(&uri, &digest(&content)).await, Ok(Verified { bytes: 500_000 }));
    assert!(verify_here(&uri, &digest(b"")).await.unwrap_err().contains("is another one"));
}

#[tokio::test]
async fn what_cannot_be_fetched_says_why() {
    let moved =
        answering(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n".into(), false).await;
    let cut = answering(answer(&[b'x'; 1000])[..500].into(), false).await;
    let large = answering(answer(&vec![b'x'; 1_000_001]), false).await;
    for (uri, words) in [
        (&moved, "redirects are not followed"),
        (&cut, "the answer broke off"),
        (&large, "larger than 1000000 bytes"),
    ] {
        let error = verify_here(uri, "00").await.unwrap_err();
        assert!(error.contains(words), "{error}");
    }
    let silent = answering(answer(&[b'x'; 1000])[..500].into(), true).await;
    let hasty = Limits { timeout: Span(50_000), ..LIMITS };
    let error = verify(&sources(), &silent, "00", hasty, None).await.unwrap_err();
    assert!(error.why.contains("could not be read within") && error.timed_out, "{error:?}");
}

#[tokio::test]
async fn what_was_verified_is_kept_and_nothing_else_is() {
    let folder = tempfile::tempdir().unwrap();
    let (file, workspace) = (folder.path().join("shop 1.tar"), folder.path().join("workspace"));
    std::fs::write(&file, "the bytes").unwrap();
    let uri = format!("file://{}", file.display().to_string().replace(' ', "%20"));
    let kept = place(&workspace, &uri);
    assert_eq!(kept, folder.path().join("workspace.artifact/shop_1.tar"));
    let keep = async |sha256: &str| verify(&sources(), &uri, sha256, LIMITS, Some(&kept)).await.is_ok();
    assert!(!keep(&digest(b"others")).await && !kept.exists());
    assert!(keep(&digest(b"the bytes")).await);
    assert_eq!(std::fs::read(&kept).unwrap(), b"the bytes");
    // Whatever lies there leads nowhere.
    std::fs::remove_file(&kept).unwrap();
    for name in ["shop_1.tar", ".half"] {
        std::os::unix::fs::symlink(&file, kept.with_file_name(name)).unwrap();
    }
    assert!(keep(&digest(b"the bytes")).await && !kept.is_symlink());
    assert_eq!(std::fs::read_dir(kept.parent().unwrap()).unwrap().count(), 1);
    for (uri, name) in
        [("https://a.example/x/..?a=/b", "artifact"), ("x", "x"), ("", "artifact"), ("/a/%2e%2e%2fb", ".._b")]
    {
        assert_eq!(place(&workspace, uri), folder.path().join("workspace.artifact").join(name), "{uri}");
    }
}

#[tokio::test]
async fn files_are_read_below_the_named_folders_only_and_others_are_not_told_from_none() {
    let (named, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(other.path().join("secret"), "the bytes").unwrap();
    std::os::unix::fs::symlink(other.path(), named.path().join("out")).unwrap();
    std::os::unix::fs::symlink(other.path().join("secret"), named.path().join("link")).unwrap();
    let folders = vec![named.path().to_owned()];
    let sources = Sources::of(&Artifacts { folders, networks: vec![] }).unwrap();
    let mut said = std::collections::HashSet::new();
    let (named, other) = (named.path().display(), other.path().display());
    for path in [
        format!("{other}/secret"),
        format!("{other}/missing"),
        format!("{named}/link"),
        format!("{named}/out/secret"),
        format!("{named}/../{}/secret", other.to_string().rsplit('/').next().unwrap()),
        "/etc/passwd".to_owned(),
    ] {
        for uri in [path.clone(), format!("file://{path}")] {
            let right = digest(b"the bytes");
            said.insert(verify(&sources, &uri, &right, LIMITS, None).await.unwrap_err().why);
        }
    }
    assert_eq!(said.len(), 1, "{said:?}");
}

/// A name whose addresses are private counts, and so does every form of such an address.
#[tokio::test]
async fn no_private_address_is_asked_unless_the_settings_name_its_network() {
    let content = vec![b'x'; 1000];
    let base = answering(answer(&content), false).await;
    let port = base.rsplit_once(':').unwrap().1;
    let strict = Sources::of(&Artifacts::default()).unwrap();
    for host in [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
    ] {
        let uri = format!("http://{host}:{port}/shop.tar");
        let error = verify(&strict, &uri, &digest(&content), LIMITS, None).await.unwrap_err();
        assert!(error.why.contains("private network"), "{host}: {error:?}");
    }
    for host in ["127.0.0.1", "2130706433"] {
        assert!(verify_here(&format!("http://{host}:{port}/shop.tar"), &digest(&content)).await.is_ok());
    }
}
