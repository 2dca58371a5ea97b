//! A relying party, and what its kind allows it (RFC 6749 §2).

pub mod details;
pub(crate) mod kind;
pub mod metadata;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use url::Url;

pub use self::kind::ClientKind;
use crate::{
    backchannel_logout_uri::BackchannelLogoutUri,
    cors_origin::CorsOrigin,
    frontchannel_logout_uri::FrontchannelLogoutUri,
    grant_type::GrantType,
    id::{ClientId, RegistrationId},
    key::Algorithm,
    params::{Params, ParamsError},
    post_logout_redirect_uri::PostLogoutRedirectUri,
    record::Record,
    redirect_uri::RedirectUri,
    response_mode::ResponseMode,
    source::Source,
    time::{Lifetime, Timestamp},
};

/// How long an old refresh token is refused without revoking the family.
pub const REFRESH_GRACE: Lifetime = Lifetime::seconds(30);
/// How long a refresh token lives.
pub const REFRESH_TOKEN_LIFETIME: Lifetime = Lifetime::days(14);
/// How long an ID token lives.
pub const ID_TOKEN_LIFETIME: Lifetime = Lifetime::hours(1);

/// A registered client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Record)]
#[record(table = "clients")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a column and a member of the registration"
)]
pub struct Client {
    /// The `client_id`.
    pub id: ClientId,
    /// The name people see.
    pub name: String,
    /// What sort of program it is.
    pub kind: ClientKind,
    /// The grant types it may use; all that its kind can use when none are chosen.
    #[record(json)]
    pub grant_types: Option<BTreeSet<GrantType>>,
    /// How its answers may travel; in every way there is when none are chosen.
    #[record(json)]
    pub response_modes: Option<BTreeSet<ResponseMode>>,
    /// Where its answers may go.
    #[record(json)]
    pub redirect_uris: Vec<RedirectUri>,
    /// Where a browser may go after signing out of it.
    #[record(json)]
    pub post_logout_redirect_uris: Vec<PostLogoutRedirectUri>,
    /// Origins whose pages may read what it is answered, beside those of its redirect URIs.
    #[record(json)]
    #[serde(default)]
    pub cors_allowed_origins: Vec<CorsOrigin>,
    /// Where it is told, without the browser, that a session has ended.
    pub backchannel_logout_uri: Option<BackchannelLogoutUri>,
    /// Whether it asked for `sid` there, which it gets in any case.
    pub backchannel_logout_session_required: bool,
    /// What the browser shows in a frame when a session has ended.
    pub frontchannel_logout_uri: Option<FrontchannelLogoutUri>,
    /// Whether it asked for `iss` and `sid` there, which it gets in any case.
    pub frontchannel_logout_session_required: bool,
    /// Somebody else's: users are asked for consent.
    pub third_party: bool,
    /// Where a sign-in from this client begins (`OpenID` Connect Core §4).
    pub initiate_login_uri: Option<Url>,
    /// How long after a refresh token was replaced its reuse is refused without revoking.
    pub refresh_grace: Lifetime,
    /// Whether refresh tokens are replaced on use. Those of public clients always are.
    pub rotate_refresh_token: bool,
    /// How long a refresh token lives.
    pub refresh_token_lifetime: Lifetime,
    /// How long an access token lives at most; as long as its resource says when none.
    pub access_token_lifetime: Option<Lifetime>,
    /// How long an ID token lives.
    pub id_token_lifetime: Lifetime,
    /// What ID tokens are signed with; the instance's choice when none.
    pub id_token_alg: Option<Algorithm>,
    /// Which registration of its id it is; none of one that is older than such names.
    #[record(fixed)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<RegistrationId>,
    /// Which place owns this registration.
    pub source: Source,
    /// Where the configuration file declares it, as `signet.toml:14`; none of what it does not own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared_at: Option<String>,
    /// May not be used.
    pub disabled: bool,
    /// When it was registered.
    #[record(fixed)]
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A client by its id, and by which registration of that id it is: another one may have the id one
/// day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registrant<'a> {
    /// The `client_id`.
    pub id: &'a ClientId,
    /// Which registration of it; none of one that is older than such names.
    pub registration: Option<&'a RegistrationId>,
}

