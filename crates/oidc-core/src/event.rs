//! What happened, kept for the operator: an append-only record.

use serde_json::{Map, Value};

use crate::{
    id::{ClientId, EventId, UserId},
    name::closed_set,
    record::Record,
    time::Timestamp,
};

closed_set! {
    /// The kinds of events. Dotted names: the noun, then what happened to it.
    EventKind, "event kind" {
        /// An account was created.
        UserRegistered = "user.registered",
        /// Somebody signed in.
        SessionStarted = "session.started",
        /// Somebody signed out.
        SessionEnded = "session.ended",
        /// A client received its first tokens under a new grant.
        GrantIssued = "grant.issued",
        /// A grant was revoked by its client or by signing out.
        GrantRevoked = "grant.revoked",
        /// An authorization code was presented a second time; its grant is revoked.
        GrantCodeReplayed = "grant.code_replayed",
        /// An old refresh token was presented; its family is revoked.
        RefreshReused = "refresh.reused",
        /// A refresh token was presented by a client it does not belong to.
        RefreshWrongClient = "refresh.wrong_client",
        /// The mail provider refuses our credentials or settings.
        MailMisconfigured = "mail.misconfigured",
        /// A mail was given up.
        MailDead = "mail.dead",
        /// A limit refused a request.
        LimitReached = "limit.reached",
    }
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(table = "events")]
pub struct Event {
    /// Its id, ordered by time.
    pub id: EventId,
    /// What kind of thing.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// Whom it concerns.
    pub user_id: Option<UserId>,
    /// Which client was involved.
    pub client_id: Option<ClientId>,
    /// Further facts; never a token, a code or an address.
    #[record(json)]
    pub data: Map<String, Value>,
}
