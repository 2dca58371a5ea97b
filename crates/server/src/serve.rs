//! Connections: bounded in number, in time and in size, and finished properly at the end (T-68).

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::anyhow;
use axum::{Router, body::Body};
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::{
    config::http::{Http, Listen},
    layer::client_ip::Peer,
};

/// The largest head of a request: an authorization request of 8 KB beside a few cookies.
const MAX_HEAD: usize = 32 * 1024;

/// Listeners that are open: from here on connections wait instead of being refused.
#[derive(Debug)]
pub struct Open(Vec<TcpListener>);

/// Opens every address.
///
/// # Errors
/// One sentence that says what to change; [`is_taken`] tells whether the port is in use.
pub async fn open(listen: &Listen, key: &str) -> anyhow::Result<Open> {
    let mut listeners = Vec::new();
    for address in listen.addresses() {
        match TcpListener::bind(address.socket).await {
            Ok(listener) => listeners.push(listener),
            Err(error) if address.optional && is_absent(&error) => {}
            Err(error) => return Err(refused(error, address.socket, key)),
        }
    }
    Ok(Open(listeners))
}

/// The machine has no such address: no IPv6, most often.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported)
        // EAFNOSUPPORT has no kind of its own.
        || error.raw_os_error() == Some(97)
}

fn refused(error: io::Error, socket: SocketAddr, key: &str) -> anyhow::Error {
    let advice = match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "Port {} is already in use on {}: stop the other program, or choose another port \
             with {key} in signet.toml.",
            socket.port(),
            socket.ip(),
        ),
        io::ErrorKind::PermissionDenied => format!(
            "This user may not listen on port {}: choose a port above 1023 with {key} in \
             signet.toml.",
            socket.port(),
        ),
        _ => format!("Cannot listen on {socket} ({error}): change {key} in signet.toml."),
    };
    anyhow!(error).context(Sentence(advice))
}

/// A message that is complete: what lies below it need not be printed.
#[derive(Debug)]
pub struct Sentence(pub String);

impl std::fmt::Display for Sentence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether the listener could not be opened because another program has the port.
pub fn is_taken(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::AddrInUse)
}

/// Answers requests until `stop` is called; then finishes those in flight, for as long as the
/// settings allow.
pub async fn serve(open: Open, routes: Router, http: &Http, stop: CancellationToken) {
    let room = Arc::new(Semaphore::new(http.max_connections));
    let mut accepting = JoinSet::new();
    for listener in open.0 {
        let acceptor = Acceptor {
            routes: routes.clone(),
            room: Arc::clone(&room),
            header_timeout: http.header_timeout.duration(),
        };
        accepting.spawn(acceptor.run(listener, stop.clone()));
    }
    let finished = async { while accepting.join_next().await.is_some() {} };
    let deadline = async {
        stop.cancelled().await;
        tokio::time::sleep(http.shutdown_timeout.duration()).await;
    };
    tokio::select! {
        () = finished => {}
        () = deadline => tracing::warn!("some requests did not finish in time and were cut"),
    }
}

struct Acceptor {
    routes: Router,
    room: Arc<Semaphore>,
    header_timeout: Duration,
}

impl Acceptor {
    async fn run(self, listener: TcpListener, stop: CancellationToken) {
        let graceful = GracefulShutdown::new();
        loop {
            // Room first: what has none waits in the kernel's backlog.
            let next = async {
                let permit = Arc::clone(&self.room).acquire_owned().await;
                (permit, listener.accept().await)
            };
            let (permit, accepted) = tokio::select! {
                () = stop.cancelled() => break,
                next = next => next,
            };
            match (permit, accepted) {
                (Ok(permit), Ok((stream, peer))) => self.welcome(stream, peer, permit, &graceful),
                (_, Err(error)) => Self::wait_out(&error).await,
                (Err(_), _) => break,
            }
        }
        drop(listener);
        graceful.shutdown().await;
    }

    /// Out of file descriptors, most often: trying again at once would only spin.
    async fn wait_out(error: &io::Error) {
        if !matches!(
            error.kind(),
            io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
        ) {
            tracing::warn!(%error, "cannot accept connections; trying again");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn welcome(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        permit: OwnedSemaphorePermit,
        graceful: &GracefulShutdown,
    ) {
        // Answers are small and whole: waiting for more to send only delays them.
        let _ = stream.set_nodelay(true);
        let routes = self.routes.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer));
            routes.clone().oneshot(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.header_timeout)
            .max_buf_size(MAX_HEAD)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(permit);
        });
    }
}
