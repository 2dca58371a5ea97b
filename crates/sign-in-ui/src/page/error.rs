//! Something went wrong that nothing on a form can mend.

use serde::Serialize;

use super::{sample::sample_href, view::Page};

/// Says what happened, in words for whoever is in front of it.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorPage {
    /// What happened.
    pub kind: ErrorKind,
    /// The short id that also stands in the server's log.
    pub reference: String,
    /// A hint for a developer, for example the exact redirect URI to register. Development only.
    pub hint: Option<String>,
    /// Where a new sign-in starts.
    pub restart_href: Option<String>,
    /// The two origins that differ, for [`ErrorKind::ForeignOrigin`].
    pub origins: Option<Origins>,
}

/// Where a form came from, and where it should have.
#[derive(Debug, Clone, Serialize)]
pub struct Origins {
    /// As the browser named it: anybody's text.
    pub sent: String,
    /// Ours.
    pub ours: String,
    /// Where our pages are.
    pub home_href: String,
}

/// What happened. Each has a title and a text in the message files: `error-…-title`,
/// `error-…-text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// No application is registered under this `client_id`.
    UnknownClient,
    /// The application's return address is not registered.
    RedirectUriMismatch,
    /// The request makes no sense.
    InvalidRequest,
    /// The form was sent from elsewhere, or without its cookie.
    Forbidden,
    /// The form was sent from another origin than ours.
    ForeignOrigin,
    /// Too many requests.
    TooManyRequests,
    /// There is no such page.
    NotFound,
    /// More was sent than is accepted.
    PayloadTooLarge,
    /// The fault is ours.
    Internal,
    /// The service cannot answer at the moment.
    Unavailable,
}

impl ErrorKind {
    /// Every kind once.
    pub const ALL: [Self; 10] = [
        Self::UnknownClient,
        Self::RedirectUriMismatch,
        Self::InvalidRequest,
        Self::Forbidden,
        Self::ForeignOrigin,
        Self::TooManyRequests,
        Self::NotFound,
        Self::PayloadTooLarge,
        Self::Internal,
        Self::Unavailable,
    ];

    /// The name, as it stands in the message files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownClient => "unknown-client",
            Self::RedirectUriMismatch => "redirect-uri-mismatch",
            Self::InvalidRequest => "invalid-request",
            Self::Forbidden => "forbidden",
            Self::ForeignOrigin => "foreign-origin",
            Self::TooManyRequests => "too-many-requests",
            Self::NotFound => "not-found",
            Self::PayloadTooLarge => "payload-too-large",
            Self::Internal => "internal",
            Self::Unavailable => "unavailable",
        }
    }
}

impl Serialize for ErrorKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "pages/error.html";

    fn samples() -> Vec<Self> {
        let sample = |kind| Self {
            kind,
            reference: "7K3F-9QXA".to_owned(),
            hint: (kind == ErrorKind::RedirectUriMismatch)
                .then(|| "redirect_uris = [\"http://localhost:3000/callback\"]".to_owned()),
            restart_href: (kind == ErrorKind::Forbidden).then(|| sample_href("/sign-in")),
            origins: (kind == ErrorKind::ForeignOrigin).then(|| Origins {
                sent: "http://127.0.0.1:3001".to_owned(),
                ours: "http://localhost:3001".to_owned(),
                home_href: sample_href("/"),
            }),
        };
        ErrorKind::ALL.map(sample).into()
    }
}
