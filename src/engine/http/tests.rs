//! Checks against a server that answers what the test wants.

use super::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A client that goes straight to this machine, whatever proxy its owner has.
pub fn direct() -> Client {
    build(Client::builder().no_proxy()).unwrap()
}

/// A server that gives every request these bytes and then holds the connection or closes it. Its address.
pub async fn answering(answer: Vec<u8>, hold: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = socket.read(&mut request).await;
            // The client may have seen enough and left.
            let _ = socket.write_all(&answer).await;
            if hold {
                held.push(socket);
            }
        }
    });
    address
}

fn status(line: &str) -> Vec<u8> {
    format!("HTTP/1.1 {line}\r\nContent-Length: 0\r\nLocation: http://127.0.0.1:1/\r\n\r\n").into_bytes()
}

#[tokio::test]
async fn a_status_of_success_passes_and_any_other_says_so() {
    for (line, expected) in [
        ("200 OK", Ok(200)),
        ("204 No Content", Ok(204)),
        ("302 Found", Err("answered 302 Found, 2xx was expected; redirects are not followed")),
        ("503 Service Unavailable", Err("answered 503 Service Unavailable, 2xx was expected")),
    ] {
        let base = answering(status(line), false).await;
        let url = base.replace("://", "://somebody:password@") + "/health?token=secret";
        let found = check(&direct(), "GET", &url, Span::seconds(10)).await.map_err(|miss| miss.why);
        let expected = expected.map_err(|why| format!("GET {base}/health: {why}"));
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn no_answer_says_why() {
    let silent = answering(Vec::new(), true).await;
    let error = check(&direct(), "GET", &silent, Span(50_000)).await.unwrap_err();
    assert_eq!(
        error,
        Miss { why: format!("GET {silent}/: no answer within {}", Span(50_000)), timed_out: true }
    );
    let closed = answering(Vec::new(), false).await;
    assert!(
        check(&direct(), "GET", &closed, Span::seconds(10)).await.unwrap_err().why.contains("no answer: ")
    );
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = check(&direct(), "GET", &format!("http://{free}/"), Span::seconds(10)).await.unwrap_err();
    assert!(error.why.contains("refused") && !error.timed_out, "{error:?}");
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused() {
    for (method, url, words) in [
        ("GET", "ftp://example.org/", "not \"ftp\""),
        ("GET", "nonsense", "is not an address"),
        ("G T", "http://example.org/", "is no HTTP method"),
    ] {
        let error = check(&direct(), method, url, Span::seconds(1)).await.unwrap_err().why;
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn the_client_is_made() {
    assert!(client().is_ok());
}
