//! What an operator may register as a client (RFC 6749 §2, OpenID Connect Dynamic Client
//! Registration 1.0 §2): the same rules for the configuration file, the command line and whatever
//! else registers one.

mod logout;

use std::{collections::BTreeSet, str::FromStr};

use url::{Host, Url};

pub use self::logout::{InvalidLogout, Logout};
use crate::{
    client::{Client, ClientKind},
    console,
    cors_origin::{CorsOrigin, InvalidCorsOrigin},
    id::{ClientId, UserId},
    key::Algorithm,
    label,
    redirect_uri::{InvalidRedirectUri, PostLogoutRedirectUri, RedirectUri},
    resource_server,
    response_mode::ResponseMode,
    secret::Secret,
    source::Source,
    time::{Lifetime, Timestamp},
    token::request::GrantType,
};

/// Ids of applications that are part of Signet: whoever registered one of them would be taken for
/// it.
const RESERVED: [&str; 2] = [console::ID, "account-center"];

/// Characters of a name.
const LONGEST_NAME: usize = 256;

/// Octets of a client secret.
const SECRET_LENGTH: std::ops::RangeInclusive<usize> = 8..=256;

/// A client as it is described, before it is checked.
#[derive(Debug, Clone)]
pub struct Registration {
    /// The `client_id`.
    pub id: ClientId,
    /// What sort of program it is.
    pub kind: ClientKind,
    /// The `client_secret`; only of clients that can keep one.
    pub secret: Option<Secret<String>>,
    /// What people see; the id when there is none.
    pub name: Option<String>,
    /// The grant types it may use; all that its kind can use when there is none.
    pub grant_types: Vec<String>,
    /// How its answers may travel; in every way there is when there is none.
    pub response_modes: Vec<String>,
    /// Where its answers may go.
    pub redirect_uris: Vec<String>,
    /// Where a browser may go after signing out.
    pub post_logout_redirect_uris: Vec<String>,
    /// Origins whose pages may read what it is answered, beside those of its redirect URIs.
    pub cors_allowed_origins: Vec<String>,
    /// Where and how it is told that a session has ended.
    pub logout: Logout,
    /// Somebody else's: users are asked for consent.
    pub third_party: bool,
    /// Where a sign-in from this client begins (`OpenID` Connect Core §4).
    pub initiate_login_uri: Option<String>,
    /// How long the reuse of a replaced refresh token does not revoke.
    pub refresh_grace: Option<Lifetime>,
    /// Whether refresh tokens are replaced on use.
    pub rotate_refresh_token: Option<bool>,
    /// What its ID tokens are signed with.
    pub id_token_alg: Option<Algorithm>,
    /// How long its access tokens live at most.
    pub access_token_lifetime: Option<Lifetime>,
}

/// A registration that cannot be accepted. Its text continues the name of the member to a
/// sentence, and never shows a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRegistration {
    /// The name is empty or too long, or breaks the line it stands on.
    #[error("must have 1 to 256 characters that can be seen, without line breaks.")]
    Name,
    /// One of those that are part of Signet.
    #[error("is the id of a part of Signet itself; choose another.")]
    ReservedId,
    /// A machine that could be taken for a person.
    #[error(
        "has the form of a user's id, 12 of a-z and 0-9: a token about this machine could be taken \
         for one about a person; choose another."
    )]
    LikeUserId,
    /// A grant type that clients of this kind cannot use.
    #[error("names {name:?}, which a {kind} application cannot use.")]
    GrantType {
        /// As it was written.
        name: String,
        /// The client's kind.
        kind: ClientKind,
    },
    /// No response mode.
    #[error("names {0:?}; there are \"query\", \"fragment\" and \"form_post\".")]
    ResponseMode(String),
    /// A redirect URI that cannot be registered.
    #[error("has {uri:?}, which {why}.")]
    RedirectUri {
        /// As it was written.
        uri: String,
        /// Why not.
        why: InvalidRedirectUri,
    },
    /// Nobody could come back.
    #[error("is missing: nobody could come back.")]
    NoRedirectUri,
    /// A post-logout redirect URI that cannot be registered.
    #[error("has {uri:?}, which {why}.")]
    PostLogoutRedirectUri {
        /// As it was written.
        uri: String,
        /// Why not.
        why: InvalidRedirectUri,
    },
    /// An origin that cannot be registered.
    #[error("has {origin:?}, which {why}.")]
    CorsOrigin {
        /// As it was written.
        origin: String,
        /// Why not.
        why: InvalidCorsOrigin,
    },
    /// Too short or too long.
    #[error("must be between 60 seconds and 86400 (one day).")]
    AccessTokenLifetime,
    /// A logout URI that cannot be registered.
    #[error(transparent)]
    Logout(#[from] InvalidLogout),
    /// Not a URL.
    #[error("is {0:?}, which is not a URL.")]
    NoLoginUrl(String),
    /// Neither https nor on this machine.
    #[error("is {0:?}; it must begin with https://.")]
    PlainLoginUrl(String),
    /// A secret of a client that cannot keep one.
    #[error("has no place in a {0} application, which cannot keep one; leave it out.")]
    SecretOfPublicClient(ClientKind),
    /// No secret of a client that needs one.
    #[error("is missing; 32 random letters and digits are good.")]
    NoSecret,
    /// RFC 6749 appendix A.2: a secret is printable ASCII.
    #[error("must be 8 to 256 printable ASCII characters.")]
    Secret,
}

