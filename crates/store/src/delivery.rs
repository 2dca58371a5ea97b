//! Something that goes out: what kind it is, and what became of it.

use std::str::FromStr;

use oidc_core::{
    account::{usage_type::UsageType, verification_code},
    id::{DeliveryId, InteractionId},
    name::UnknownName,
    record::{Record, text_value},
    secret::Digest,
    time::{Lifetime, Timestamp},
};

/// Something that goes out.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(table = "deliveries", also(state = DeliveryState::Waiting))]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// What kind of thing it is.
    pub kind: DeliveryKind,
    /// Which of ours it is for, as its kind names it; never the address of a person. None where
    /// only the sealed part says where it goes.
    pub target: Option<String>,
    /// Recipient and payload under the master key; empty once wiped.
    pub sealed: Vec<u8>,
    /// What a mail is for; none for other kinds.
    pub usage_type: Option<UsageType>,
    /// How often it was claimed for sending, this time included.
    pub attempts: u32,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is worth nothing any more (a mail: when its code expires). It is never sent after
    /// that.
    pub expires_at: Timestamp,
    /// Not to be tried before.
    pub next_attempt_at: Timestamp,
    /// When it was handed over.
    pub sent_at: Option<Timestamp>,
    /// The sign-in that it belongs to; none for other kinds.
    pub flow: Option<InteractionId>,
    /// The keyed digest of the address that a mail goes to; none for other kinds.
    pub recipient: Option<Digest>,
}

/// A try to hand something over.
#[derive(Debug, Clone, Copy)]
pub struct Tried<'a> {
    /// When it was over.
    pub at: Timestamp,
    /// By which kind of connector, if by one.
    pub by: Option<&'a str>,
    /// How long the other side took.
    pub took: Option<Lifetime>,
}

impl From<Timestamp> for Tried<'_> {
    fn from(at: Timestamp) -> Self {
        Self {
            at,
            by: None,
            took: None,
        }
    }
}

/// What kind of thing goes out. A kind that only a newer version knows is left to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryKind {
    /// A mail with a code.
    Mail,
    /// A call that tells a client that a session has ended; its target is the client.
    BackchannelLogout,
}

impl DeliveryKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Mail, Self::BackchannelLogout];

    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::BackchannelLogout => "backchannel_logout",
        }
    }

    /// How long one is worth something at most.
    pub const fn lifetime(self) -> Lifetime {
        match self {
            Self::Mail => verification_code::LIFETIME,
            // A client that is down for a night still hears of it.
            Self::BackchannelLogout => Lifetime::days(1),
        }
    }
}

impl FromStr for DeliveryKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.as_str() == text)
            .ok_or_else(|| unknown("kind of delivery", text))
    }
}

text_value!(DeliveryKind);

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// Not yet handed over.
    Waiting,
    /// Handed over.
    Sent,
    /// Refused for good.
    Dead,
    /// It was worth nothing any more before it could be sent.
    Expired,
}

impl DeliveryState {
    /// All of them.
    const ALL: [Self; 4] = [Self::Waiting, Self::Sent, Self::Dead, Self::Expired];

    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Dead => "dead",
            Self::Expired => "expired",
        }
    }
}

impl FromStr for DeliveryState {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let mut all = Self::ALL.into_iter();
        all.find(|state| state.as_str() == text)
            .ok_or_else(|| unknown("state of a delivery", text))
    }
}

text_value!(DeliveryState);

fn unknown(set: &'static str, text: &str) -> UnknownName {
    let text = text.to_owned();
    UnknownName { set, text }
}

/// How long the text of what was sent is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Wiped at once.
    Wipe,
    /// Kept for a day, for the development mailbox.
    Day,
}

/// How the deliveries for one of ours stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How many wait.
    pub waiting: i64,
    /// When one was last handed over.
    pub last_sent: Option<Timestamp>,
    /// The newest one that failed and was not handed over since.
    pub last_failure: Option<Failed>,
}

/// One that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Whether it waits to be tried again.
    pub state: DeliveryState,
    /// When it is tried again, or was given up.
    pub at: Timestamp,
    /// Why it failed.
    pub why: String,
}
