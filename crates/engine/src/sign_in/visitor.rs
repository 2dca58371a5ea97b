//! What a browser presents, in plain values: whoever calls a use case has read the cookies.

use oidc_core::{
    event::{Event, EventContext, EventKind},
    id::{ClientId, EventId, SessionId},
    opaque::Opaque,
    time::Timestamp,
};

use crate::{browser_key::BrowserKey, engine::Engine, network::ClientIp};

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

impl Visitor {
    /// Something that happens in its sign-in, for a client if there is one, as far as it is known
    /// before the person is.
    pub(crate) fn event(
        &self,
        engine: &Engine,
        kind: EventKind,
        client: Option<&ClientId>,
        now: Timestamp,
    ) -> Event {
        let id = EventId::mint(now, &mut engine.entropy.rng());
        Event {
            client_id: client.cloned(),
            ..Event::new(id, kind, now, self.context.clone())
        }
    }
}