impl InvalidRegistration {
    /// Which member it is about.
    pub const fn member(&self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::ReservedId | Self::LikeUserId => "id",
            Self::GrantType { .. } => "grant_types",
            Self::ResponseMode(_) => "response_modes",
            Self::RedirectUri { .. } | Self::NoRedirectUri => "redirect_uris",
            Self::PostLogoutRedirectUri { .. } => "post_logout_redirect_uris",
            Self::CorsOrigin { .. } => "cors_allowed_origins",
            Self::AccessTokenLifetime => "access_token_lifetime",
            Self::Logout(invalid) => invalid.member(),
            Self::NoLoginUrl(_) | Self::PlainLoginUrl(_) => "initiate_login_uri",
            Self::SecretOfPublicClient(_) | Self::NoSecret | Self::Secret => "secret",
        }
    }
}

impl Registration {
    /// One of which nothing is said but what must be.
    pub fn new(id: ClientId, kind: ClientKind) -> Self {
        Self {
            id,
            kind,
            secret: None,
            name: None,
            grant_types: Vec::new(),
            response_modes: Vec::new(),
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            cors_allowed_origins: Vec::new(),
            logout: Logout::default(),
            third_party: false,
            initiate_login_uri: None,
            refresh_grace: None,
            rotate_refresh_token: None,
            id_token_alg: None,
            access_token_lifetime: None,
        }
    }

    /// The client, owned by `source` and registered `now`, and complete: it can sign people in.
    ///
    /// # Errors
    /// The first [`InvalidRegistration`] found.
    pub fn check(&self, source: Source, now: Timestamp) -> Result<Client, InvalidRegistration> {
        let client = self.describe(source, now)?;
        self.check_secret(&client)?;
        if client.redirect_uris.is_empty() && client.kind != ClientKind::Machine {
            return Err(InvalidRegistration::NoRedirectUri);
        }
        Ok(client)
    }

    /// The same, which may lack a secret or a redirect URI yet.
    ///
    /// # Errors
    /// The first [`InvalidRegistration`] found.
    pub fn describe(&self, source: Source, now: Timestamp) -> Result<Client, InvalidRegistration> {
        let kind = self.kind;
        if RESERVED.contains(&self.id.as_str()) && source != Source::BuiltIn {
            return Err(InvalidRegistration::ReservedId);
        }
        // RFC 9068 §5, RFC 9700 §4.15: a machine's id is the `sub` of its tokens.
        if kind == ClientKind::Machine && UserId::is_like_minted(self.id.as_str()) {
            return Err(InvalidRegistration::LikeUserId);
        }
        let named = |name: &String| label::is_name(name, LONGEST_NAME);
        if !self.name.as_ref().is_none_or(named) {
            return Err(InvalidRegistration::Name);
        }
        let lifetime = self
            .access_token_lifetime
            .map(resource_server::check_lifetime);
        if lifetime.is_some_and(|checked| checked.is_err()) {
            return Err(InvalidRegistration::AccessTokenLifetime);
        }
        let initiate_login_uri = self.initiate_login_uri.as_deref().map(login_uri);
        let redirect_uris = self.redirect_uris()?;
        let plain = Client::new(self.id.clone(), kind, source, now);
        Ok(Client {
            name: self.name.clone().unwrap_or(plain.name),
            grant_types: self.grant_types()?,
            frontchannel_logout_uri: self.logout.frontchannel(&redirect_uris)?,
            redirect_uris,
            response_modes: self.response_modes()?,
            post_logout_redirect_uris: self.post_logout_redirect_uris()?,
            cors_allowed_origins: self.cors_allowed_origins()?,
            third_party: self.third_party,
            backchannel_logout_uri: self.logout.backchannel()?,
            backchannel_logout_session_required: self.logout.backchannel_session_required,
            frontchannel_logout_session_required: self.logout.frontchannel_session_required,
            initiate_login_uri: initiate_login_uri.transpose()?,
            refresh_grace: self.refresh_grace.unwrap_or(plain.refresh_grace),
            rotate_refresh_token: self
                .rotate_refresh_token
                .unwrap_or(plain.rotate_refresh_token),
            id_token_alg: self.id_token_alg,
            access_token_lifetime: self.access_token_lifetime,
            ..plain
        })
    }

