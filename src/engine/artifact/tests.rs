//! Artifacts on this machine and at an address, the right ones and all others.

use super::super::http::tests::{answering, direct};
use super::*;

const LIMITS: Limits = Limits { max_bytes: 1_000_000, timeout: Span::seconds(20) };

async fn verify_here(uri: &str, sha256: &str) -> Result<Verified, String> {
    verify(&direct(), uri, sha256, LIMITS).await.map_err(|miss| miss.why)
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
    assert!(error.contains(&digest(&content)[..12]) && error.contains(&digest(b"another")[..12]), "{error}");
    assert!(!error.contains(&digest(&content)[..13]));
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
    let error = verify(&direct(), &silent, "00", hasty).await.unwrap_err();
    assert!(error.why.contains("could not be read within") && error.timed_out, "{error:?}");
}
