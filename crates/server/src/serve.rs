//! Connections: bounded in number, in time and in size, and finished properly at the end (T-68).

mod exchange;
mod listen;
mod room;
mod stage;

use std::{
    io::{self, Write},
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::Router;
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use crate::{config::http::Http, layer::client_ip::Peer};
pub use listen::{CompleteMessage, Open, is_taken, open};
use room::{Admission, Room, Seat};

/// The largest head of a request: an authorization request of 8 KB beside a few cookies.
const MAX_HEAD: usize = 32 * 1024;
/// For the head of a request to arrive while seats are short.
const HURRIED: Duration = Duration::from_secs(5);
/// How often a newcomer looks for a seat while every request here is being worked on.
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// What a newcomer is told whose network has its share of seats and uses all of it.
const TOO_MANY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\n\
    content-length: 0\r\nconnection: close\r\n\r\n";

/// Answers requests until `stop` is called; then finishes those in flight, for as long as the
/// settings allow.
pub async fn serve(open: Open, routes: Router, http: &Http, stop: CancellationToken) {
    let room = Arc::new(Room::new(http));
    let mut accepting = JoinSet::new();
    for listener in open.0 {
        let acceptor = Acceptor {
            routes: routes.clone(),
            room: Arc::clone(&room),
            header_timeout: http.header_timeout.duration(),
            connections: TaskTracker::new(),
            stop: stop.clone(),
        };
        accepting.spawn(acceptor.run(listener));
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
    room: Arc<Room>,
    header_timeout: Duration,
    connections: TaskTracker,
    stop: CancellationToken,
}

impl Acceptor {
    async fn run(self, listener: TcpListener) {
        let mut failing = false;
        loop {
            let accepted = tokio::select! {
                () = self.stop.cancelled() => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => {
                    failing = false;
                    self.welcome(stream, peer).await;
                }
                Err(error) => {
                    self.wait_out(&error, failing).await;
                    failing = true;
                }
            }
        }
        drop(listener);
        self.connections.close();
        self.connections.wait().await;
    }

    async fn wait_out(&self, error: &io::Error, failing: bool) {
        if matches!(
            error.kind(),
            io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
        ) {
            return;
        }
        // Said once: trouble of this kind lasts for a while.
        if !failing {
            tracing::warn!(%error, "cannot accept connections; trying again");
        }
        // EMFILE, ENFILE: fewer files may be open than `http.max_connections` promises.
        let freed = matches!(error.raw_os_error(), Some(23 | 24)) && self.room.make_room();
        // Trying again at once would only spin.
        tokio::time::sleep(Duration::from_millis(if freed { 5 } else { 100 })).await;
    }

    async fn welcome(&self, stream: TcpStream, peer: SocketAddr) {
        let Some(seat) = self.seat(peer.ip()).await else {
            // Without waiting: what does not fit into the socket's buffer is not sent.
            let _ = stream
                .into_std()
                .and_then(|mut stream| stream.write(TOO_MANY));
            return;
        };
        // Answers are small and whole: waiting for more to send only delays them.
        let _ = stream.set_nodelay(true);
        let hurried = self.room.is_short();
        let header_timeout = if hurried {
            self.header_timeout.min(HURRIED)
        } else {
            self.header_timeout
        };
        let (routes, stop) = (self.routes.clone(), self.stop.clone());
        self.connections
            .spawn(answer(stream, peer, seat, routes, header_timeout, stop));
    }

    /// None: there is none for this network, or the server is about to stop.
    async fn seat(&self, peer: IpAddr) -> Option<Seat> {
        loop {
            match self.room.admit(peer) {
                Admission::Seated(seat) => return Some(seat),
                Admission::Refused => return None,
                Admission::Full => {
                    let look_again = tokio::time::sleep(LOOK_AGAIN);
                    tokio::select! {
                        () = self.stop.cancelled() => return None,
                        () = look_again => {}
                    }
                }
            }
        }
    }
}

/// Answers one connection until it ends, has to make room, or the server stops.
async fn answer(
    stream: TcpStream,
    peer: SocketAddr,
    seat: Seat,
    routes: Router,
    header_timeout: Duration,
    stop: CancellationToken,
) {
    let own = Arc::clone(&seat.connection);
    let service = service_fn(move |request: Request<Incoming>| {
        let (own, routes) = (Arc::clone(&own), routes.clone());
        async move {
            let mut request = exchange::received(&own, request)?;
            request.extensions_mut().insert(Peer(peer));
            let Ok(response) = routes.oneshot(request).await;
            Ok::<_, io::Error>(exchange::answered(&own, response))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let state = &seat.connection;
    let mut stopping = false;
    loop {
        tokio::select! {
            // First what has arrived, so that a request is not overlooked at the end.
            biased;
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended early");
                }
                return;
            }
            () = state.ended.notified() => {
                tracing::debug!("a connection was ended to make room");
                return;
            }
            () = stop.cancelled(), if !stopping => {
                // Half a head is no request yet, and may never be one.
                if state.progress.is_waiting() {
                    return;
                }
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}
