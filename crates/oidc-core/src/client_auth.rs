//! Client authentication at the token endpoint (RFC 6749 §2.3.1): what was presented, and whether
//! it is right.

use std::{fmt, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    client::{self, Client},
    error::{ErrorCode, ProtocolError},
    id::ClientId,
    params::{self, Params, ParamsError},
    secret::Digest,
    time::Timestamp,
};

/// The longest `Authorization` header that is read, in bytes.
const MAX_HEADER: usize = 4096;

/// Why a client is not who it says. Unknown client and wrong secret are one answer (T-34).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientAuthError {
    /// Parameters that cannot be read.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// Neither a header nor a `client_id`.
    #[error("the request names no client")]
    Missing,
    /// The header names another scheme than Basic.
    #[error("the Authorization header is of another scheme than Basic")]
    Scheme,
    /// The header is no Basic header (RFC 7617 §2).
    #[error("the Authorization header is not a well-formed Basic header")]
    Malformed,
    /// The body names another client than the header.
    #[error("the header names one client and the body another")]
    TwoClients,
    /// A secret in the header and another in the body (RFC 6749 §2.3).
    #[error("the client authenticates in two ways at once")]
    TwoMethods,
    /// A signed assertion: not offered.
    #[error("the client authenticates by an assertion, which is not offered")]
    Assertion,
    /// No such client.
    #[error("no such client is registered")]
    UnknownClient,
    /// The client is switched off.
    #[error("the client is disabled")]
    Disabled,
    /// A confidential client without its secret.
    #[error("a confidential client sent no secret")]
    SecretMissing,
    /// None of the client's secrets.
    #[error("the secret is none of the client's")]
    WrongSecret,
    /// One of its secrets, but past its time.
    #[error("the secret has expired")]
    ExpiredSecret,
    /// A client that has no secret sent one.
    #[error("a public client sent a secret")]
    SecretFromPublicClient,
}

impl ProtocolError for ClientAuthError {
    fn code(&self) -> ErrorCode {
        match self {
            // RFC 6749 §5.2: a malformed request, and nobody has tried to authenticate.
            Self::Params(_)
            | Self::Missing
            | Self::Malformed
            | Self::TwoClients
            | Self::TwoMethods => ErrorCode::InvalidRequest,
            Self::Scheme
            | Self::Assertion
            | Self::UnknownClient
            | Self::Disabled
            | Self::SecretMissing
            | Self::WrongSecret
            | Self::ExpiredSecret
            | Self::SecretFromPublicClient => ErrorCode::InvalidClient,
        }
    }

    /// Logto's own words, which programs compare, where they tell nothing about a client to somebody
    /// who does not hold one of its secrets (T-34).
    fn error_description(&self) -> &'static str {
        match self {
            Self::Missing => "no client authentication mechanism provided",
            Self::Malformed => "invalid authorization header value format",
            Self::TwoClients => "client_id mismatch",
            Self::ExpiredSecret => "client secret has expired",
            Self::Params(_)
            | Self::TwoMethods
            | Self::Scheme
            | Self::Assertion
            | Self::UnknownClient
            | Self::Disabled
            | Self::SecretMissing
            | Self::WrongSecret
            | Self::SecretFromPublicClient => self.code().description(),
        }
    }
}

/// A secret of a client, as it is kept in memory: only its digest, so that comparing takes the
/// same time whatever is presented.
#[derive(Debug, Clone)]
pub struct ClientSecret {
    /// What the operator calls it.
    pub name: Arc<str>,
    /// Of the secret.
    pub digest: Digest,
    /// Until when it may be used.
    pub expires_at: Option<Timestamp>,
}

impl ClientSecret {
    /// From the secret itself.
    pub fn new(name: &str, secret: &str, expires_at: Option<Timestamp>) -> Self {
        Self {
            name: name.into(),
            digest: Digest::of(secret),
            expires_at,
        }
    }
}

/// How a client authenticates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Method {
    /// Not at all: it only says who it is.
    None,
    /// `client_secret_basic`. Some libraries encode the secret as RFC 6749 §2.3.1 demands, others
    /// (Logto's among them) send it as it is: either reading may be the right one.
    Basic {
        /// Of the secret as it stands in the header.
        raw: Digest,
        /// Of the secret after decoding.
        decoded: Digest,
    },
    /// `client_secret_post`.
    Post(Digest),
}

/// Credentials, presented but not yet verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presented {
    /// Who the client says it is.
    pub client_id: ClientId,
    /// How it proves it.
    pub method: Method,
}

