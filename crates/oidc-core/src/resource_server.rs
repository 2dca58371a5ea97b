//! APIs: what access tokens are made for (RFC 8707).

use crate::{
    id::{ClientId, ResourceId, ScopeId},
    indicator::{Indicator, MANAGEMENT, ORGANIZATIONS},
    key::Algorithm,
    label,
    name::closed_set,
    record::Record,
    scope::{self, Scope},
    source::Source,
    time::{Lifetime, Timestamp},
};

/// How long an access token lives when nobody says otherwise.
pub const ACCESS_TOKEN_LIFETIME: Lifetime = Lifetime::hours(1);
/// The longest life of an access token: an API that verifies it by itself hears of no revocation.
pub const LONGEST: Lifetime = Lifetime::days(1);
/// The shortest: clocks differ, and so do networks.
pub const SHORTEST: Lifetime = Lifetime::seconds(60);
/// The id of the management API: the same on every instance, like its indicator.
pub const MANAGEMENT_ID: &str = "management-api";
/// How many resources one authorization request may name.
pub const MAX_RESOURCES: usize = 16;
/// Characters of names and descriptions.
const MAX_TEXT: usize = 256;

closed_set! {
    /// What the access tokens for an API look like.
    TokenFormat, "access token format" {
        /// A signed JWT, which the API can verify by itself (RFC 9068).
        Jwt = "jwt",
        /// Nothing but a reference, about which the API asks (RFC 7662).
        Opaque = "opaque",
    }
}

/// An API.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[record(table = "resources")]
pub struct Resource {
    /// Its id.
    pub id: ResourceId,
    /// The name people see.
    pub name: String,
    /// What requests call it; the `aud` of its tokens.
    #[record(fixed)]
    pub indicator: Indicator,
    /// How long its access tokens live.
    pub access_token_lifetime: Lifetime,
    /// What they look like.
    pub access_token_format: TokenFormat,
    /// What they are signed with; `ES256` when none.
    pub access_token_alg: Option<Algorithm>,
    /// The clients that may introspect its tokens (RFC 7662).
    #[record(json)]
    pub introspected_by: Vec<ClientId>,
    /// Whether it is meant where no resource is named.
    pub is_default: bool,
    /// Which place owns it.
    pub source: Source,
    /// Where the configuration file declares it, as `signet.toml:14`; none of what it does not own.
    pub declared_at: Option<String>,
    /// Declared no more: as good as not there.
    pub disabled: bool,
    /// When it was made.
    #[record(fixed)]
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// Something that may be done at an API.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[record(table = "scopes")]
pub struct ResourceScope {
    /// Its id.
    pub id: ScopeId,
    /// At which API.
    #[record(fixed)]
    pub resource_id: ResourceId,
    /// As requests and tokens have it (RFC 6749 §3.3).
    pub name: String,
    /// What people are told of it.
    pub description: Option<String>,
    /// Its place among those of its API, as they were given.
    pub position: u32,
    /// When it was made.
    #[record(fixed)]
    pub created_at: Timestamp,
}

/// Why an API cannot be registered so. Its text continues the name of the member to a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidResource {
    /// Empty or too long.
    #[error("must have 1 to 256 characters that can be seen, without line breaks.")]
    Name,
    /// One of those that mean something else.
    #[error("is {0:?}, which is reserved.")]
    Reserved(String),
    /// Too short or too long.
    #[error("must be between 60 seconds and 86400 (one day).")]
    Lifetime,
    /// Not a scope token.
    #[error(
        "has {0:?}: a name is 1 to 256 visible ASCII characters without quotes, backslashes or spaces."
    )]
    ScopeName(String),
    /// One that means something at the provider itself.
    #[error("has {0:?}, which is a scope of OpenID Connect or of Signet itself.")]
    KnownScope(String),
    /// Too long.
    #[error("has a description of more than 256 characters or with line breaks.")]
    Description,
}

impl InvalidResource {
    /// Which member it is about.
    pub const fn member(&self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Reserved(_) => "indicator",
            Self::Lifetime => "access_token_lifetime",
            Self::ScopeName(_) | Self::KnownScope(_) | Self::Description => "scopes",
        }
    }
}

impl Resource {
    /// Whether it can be one where the management API has this name beside its usual one.
    ///
    /// # Errors
    /// [`InvalidResource::Reserved`].
    pub fn check_is_not(&self, management_api: &str) -> Result<(), InvalidResource> {
        if self.indicator.as_str() == management_api {
            return Err(InvalidResource::Reserved(management_api.to_owned()));
        }
        Ok(())
    }

    /// Whether it is the management API, by whichever of its names.
    pub fn is_management(&self) -> bool {
        self.id.as_str() == MANAGEMENT_ID
    }