impl Client {
    /// What tells it from others that had its id before, or will have it.
    pub const fn registrant(&self) -> Registrant<'_> {
        Registrant {
            id: &self.id,
            registration: self.registration.as_ref(),
        }
    }

    /// A client as it is when nothing else is said.
    pub fn new(id: ClientId, kind: ClientKind, source: Source, now: Timestamp) -> Self {
        Self {
            name: id.to_string(),
            id,
            kind,
            grant_types: None,
            response_modes: None,
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            cors_allowed_origins: Vec::new(),
            backchannel_logout_uri: None,
            backchannel_logout_session_required: false,
            frontchannel_logout_uri: None,
            frontchannel_logout_session_required: false,
            third_party: false,
            initiate_login_uri: None,
            refresh_grace: REFRESH_GRACE,
            rotate_refresh_token: true,
            refresh_token_lifetime: REFRESH_TOKEN_LIFETIME,
            access_token_lifetime: None,
            id_token_lifetime: ID_TOKEN_LIFETIME,
            id_token_alg: None,
            registration: None,
            source,
            declared_at: None,
            disabled: false,
            created_at: now,
            updated_at: now,
        }
    }

    /// Whether the client cannot keep a secret (RFC 6749 §2.1).
    pub const fn is_public(&self) -> bool {
        match self.kind {
            ClientKind::Spa | ClientKind::Native => true,
            ClientKind::Traditional | ClientKind::Machine => false,
        }
    }

    /// Whether a code challenge must be sent: from public clients (RFC 9700 §2.1.1). One that was
    /// sent is enforced for everybody.
    pub const fn needs_pkce(&self) -> bool {
        self.is_public()
    }

    /// Whether refresh tokens are replaced on use: for public clients always (RFC 9700 §2.2.2).
    pub const fn rotates(&self) -> bool {
        self.rotate_refresh_token || self.is_public()
    }

    /// Whether the client may use a grant type: one that its kind can use, and among those that
    /// were chosen for it.
    pub fn allows_grant(&self, grant_type: GrantType) -> bool {
        let chosen = self.grant_types.as_ref();
        self.kind.can_use(grant_type) && chosen.is_none_or(|set| set.contains(&grant_type))
    }

    /// Whether the client may have its answers in this mode (T-08).
    pub fn allows_response_mode(&self, mode: ResponseMode) -> bool {
        let chosen = self.response_modes.as_ref();
        chosen.is_none_or(|set| set.contains(&mode))
    }

    /// The origins its pages run on: whose requests CORS may allow.
    pub fn origins(&self) -> impl Iterator<Item = String> {
        let of_uris = self.redirect_uris.iter().filter_map(RedirectUri::origin);
        of_uris.chain(self.cors_allowed_origins.iter().map(ToString::to_string))
    }

    /// Where a person who lost their way starts again.
    pub fn home(&self) -> Option<Url> {
        self.initiate_login_uri.clone().or_else(|| {
            let origin = self.redirect_uris.first()?.origin()?;
            Url::parse(&origin).ok()
        })
    }
}

/// The `client_id` of a request.
///
/// # Errors
/// [`ParamsError::Repeated`].
pub fn named(params: &Params) -> Result<Option<&str>, ParamsError> {
    params.optional("client_id")
}

/// A client secret as the database holds it: sealed, because operators may look it up again.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(table = "client_secrets")]
pub struct SealedClientSecret {
    /// Whose secret.
    #[record(key)]
    pub client_id: ClientId,
    /// What the operator calls it; unique per client.
    #[record(key)]
    pub name: String,
    /// The secret, sealed.
    pub sealed: Vec<u8>,
    /// Until when it may be used.
    pub expires_at: Option<Timestamp>,
    /// Which place owns it: not always the one that owns the client.
    pub source: Source,
    /// When it was made.
    #[record(fixed)]
    pub created_at: Timestamp,
    /// When it was used last, to the minute.
    #[record(fixed)]
    pub last_used_at: Option<Timestamp>,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn client(kind: ClientKind, redirect_uris: &[&str]) -> Client {
        Client {
            name: "Demo".to_owned(),
            redirect_uris: redirect_uris
                .iter()
                .map(|uri| uri.parse().unwrap())
                .collect(),
            ..Client::new(
                "demo-app".parse().unwrap(),
                kind,
                Source::File,
                Timestamp::EPOCH,
            )
        }
    }

    #[test]
    fn a_public_client_needs_pkce_and_always_rotates() {
        let mut spa = client(ClientKind::Spa, &["https://rp.example/cb"]);
        spa.rotate_refresh_token = false;
        assert!(spa.is_public() && spa.needs_pkce() && spa.rotates());
        let mut web = client(ClientKind::Traditional, &["https://rp.example/cb"]);
        web.rotate_refresh_token = false;
        assert!(!web.is_public() && !web.needs_pkce() && !web.rotates());
    }

    #[test]
    fn a_machine_has_no_grant_that_needs_a_person() {
        let machine = client(ClientKind::Machine, &[]);
        assert!(!machine.allows_grant(GrantType::AuthorizationCode));
        assert!(!machine.allows_grant(GrantType::RefreshToken));
        assert!(machine.allows_grant(GrantType::ClientCredentials));
        for kind in [ClientKind::Traditional, ClientKind::Spa, ClientKind::Native] {
            assert!(!client(kind, &[]).allows_grant(GrantType::ClientCredentials));
        }
    }

    #[test]
    fn the_grant_types_of_a_client_are_those_of_its_kind_unless_fewer_are_chosen() {
        let mut spa = client(ClientKind::Spa, &[]);
        assert!(spa.allows_grant(GrantType::RefreshToken));
        spa.grant_types = Some([GrantType::AuthorizationCode].into());
        assert!(spa.allows_grant(GrantType::AuthorizationCode));
        assert!(!spa.allows_grant(GrantType::RefreshToken));
        let mut machine = client(ClientKind::Machine, &[]);
        machine.grant_types = Some([GrantType::AuthorizationCode].into());
        assert!(!machine.allows_grant(GrantType::AuthorizationCode));
    }

    #[test]
    fn a_person_starts_again_at_the_login_uri_or_else_at_the_origin() {
        let mut web = client(ClientKind::Traditional, &["https://rp.example/cb?x=1"]);
        assert_eq!(web.home().unwrap().as_str(), "https://rp.example/");
        web.initiate_login_uri = Some("https://rp.example/login".parse().unwrap());
        assert_eq!(web.home().unwrap().as_str(), "https://rp.example/login");
        assert_eq!(client(ClientKind::Native, &["app.x:/cb"]).home(), None);
    }
}
