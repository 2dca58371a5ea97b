//! What happened, kept for the operator: an append-only record.

use serde_json::{Map, Value};

use crate::{
    actor::Actor,
    id::{ClientId, EventId, InteractionId, UserId},
    name::closed_set,
    record::Record,
    time::Timestamp,
    user_agent::UserAgent,
};

closed_set! {
    /// The kinds of events. Dotted names: the noun, then what happened to it.
    EventKind, "event kind" {
        /// An account was created.
        UserRegistered = "user.registered",
        /// An operator changed an account.
        UserChanged = "user.changed",
        /// An operator removed an account.
        UserRemoved = "user.removed",
        /// Somebody registered an application.
        ApplicationCreated = "application.created",
        /// Somebody changed an application.
        ApplicationChanged = "application.changed",
        /// Somebody removed an application.
        ApplicationRemoved = "application.removed",
        /// Somebody made a secret of an application.
        SecretCreated = "secret.created",
        /// Somebody gave a secret of an application another name.
        SecretChanged = "secret.changed",
        /// Somebody removed a secret of an application.
        SecretRemoved = "secret.removed",
        /// Somebody was shown a secret of an application.
        SecretRevealed = "secret.revealed",
        /// Somebody registered an API.
        ResourceCreated = "resource.created",
        /// Somebody changed an API or its scopes.
        ResourceChanged = "resource.changed",
        /// Somebody removed an API.
        ResourceRemoved = "resource.removed",
        /// Somebody made a role.
        RoleCreated = "role.created",
        /// Somebody changed a role or what it allows.
        RoleChanged = "role.changed",
        /// Somebody removed a role.
        RoleRemoved = "role.removed",
        /// Somebody gave roles to a person or a machine.
        RolesGiven = "roles.given",
        /// Somebody took roles from a person or a machine.
        RolesTaken = "roles.taken",
        /// Somebody changed settings.
        SettingsChanged = "settings.changed",
        /// Somebody made a connector.
        ConnectorCreated = "connector.created",
        /// Somebody configured a connector anew.
        ConnectorChanged = "connector.changed",
        /// Somebody removed a connector.
        ConnectorRemoved = "connector.removed",
        /// Somebody was shown the secrets of a connector.
        ConnectorRevealed = "connector.revealed",
        /// Somebody sent a mail to try a configuration out.
        ConnectorTested = "connector.tested",
        /// Somebody wrote or removed the words of mails in a language.
        EmailTemplatesChanged = "email_templates.changed",
        /// The digests of passwords were read out, by whoever takes them elsewhere.
        PasswordsRead = "user.passwords_read",
        /// Somebody signed in.
        SessionStarted = "session.started",
        /// Somebody signed out.
        SessionEnded = "session.ended",
        /// An authorization code was presented a second time; its grant is revoked.
        GrantCodeReplayed = "grant.code_replayed",
        /// An old refresh token was presented; its family is revoked.
        RefreshReused = "refresh.reused",
        /// A refresh token was presented by a client it does not belong to.
        RefreshWrongClient = "refresh.wrong_client",
        /// An application got tokens of a person for an authorization code.
        TokensIssued = "tokens.issued",
        /// An application got tokens of a person for a refresh token.
        TokensRefreshed = "tokens.refreshed",
        /// A machine client got tokens: so many since the last such event.
        MachineTokensIssued = "machine.tokens_issued",
        /// The mail provider refuses our credentials or settings.
        MailMisconfigured = "mail.misconfigured",
        /// A mail was given up.
        MailDead = "mail.dead",
        /// Somebody agreed to what a third-party client asked for.
        ConsentGiven = "consent.given",
        /// Somebody did not agree to it.
        ConsentDeclined = "consent.declined",
        /// What a client was granted was taken back, and the consent forgotten.
        ConsentRevoked = "consent.revoked",
        /// A client was not told that a session has ended: it was given up.
        LogoutDead = "logout.dead",
        /// A code that makes the first administrator was made, by a command on the host or at a start.
        SetupCodeMade = "setup_code.made",
        /// A code to sign an administrator in was made on the host.
        RecoveryCodeMade = "recovery_code.made",
        /// An administrator signed in by such a code.
        RecoveryCodeUsed = "recovery_code.used",
        /// A limit refused a request.
        LimitReached = "limit.reached",
        /// An operator let what an address had used up of its limits count no more.
        LimitLifted = "limit.lifted",
        /// Somebody asked for a code, which was mailed.
        CodeRequested = "code.requested",
        /// Something else was typed than the code.
        CodeWrong = "code.wrong",
        /// A code was typed that is over: told once for each sign-in and reason.
        CodeRefused = "code.refused",
        /// The code was typed, and something is still to be done.
        CodeAccepted = "code.accepted",
        /// Another password was typed than the one of the account that was named, or there is no such
        /// account.
        PasswordWrong = "password.wrong",
        /// The password was typed, and something is still to be done.
        PasswordAccepted = "password.accepted",
        /// An operator had a mail sent at once.
        MailRetried = "mail.retried",
        /// An operator took back a mail.
        MailCancelled = "mail.cancelled",
        /// Somebody was shown an error page: so many within a minute, and no more.
        PageRefused = "page.refused",
    }
}

