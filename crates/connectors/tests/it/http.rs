//! An HTTP server that hears one request and gives one answer.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A request, split at the blank line.
pub(crate) struct Heard {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Heard {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

/// What comes after the request.
pub(crate) enum Answer {
    /// These bytes, then the connection closes.
    Bytes(String),
    /// These bytes, then silence.
    ThenSilence(&'static str),
    /// These bytes, then more of a body than anybody wants.
    ThenFlood(&'static str),
}

pub(crate) fn status(status: &str, body: &str) -> Answer {
    Answer::Bytes(format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    ))
}

/// Starts the server; its address without a path, and what it will have heard.
pub(crate) async fn server(answer: Answer) -> (String, JoinHandle<Heard>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let heard = hear(&mut stream).await;
        match answer {
            Answer::Bytes(bytes) => stream.write_all(bytes.as_bytes()).await.unwrap(),
            Answer::ThenSilence(bytes) => {
                stream.write_all(bytes.as_bytes()).await.unwrap();
                // Until they hang up.
                while stream.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {}
            }
            Answer::ThenFlood(bytes) => {
                stream.write_all(bytes.as_bytes()).await.unwrap();
                while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
            }
        }
        heard
    });
    (url, heard)
}

async fn hear(stream: &mut TcpStream) -> Heard {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let read = stream.read(&mut chunk).await.unwrap();
        bytes.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8(bytes.clone()).unwrap();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let heard = Heard {
                head: head.to_owned(),
                body: body.to_owned(),
            };
            let length = heard
                .header("content-length")
                .map_or(0, |n| n.parse().unwrap());
            if body.len() >= length || read == 0 {
                return heard;
            }
        }
        assert_ne!(read, 0, "the request broke off");
    }
}