    fn grant_types(&self) -> Result<Option<BTreeSet<GrantType>>, InvalidRegistration> {
        if self.grant_types.is_empty() {
            return Ok(None);
        }
        let usable = |name: &String| {
            let found = name.parse::<GrantType>().ok();
            let usable = found.filter(|grant| self.kind.can_use(*grant));
            usable.ok_or_else(|| InvalidRegistration::GrantType {
                name: name.clone(),
                kind: self.kind,
            })
        };
        let set: Result<_, _> = self.grant_types.iter().map(usable).collect();
        set.map(Some)
    }

    fn response_modes(&self) -> Result<Option<BTreeSet<ResponseMode>>, InvalidRegistration> {
        if self.response_modes.is_empty() {
            return Ok(None);
        }
        let known = |name: &String| {
            let unknown = |_| InvalidRegistration::ResponseMode(name.clone());
            name.parse().map_err(unknown)
        };
        let set: Result<_, _> = self.response_modes.iter().map(known).collect();
        set.map(Some)
    }

    fn redirect_uris(&self) -> Result<Vec<RedirectUri>, InvalidRegistration> {
        uris(
            &self.redirect_uris,
            |uri: &RedirectUri| uri.allowed_for(self.kind),
            |uri, why| InvalidRegistration::RedirectUri { uri, why },
        )
    }

    fn post_logout_redirect_uris(&self) -> Result<Vec<PostLogoutRedirectUri>, InvalidRegistration> {
        uris(
            &self.post_logout_redirect_uris,
            |uri: &PostLogoutRedirectUri| uri.allowed_for(self.kind),
            |uri, why| InvalidRegistration::PostLogoutRedirectUri { uri, why },
        )
    }

    fn cors_allowed_origins(&self) -> Result<Vec<CorsOrigin>, InvalidRegistration> {
        let parse = |text: &String| {
            text.parse().map_err(|why| InvalidRegistration::CorsOrigin {
                origin: text.clone(),
                why,
            })
        };
        self.cors_allowed_origins.iter().map(parse).collect()
    }

    fn check_secret(&self, client: &Client) -> Result<(), InvalidRegistration> {
        match (&self.secret, client.is_public()) {
            (None, true) => Ok(()),
            (Some(_), true) => Err(InvalidRegistration::SecretOfPublicClient(client.kind)),
            (None, false) => Err(InvalidRegistration::NoSecret),
            (Some(secret), false) => {
                let is_good = is_good_secret(secret);
                is_good.then_some(()).ok_or(InvalidRegistration::Secret)
            }
        }
    }
}

/// Whether a text can be a client secret: 8 to 256 printable ASCII characters.
pub fn is_good_secret(secret: &Secret<String>) -> bool {
    let text = secret.expose();
    SECRET_LENGTH.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

fn uris<T>(
    texts: &[String],
    allowed: impl Fn(&T) -> Result<(), InvalidRedirectUri>,
    refuse: impl Fn(String, InvalidRedirectUri) -> InvalidRegistration,
) -> Result<Vec<T>, InvalidRegistration>
where
    T: FromStr<Err = InvalidRedirectUri>,
{
    let parse = |text: &String| {
        let uri = text
            .parse::<T>()
            .and_then(|uri| allowed(&uri).map(|()| uri));
        uri.map_err(|why| refuse(text.clone(), why))
    };
    texts.iter().map(parse).collect()
}

/// OpenID Connect Core §4: https, or http on this machine.
fn login_uri(text: &str) -> Result<Url, InvalidRegistration> {
    let url: Url = text
        .parse()
        .map_err(|_| InvalidRegistration::NoLoginUrl(text.to_owned()))?;
    let is_local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_local => Ok(url),
        _ => Err(InvalidRegistration::PlainLoginUrl(text.to_owned())),
    }
}

#[cfg(test)]
mod tests;