/// Whether what was tried was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Success,
    /// It was refused, or did not succeed.
    Failure,
}

impl EventKind {
    /// Whether events of this kind tell of what was done, or of what was not.
    pub const fn outcome(self) -> Outcome {
        match self {
            Self::UserRegistered
            | Self::UserChanged
            | Self::UserRemoved
            | Self::ApplicationCreated
            | Self::ApplicationChanged
            | Self::ApplicationRemoved
            | Self::SecretCreated
            | Self::SecretChanged
            | Self::SecretRemoved
            | Self::SecretRevealed
            | Self::ResourceCreated
            | Self::ResourceChanged
            | Self::ResourceRemoved
            | Self::RoleCreated
            | Self::RoleChanged
            | Self::RoleRemoved
            | Self::RolesGiven
            | Self::RolesTaken
            | Self::SettingsChanged
            | Self::ConnectorCreated
            | Self::ConnectorChanged
            | Self::ConnectorRemoved
            | Self::ConnectorRevealed
            | Self::ConnectorTested
            | Self::EmailTemplatesChanged
            | Self::PasswordsRead
            | Self::SessionStarted
            | Self::SessionEnded
            | Self::TokensIssued
            | Self::TokensRefreshed
            | Self::MachineTokensIssued
            | Self::ConsentGiven
            | Self::ConsentRevoked
            | Self::CodeRequested
            | Self::CodeAccepted
            | Self::PasswordAccepted
            | Self::MailRetried
            | Self::MailCancelled
            | Self::LimitLifted
            | Self::SetupCodeMade
            | Self::RecoveryCodeMade
            | Self::RecoveryCodeUsed => Outcome::Success,
            Self::GrantCodeReplayed
            | Self::RefreshReused
            | Self::RefreshWrongClient
            | Self::MailMisconfigured
            | Self::MailDead
            | Self::ConsentDeclined
            | Self::LogoutDead
            | Self::CodeWrong
            | Self::CodeRefused
            | Self::PasswordWrong
            | Self::LimitReached
            | Self::PageRefused => Outcome::Failure,
        }
    }
}

/// The request in which something happened, as far as it is known. All of it is short.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventContext {
    /// The network it came from: an IPv4 address, or the /64 of an IPv6 address.
    pub ip: Option<String>,
    /// What the other side calls itself.
    pub agent: Option<UserAgent>,
    /// Its reference, as on error pages and in the log.
    pub request_id: Option<String>,
    /// The sign-in it belongs to.
    pub flow: Option<InteractionId>,
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
    /// Who did it; none when that was not proven.
    pub actor: Option<Actor>,
    /// Whom it concerns.
    pub user_id: Option<UserId>,
    /// Which client was involved.
    pub client_id: Option<ClientId>,
    /// In which request.
    #[record(parts(ip, agent, request_id, flow))]
    pub context: EventContext,
    /// Further facts; never a token, a code or an address.
    #[record(json)]
    pub data: Map<String, Value>,
}

impl Event {
    /// Something that happened, of which nothing else is known yet.
    pub fn new(id: EventId, kind: EventKind, at: Timestamp, context: EventContext) -> Self {
        Self {
            id,
            kind,
            at,
            actor: None,
            user_id: None,
            client_id: None,
            context,
            data: Map::new(),
        }
    }

    /// The same, done by this user and about this user.
    #[must_use]
    pub fn by_user(self, user: &UserId) -> Self {
        Self {
            actor: Some(Actor::User(user.clone())),
            user_id: Some(user.clone()),
            ..self
        }
    }
}
