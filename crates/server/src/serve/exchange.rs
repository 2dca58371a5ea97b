//! One request and its answer, followed for the stage of their connection.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use axum::body::{Body, HttpBody};
use http::{Request, Response};
use hyper::body::{Frame, Incoming, SizeHint};

use super::{room::Connection, stage::Stage};

/// A request whose head is complete.
///
/// # Errors
/// The connection was ended to make room a moment ago.
pub(super) fn received(
    connection: &Arc<Connection>,
    request: Request<Incoming>,
) -> io::Result<Request<Body>> {
    let stage = if request.body().is_end_stream() {
        Stage::Working
    } else {
        Stage::Receiving
    };
    if !connection.progress.enter(stage) {
        return Err(io::ErrorKind::ConnectionAborted.into());
    }
    let connection = Arc::clone(connection);
    let step = (Stage::Receiving, Stage::Working);
    Ok(request.map(|body| {
        Body::new(Followed {
            body,
            connection,
            step,
        })
    }))
}

/// An answer that is ready to be sent.
pub(super) fn answered(
    connection: &Arc<Connection>,
    response: Response<Body>,
) -> Response<Followed<Body>> {
    // Ended or not: it is sent as far as it goes.
    connection.progress.enter(Stage::Answering);
    let connection = Arc::clone(connection);
    let step = (Stage::Answering, Stage::Idle);
    response.map(|body| Followed {
        body,
        connection,
        step,
    })
}

/// A body whose end takes its connection one step further.
pub(super) struct Followed<B> {
    body: B,
    connection: Arc<Connection>,
    step: (Stage, Stage),
}

impl<B> Followed<B> {
    fn ended(&self) {
        let (from, to) = self.step;
        self.connection.progress.advance(from, to);
    }
}

impl<B: HttpBody + Unpin> HttpBody for Followed<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if frame.is_none() || self.body.is_end_stream() {
            self.ended();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<B> Drop for Followed<B> {
    fn drop(&mut self) {
        self.ended();
    }
}