impl Presented {
    /// Reads header and body.
    ///
    /// # Errors
    /// [`ClientAuthError`] when they cannot be read or contradict each other.
    pub fn read(authorization: Option<&str>, params: &Params) -> Result<Self, ClientAuthError> {
        let body_id = client::named(params)?;
        let body_secret = params.optional("client_secret")?;
        let assertion = params.first("client_assertion").is_some()
            || params.first("client_assertion_type").is_some();
        if assertion && (authorization.is_some() || body_secret.is_some()) {
            return Err(ClientAuthError::TwoMethods);
        }
        if assertion {
            return Err(ClientAuthError::Assertion);
        }
        match authorization {
            Some(header) => Self::basic(header, body_id, body_secret),
            None => Ok(Self {
                client_id: parse_id(body_id.ok_or(ClientAuthError::Missing)?)?,
                method: body_secret.map_or(Method::None, |s| Method::Post(Digest::of(s))),
            }),
        }
    }

    fn basic(
        header: &str,
        body_id: Option<&str>,
        body_secret: Option<&str>,
    ) -> Result<Self, ClientAuthError> {
        let BasicHeader { id, secret } = header.parse()?;
        if body_secret.is_some() {
            return Err(ClientAuthError::TwoMethods);
        }
        let client_id = parse_id(&id)?;
        if body_id.is_some_and(|body_id| body_id != client_id.as_str()) {
            return Err(ClientAuthError::TwoClients);
        }
        // A public client whose library insists on the header leaves the secret empty.
        let method = if secret.is_empty() {
            Method::None
        } else {
            let raw = Digest::of(&secret);
            let decoded = params::decode(&secret).map_or(raw, Digest::of);
            Method::Basic { raw, decoded }
        };
        Ok(Self { client_id, method })
    }
}

/// Whether the credentials presented are the client's, and by which of its secrets; by none when it
/// is public.
///
/// # Errors
/// [`ClientAuthError`], always `invalid_client` on the wire.
pub fn verify<'a>(
    client: &Client,
    secrets: &'a [ClientSecret],
    presented: &Presented,
    now: Timestamp,
) -> Result<Option<&'a Arc<str>>, ClientAuthError> {
    if client.id != presented.client_id {
        return Err(ClientAuthError::UnknownClient);
    }
    if client.disabled {
        return Err(ClientAuthError::Disabled);
    }
    let candidates = match (&presented.method, client.is_public()) {
        (Method::None, true) => return Ok(None),
        (Method::None, false) => return Err(ClientAuthError::SecretMissing),
        (_, true) => return Err(ClientAuthError::SecretFromPublicClient),
        (Method::Basic { raw, decoded }, false) => [*raw, *decoded],
        (Method::Post(secret), false) => [*secret, *secret],
    };
    // Every secret is looked at, the right one or not, so that time tells nothing.
    let mut outcome = Err(ClientAuthError::WrongSecret);
    for secret in secrets {
        let same = candidates.contains(&secret.digest);
        let expired = secret.expires_at.is_some_and(|end| end.is_over(now));
        match (same, expired) {
            (true, false) => outcome = Ok(Some(&secret.name)),
            (true, true) if outcome.is_err() => outcome = Err(ClientAuthError::ExpiredSecret),
            _ => {}
        }
    }
    outcome
}

fn parse_id(text: &str) -> Result<ClientId, ClientAuthError> {
    text.parse().map_err(|_| ClientAuthError::UnknownClient)
}

struct BasicHeader {
    id: String,
    secret: String,
}

impl std::str::FromStr for BasicHeader {
    type Err = ClientAuthError;

    fn from_str(header: &str) -> Result<Self, ClientAuthError> {
        if header.len() > MAX_HEADER {
            return Err(ClientAuthError::Malformed);
        }
        let header = header.trim();
        let (scheme, value) = header.split_once(' ').unwrap_or((header, ""));
        if scheme.is_empty() {
            return Err(ClientAuthError::Malformed);
        }
        // RFC 9110 §11.1: the scheme's case does not matter.
        if !scheme.eq_ignore_ascii_case("basic") {
            return Err(ClientAuthError::Scheme);
        }
        let bytes = STANDARD
            .decode(value.trim())
            .map_err(|_| ClientAuthError::Malformed)?;
        let text = String::from_utf8(bytes).map_err(|_| ClientAuthError::Malformed)?;
        let (id, secret) = text.split_once(':').ok_or(ClientAuthError::Malformed)?;
        let id = params::decode(id).map_err(|_| ClientAuthError::Malformed)?;
        Ok(Self {
            id,
            secret: secret.to_owned(),
        })
    }
}

impl fmt::Debug for BasicHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BasicHeader")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
