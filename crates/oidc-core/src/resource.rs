//! `resource`: which API the tokens are for (RFC 8707 §2).
//!
//! No API can be registered yet, so every resource is unknown, except the one that Logto's SDKs
//! send whenever organisations are asked for; it is accepted and means nothing by itself.

use crate::params::Params;

/// Always accepted at the authorization endpoint (SDK contract §2.5).
pub const ORGANIZATIONS: &str = "urn:logto:resource:organizations";

/// The resource is not registered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the resource {0:?} is not registered")]
pub struct UnknownResource(pub String);

/// The resources of an authorization request, each once.
///
/// # Errors
/// [`UnknownResource`].
pub fn of_authorization(params: &Params) -> Result<Vec<String>, UnknownResource> {
    let mut resources = Vec::new();
    for resource in params.all("resource") {
        if resource != ORGANIZATIONS {
            return Err(unknown(resource));
        }
        if resources.is_empty() {
            resources.push(resource.to_owned());
        }
    }
    Ok(resources)
}

/// Refuses any resource in a token request: there is none to issue a token for.
///
/// # Errors
/// [`UnknownResource`].
pub fn of_token_request(params: &Params) -> Result<(), UnknownResource> {
    params
        .first("resource")
        .map_or(Ok(()), |resource| Err(unknown(resource)))
}

fn unknown(resource: &str) -> UnknownResource {
    UnknownResource(resource.chars().take(256).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(text: &str) -> Params {
        Params::parse(text).unwrap()
    }

    #[test]
    fn t_21_an_unregistered_resource_is_refused() {
        assert!(of_authorization(&params("resource=https://api.example")).is_err());
        assert!(
            of_authorization(&params(&format!("resource={ORGANIZATIONS}&resource=x"))).is_err()
        );
        assert!(of_token_request(&params("resource=https://api.example")).is_err());
        assert!(of_token_request(&params("resource=")).is_ok());
    }

    #[test]
    fn the_organisations_resource_is_accepted_however_often() {
        let twice = params(&format!(
            "resource={ORGANIZATIONS}&resource={ORGANIZATIONS}"
        ));
        assert_eq!(of_authorization(&twice).unwrap(), [ORGANIZATIONS]);
        assert!(of_authorization(&params("")).unwrap().is_empty());
    }
}
