//! Everything that can stop a visitor, by cause. The words for it are in `trouble_words.html`.

use axum::http::StatusCode;

use crate::{abbreviate, provider::Unavailable};

/// What the provider says when it refuses (RFC 6749 §4.1.2.1 and §5.2).
pub(crate) struct Refusal {
    pub(crate) code: String,
    pub(crate) description: Option<String>,
}

impl Refusal {
    pub(crate) fn new(code: &str, description: Option<&str>) -> Self {
        Self {
            code: abbreviate::long(code),
            description: description.map(abbreviate::long),
        }
    }
}

/// Why a page says something other than what the visitor hoped for.
pub(crate) enum Trouble {
    Unavailable(Unavailable),
    /// The answer says no.
    Refused(Refusal),
    /// The answer says a thing twice, or nothing at all.
    Unreadable,
    /// We did not ask, or in another browser, or too long ago for the cookie to be there.
    UnknownState,
    /// We asked, more than ten minutes ago.
    TooLate,
    /// The answer names another issuer (RFC 9207 §2.4), or none.
    AnswerFromOther(Option<String>),
    TokenRefused(Refusal),
    /// The token endpoint gave no answer, or none that makes sense.
    TokenFailed(String),
    NoIdToken,
    /// Which check of OIDC Core §3.1.3.7 the ID token failed.
    IdToken(&'static str),
    /// A request to start a sign-in at this issuer, which is not ours (OIDC Core §4).
    NotOurIssuer(Option<String>),
    NoRefreshToken,
    /// Signed out here, but the provider cannot be asked to do the same.
    NoEndSession,
    /// Signed out here, but the provider cannot be found.
    SignedOutHereOnly,
    NoSuchPage,
}

impl From<Unavailable> for Trouble {
    fn from(why: Unavailable) -> Self {
        Self::Unavailable(why)
    }
}

impl Trouble {
    /// The name the templates and the log know it by.
    pub(crate) fn name(&self) -> &'static str {
        self.kind().1
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.kind().0
    }

    fn kind(&self) -> (StatusCode, &'static str) {
        use StatusCode as S;
        match self {
            Self::Unavailable(why) => (S::BAD_GATEWAY, why.name()),
            Self::Refused(_) => (S::BAD_REQUEST, "refused"),
            Self::Unreadable => (S::BAD_REQUEST, "unreadable"),
            Self::UnknownState => (S::BAD_REQUEST, "unknown_state"),
            Self::TooLate => (S::BAD_REQUEST, "too_late"),
            Self::AnswerFromOther(_) => (S::BAD_REQUEST, "answer_from_other"),
            Self::TokenRefused(_) => (S::BAD_GATEWAY, "token_refused"),
            Self::TokenFailed(_) => (S::BAD_GATEWAY, "token_failed"),
            Self::NoIdToken => (S::BAD_GATEWAY, "no_id_token"),
            Self::IdToken(_) => (S::BAD_GATEWAY, "id_token"),
            Self::NotOurIssuer(_) => (S::BAD_REQUEST, "not_our_issuer"),
            Self::NoRefreshToken => (S::BAD_REQUEST, "no_refresh_token"),
            Self::NoEndSession => (S::OK, "no_end_session"),
            Self::SignedOutHereOnly => (S::OK, "signed_out_here_only"),
            Self::NoSuchPage => (S::NOT_FOUND, "no_such_page"),
        }
    }

    /// The registered error code, or the name of the failed check.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            Self::Refused(refusal) | Self::TokenRefused(refusal) => Some(&refusal.code),
            Self::IdToken(check) => Some(check),
            _ => None,
        }
    }

    /// What the other side said, for whoever sets this up.
    pub(crate) fn detail(&self) -> Option<String> {
        match self {
            Self::Refused(refusal) | Self::TokenRefused(refusal) => refusal.description.clone(),
            Self::Unavailable(Unavailable::NoAnswer) => None,
            Self::Unavailable(why) => Some(why.to_string()),
            Self::TokenFailed(why) => Some(why.clone()),
            Self::AnswerFromOther(stated) | Self::NotOurIssuer(stated) => stated.clone(),
            _ => None,
        }
    }
}
