//! `resource`: for which API an access token is (RFC 8707 §2).

use std::sync::Arc;

use crate::{
    catalog::{Api, Catalog},
    client::Client,
    indicator::ORGANIZATIONS,
    params::Params,
    resource_server::{InvalidTarget, MAX_RESOURCES},
    scope::Scope,
};

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

/// For which API the access token of a person is; `granted` are ids. A token for none of them opens the userinfo endpoint:
/// it is what a grant with `openid` yields unless a resource is named.
///
/// # Errors
/// [`InvalidTarget`].
pub fn of_token<'a>(
    named: Option<&str>,
    granted: &[String],
    scope: &Scope,
    client: &Client,
    catalog: &'a Catalog,
) -> Result<Option<&'a Arc<Api>>, InvalidTarget> {
    let unknown = |id: &str| InvalidTarget::Unknown(id.to_owned());
    let name = match (named, granted) {
        (Some(named), granted) => {
            let id = catalog.find(named)?.resource.id.as_str();
            if !granted.iter().any(|granted| granted == id) {
                return Err(InvalidTarget::NotGranted(named.to_owned()));
            }
            named
        }
        (None, _) if scope.has_openid() => return Ok(None),
        (None, []) => return Ok(None),
        (None, [only]) => {
            let api = catalog.by_id(only).ok_or_else(|| unknown(only))?;
            api.resource.indicator.as_str()
        }
        (None, _) => return Err(InvalidTarget::Ambiguous),
    };
    catalog.for_people_of(client, name).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalog::tests::{BOOKS, FILMS, catalog, console_client},
        client::{ClientKind, tests::client},
        indicator::MANAGEMENT,
    };

    fn params(text: &str) -> Params {
        Params::parse(text).unwrap()
    }

    fn asked(text: &str) -> Result<Vec<String>, InvalidTarget> {
        let spa = client(ClientKind::Spa, &[]);
        of_authorization(&params(text), &spa, &catalog())
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
        let granted = ["management-api".to_owned()];
        let told = |client| {
            of_token(Some(MANAGEMENT), &granted, &Scope::EMPTY, client, &catalog).map(|_| ())
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
            let found = of_token(named, &granted(names), &scope, &spa, &catalog);
            found.map(|api| api.map(|api| api.resource.indicator.to_string()))
        };
        assert_eq!(of(None, &["books"], "openid"), Ok(None));
        assert_eq!(
            of(Some(BOOKS), &["books", "films"], "openid"),
            Ok(Some(BOOKS.to_owned()))
        );
        assert_eq!(of(None, &["books"], "x"), Ok(Some(BOOKS.to_owned())));
        assert_eq!(of(None, &[], "x"), Ok(None));
        assert_eq!(
            of(None, &["books", "films"], "x"),
            Err(InvalidTarget::Ambiguous)
        );
        assert_eq!(
            of(Some(FILMS), &["books"], "openid"),
            Err(InvalidTarget::NotGranted(FILMS.to_owned()))
        );
        assert!(matches!(
            of(Some("x:y"), &[], ""),
            Err(InvalidTarget::Unknown(_))
        ));
        assert!(matches!(
            of(None, &["gone"], ""),
            Err(InvalidTarget::Unknown(_))
        ));
        // What is called the same as an API that was granted is not it.
        assert_eq!(
            of(Some(BOOKS), &["former-books"], "openid"),
            Err(InvalidTarget::NotGranted(BOOKS.to_owned()))
        );
    }
}
