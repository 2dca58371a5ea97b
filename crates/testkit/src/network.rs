//! How requests reach what is tested: a router in this process, or a program behind a socket.

use std::future::Future;

use bytes::Bytes;
use http::Request;
use url::Url;

use crate::answer::Answer;

/// A way for requests.
pub trait Network: Clone + Send + Sync {
    /// Where else the same requests may go.
    type Place: ?Sized;

    /// The answer; none when the connection broke off. The request's target is a path.
    fn send(&self, request: Request<Bytes>) -> impl Future<Output = Option<Answer>> + Send;

    /// What visitors believe to be talking to.
    fn public_url(&self) -> &Url;

    /// The same, but leading there.
    #[must_use]
    fn at(&self, place: &Self::Place) -> Self;

    /// The path of the public URL, where it is a part of every target.
    fn base_path(&self) -> String {
        String::new()
    }
}

/// A network on which mails can be read, too.
pub trait Mailbox: Network {
    /// The newest code that was mailed to an address.
    fn code(&self, to: &str) -> impl Future<Output = String> + Send;

    /// Two mails of one moment have no order, and the newest one is read: lets a moment pass.
    fn a_moment_passes(&self);
}
