//! APIs: what access tokens are made for, and the `resource` parameter that asks for one
//! (RFC 8707).

use crate::{
    catalog::{Api, Catalog},
    client::Client,
    id::{ClientId, ResourceId, ScopeId},
    indicator::{Indicator, MANAGEMENT, ORGANIZATIONS},
    key::Algorithm,
    name::closed_set,
    params::Params,
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
/// How many resources one authorization request may name.
const MAX_RESOURCES: usize = 16;
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
    /// When it was made.
    #[record(fixed)]
    pub created_at: Timestamp,
}

/// Why an API cannot be registered so. Its text continues the name of the member to a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidResource {
    /// Empty or too long.
    #[error("must have 1 to 256 characters, without line breaks.")]
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
    #[error("has a description of more than 256 characters.")]
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
        let is_printable = !self.name.trim().is_empty() && !self.name.contains(char::is_control);
        if !is_printable || self.name.chars().count() > MAX_TEXT {
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
        if description.chars().count() > MAX_TEXT {
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

/// The resources of an authorization request, each once; the default one, if there is one, when
/// the request names none. One that Logto's SDKs send whenever organisations are asked for is
/// accepted, and means nothing by itself.
///
/// # Errors
/// [`InvalidTarget`] when one is unknown, or not for this client.
pub fn of_authorization(
    params: &Params,
    client: &Client,
    catalog: &Catalog,
) -> Result<Vec<String>, InvalidTarget> {
    let mut resources: Vec<String> = Vec::new();
    for name in params.all("resource") {
        if name != ORGANIZATIONS {
            catalog.for_people_of(client, name)?;
        }
        if !resources.iter().any(|known| known == name) {
            resources.push(name.to_owned());
        }
        if resources.len() > MAX_RESOURCES {
            return Err(InvalidTarget::TooMany);
        }
    }
    if resources.is_empty() {
        let default = catalog.default_resource();
        resources.extend(default.map(|api| api.resource.indicator.to_string()));
    }
    Ok(resources)
}

/// The one resource of a token request.
///
/// # Errors
/// [`InvalidTarget::Several`].
pub fn of_token_request(params: &Params) -> Result<Option<String>, InvalidTarget> {
    let mut names = params.all("resource").into_iter();
    let Some(first) = names.next() else {
        return Ok(None);
    };
    if names.any(|name| name != first) {
        return Err(InvalidTarget::Several);
    }
    Ok(Some(first.to_owned()))
}

/// For which API the access token of a person is. A token for none of them opens the userinfo endpoint:
/// it is what a grant with `openid` yields unless a resource is named.
///
/// # Errors
/// [`InvalidTarget`].
pub fn target<'a>(
    named: Option<&str>,
    granted: &[String],
    scope: &Scope,
    client: &Client,
    catalog: &'a Catalog,
) -> Result<Option<&'a Api>, InvalidTarget> {
    let mut apis = granted.iter().filter(|name| *name != ORGANIZATIONS);
    let name = match named {
        Some(named) if granted.iter().any(|name| name == named) => named,
        Some(named) => {
            catalog.find(named)?;
            return Err(InvalidTarget::NotGranted(named.to_owned()));
        }
        None if scope.has_openid() => return Ok(None),
        None => match (apis.next(), apis.next()) {
            (None, _) => return Ok(None),
            (Some(only), None) => only,
            (Some(_), Some(_)) => return Err(InvalidTarget::Ambiguous),
        },
    };
    catalog.for_people_of(client, name).map(Some)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{
        catalog::tests::{BOOKS, FILMS, catalog, console_client},
        client::{ClientKind, tests::client},
    };

    fn params(text: &str) -> Params {
        Params::parse(text).unwrap()
    }

    fn asked(text: &str) -> Result<Vec<String>, InvalidTarget> {
        let spa = client(ClientKind::Spa, &[]);
        of_authorization(&params(text), &spa, &catalog())
    }

    fn books() -> Resource {
        catalog().find(BOOKS).unwrap().resource.clone()
    }

    #[test]
    fn t_21_an_unregistered_resource_is_refused() {
        let unknown = InvalidTarget::Unknown("https://evil.example".to_owned());
        assert_eq!(asked("resource=https://evil.example"), Err(unknown.clone()));
        let second = format!("resource={BOOKS}&resource=https://evil.example");
        assert_eq!(asked(&second), Err(unknown));
        // Character by character: nothing is normalised.
        assert!(asked(&format!("resource={BOOKS}/")).is_err());
    }

    #[test]
    fn several_resources_may_be_asked_for_and_count_once_each() {
        let text = format!("resource={BOOKS}&resource={FILMS}&resource={BOOKS}");
        assert_eq!(asked(&text).unwrap(), [BOOKS, FILMS]);
        let twice = format!("resource={ORGANIZATIONS}&resource={ORGANIZATIONS}");
        assert_eq!(asked(&twice).unwrap(), [ORGANIZATIONS]);
        assert!(asked("").unwrap().is_empty());
    }

    #[test]
    fn the_default_resource_is_meant_where_none_is_named() {
        let spa = client(ClientKind::Spa, &[]);
        let mut catalog = catalog();
        catalog.make_default(BOOKS);
        let asked = |text| of_authorization(&params(text), &spa, &catalog).unwrap();
        assert_eq!(asked(""), [BOOKS]);
        assert_eq!(asked(&format!("resource={FILMS}")), [FILMS]);
    }

    #[test]
    fn people_reach_the_management_api_through_the_console_alone() {
        let wanted = params(&format!("resource={MANAGEMENT}"));
        let catalog = catalog();
        let first_party = client(ClientKind::Traditional, &[]);
        assert_eq!(
            of_authorization(&wanted, &first_party, &catalog),
            Err(InvalidTarget::Management)
        );
        assert!(of_authorization(&wanted, &console_client(), &catalog).is_ok());
        let granted = [MANAGEMENT.to_owned()];
        let told = |client| {
            target(Some(MANAGEMENT), &granted, &Scope::EMPTY, client, &catalog).map(|_| ())
        };
        assert_eq!(told(&first_party), Err(InvalidTarget::Management));
        assert_eq!(told(&console_client()), Ok(()));
    }

    #[test]
    fn a_token_is_for_the_api_that_is_named_and_else_for_userinfo() {
        let (spa, catalog) = (client(ClientKind::Spa, &[]), catalog());
        let granted = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        let of = |named, names: &[&str], scope: &str| {
            let scope = scope.parse().unwrap();
            let found = target(named, &granted(names), &scope, &spa, &catalog);
            found.map(|api| api.map(|api| api.resource.indicator.to_string()))
        };
        assert_eq!(of(None, &[BOOKS], "openid"), Ok(None));
        assert_eq!(
            of(Some(BOOKS), &[BOOKS, FILMS], "openid"),
            Ok(Some(BOOKS.to_owned()))
        );
        assert_eq!(
            of(None, &[BOOKS, ORGANIZATIONS], "x"),
            Ok(Some(BOOKS.to_owned()))
        );
        assert_eq!(of(None, &[ORGANIZATIONS], "x"), Ok(None));
        assert_eq!(
            of(None, &[BOOKS, FILMS], "x"),
            Err(InvalidTarget::Ambiguous)
        );
        assert_eq!(
            of(Some(FILMS), &[BOOKS], "openid"),
            Err(InvalidTarget::NotGranted(FILMS.to_owned()))
        );
        assert!(matches!(
            of(Some("x:y"), &[], ""),
            Err(InvalidTarget::Unknown(_))
        ));
        assert!(matches!(
            of(Some("x:y"), &["x:y"], ""),
            Err(InvalidTarget::Unknown(_))
        ));
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