    /// An API as it is when nothing else is said.
    pub fn new(id: ResourceId, indicator: Indicator, source: Source, now: Timestamp) -> Self {
        Self {
            id,
            name: indicator.to_string(),
            indicator,
            access_token_lifetime: ACCESS_TOKEN_LIFETIME,
            access_token_format: TokenFormat::Jwt,
            access_token_alg: None,
            introspected_by: Vec::new(),
            is_default: false,
            source,
            declared_at: None,
            disabled: false,
            created_at: now,
            updated_at: now,
        }
    }

    /// Whether it can be one that somebody registers.
    ///
    /// # Errors
    /// The first [`InvalidResource`] found.
    pub fn check(&self) -> Result<(), InvalidResource> {
        if !label::is_name(&self.name, MAX_TEXT) {
            return Err(InvalidResource::Name);
        }
        if [MANAGEMENT, ORGANIZATIONS].contains(&self.indicator.as_str()) {
            return Err(InvalidResource::Reserved(self.indicator.to_string()));
        }
        check_lifetime(self.access_token_lifetime)
    }

    /// What signs its tokens: ES256 unless something else was chosen, because it is thirty times as
    /// fast as RS256.
    pub fn algorithm(&self) -> Algorithm {
        self.access_token_alg.unwrap_or(Algorithm::Es256)
    }
}

/// Whether an access token may live so long.
///
/// # Errors
/// [`InvalidResource::Lifetime`].
pub fn check_lifetime(lifetime: Lifetime) -> Result<(), InvalidResource> {
    if (SHORTEST..=LONGEST).contains(&lifetime) {
        Ok(())
    } else {
        Err(InvalidResource::Lifetime)
    }
}

impl ResourceScope {
    /// Whether it can be one.
    ///
    /// # Errors
    /// The first [`InvalidResource`] found.
    pub fn check(&self) -> Result<(), InvalidResource> {
        let name = || self.name.clone();
        let is_token = self
            .name
            .parse::<Scope>()
            .is_ok_and(|scope| scope.iter().eq([&*self.name]));
        if !is_token || self.name.len() > MAX_TEXT {
            return Err(InvalidResource::ScopeName(name()));
        }
        if scope::KNOWN.contains(&self.name.as_str()) {
            return Err(InvalidResource::KnownScope(name()));
        }
        let description = self.description.as_deref().unwrap_or_default();
        if !label::is_one_line(description, MAX_TEXT) {
            return Err(InvalidResource::Description);
        }
        Ok(())
    }
}

/// Why there is no token for what a request names (`invalid_target`, RFC 8707 §2).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTarget {
    /// The resource is not registered, or not any more.
    #[error("the resource {0:?} is not registered")]
    Unknown(String),
    /// Not among those of the authorization request.
    #[error("the resource {0:?} was not asked for when people were")]
    NotGranted(String),
    /// People's tokens for the management API are for the console.
    #[error("tokens for the management API go to the console only")]
    Management,
    /// Several were granted and none is named: a token has one audience.
    #[error("several resources were granted, and the request names none of them")]
    Ambiguous,
    /// More than one request needs.
    #[error("the request names more than {MAX_RESOURCES} resources")]
    TooMany,
    /// A token has one audience.
    #[error("the request names several resources, and a token is for one")]
    Several,
    /// A machine must say for what it wants a token.
    #[error("the request names neither a resource nor an organization")]
    Missing,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::catalog::tests::{BOOKS, catalog};

    fn books() -> Resource {
        catalog().find(BOOKS).unwrap().resource.clone()
    }

    #[test]
    fn what_is_reserved_nobody_registers() {
        assert_eq!(books().check(), Ok(()));
        for reserved in [MANAGEMENT, ORGANIZATIONS] {
            let mut api = books();
            api.indicator = reserved.parse().unwrap();
            assert_eq!(api.check().unwrap_err().member(), "indicator");
        }
        for seconds in [0, 59, 86_401] {
            let mut api = books();
            api.access_token_lifetime = Lifetime::seconds(seconds);
            assert_eq!(api.check(), Err(InvalidResource::Lifetime));
        }
    }

    #[test]
    fn a_scope_is_one_token_and_none_of_openid_connect() {
        let named = |name: &str| {
            let mut scope = catalog().find(BOOKS).unwrap().scopes[0].clone();
            name.clone_into(&mut scope.name);
            scope.check()
        };
        assert_eq!(named("read:books"), Ok(()));
        for bad in ["", "a b", " a", "a\"b", "é", &"x".repeat(257)] {
            assert!(
                matches!(named(bad), Err(InvalidResource::ScopeName(_))),
                "{bad:?}"
            );
        }
        for known in scope::KNOWN {
            assert!(matches!(named(known), Err(InvalidResource::KnownScope(_))));
        }
    }
}
