//! A reverse proxy in front of a server, as small as one can be.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinHandle,
};

use super::{async_listener, free_port};

/// What becomes of the path of the public URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prefix {
    Stripped(&'static str),
    Kept(&'static str),
}

impl Prefix {
    fn path(self) -> &'static str {
        match self {
            Self::Stripped(path) | Self::Kept(path) => path,
        }
    }
}

/// It stops when dropped.
#[derive(Debug)]
pub(crate) struct Proxy {
    pub(crate) port: u16,
    task: Option<JoinHandle<()>>,
}

impl Proxy {
    /// One that has a port but does not listen yet: the server behind it needs to know the port.
    pub(crate) fn new() -> Self {
        Self {
            port: free_port(),
            task: None,
        }
    }

    /// Begins to hand requests over. What does not begin with the prefix is not found.
    pub(crate) async fn forward(&mut self, prefix: Prefix, server_port: u16) {
        let listener = async_listener(self.port).await;
        self.task = Some(tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(hand_over(stream, prefix, server_port));
            }
        }));
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

async fn hand_over(mut client: TcpStream, prefix: Prefix, server_port: u16) -> Option<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        let mut chunk = [0; 4096];
        let read = client
            .read(&mut chunk)
            .await
            .ok()
            .filter(|read| *read > 0)?;
        head.extend_from_slice(&chunk[..read]);
    }
    let Some(head) = rewritten(&head, prefix) else {
        let answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        return client.write_all(answer).await.ok();
    };
    let mut server = TcpStream::connect(("127.0.0.1", server_port)).await.ok()?;
    server.write_all(&head).await.ok()?;
    tokio::io::copy_bidirectional(&mut client, &mut server)
        .await
        .ok()?;
    Some(())
}

/// The request as the server gets it: one per connection, with the client's address added.
fn rewritten(head: &[u8], prefix: Prefix) -> Option<Vec<u8>> {
    let text = String::from_utf8(head.to_vec()).unwrap();
    let (line, rest) = text.split_once("\r\n")?;
    let (method, target) = line.split_once(' ')?;
    let below = target.strip_prefix(prefix.path())?;
    let target = match prefix {
        Prefix::Stripped(_) => below,
        Prefix::Kept(_) => target,
    };
    let added = "x-forwarded-for: 203.0.113.9\r\nx-forwarded-proto: http\r\nconnection: close\r\n";
    Some(format!("{method} {target}\r\n{added}{rest}").into_bytes())
}
