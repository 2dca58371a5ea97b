//! What a browser presents, in plain values: whoever calls a use case has read the cookies.

use oidc_core::{event::EventContext, id::SessionId, opaque::Opaque};

use crate::{browser_key::BrowserKey, network::ClientIp};

/// What a browser presents.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// The token of its session, live or not.
    pub session: Option<Opaque<SessionId>>,
    /// The value that says it has signed in before.
    pub device: Option<BrowserKey>,
    /// The value that says it gave the evidence of the sign-in under way.
    pub holder: Option<BrowserKey>,
    /// Where it is. None: it cannot be told.
    pub ip: Option<ClientIp>,
    /// What events say of its request.
    pub context: EventContext,
}
