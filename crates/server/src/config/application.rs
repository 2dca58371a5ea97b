//! `[[applications]]`: the clients that the configuration file owns.

use std::collections::BTreeSet;

use oidc_core::{
    client::{Client, ClientKind, REFRESH_GRACE},
    id::ClientId,
    redirect_uri::{InvalidRedirectUri, PostLogoutRedirectUri, RedirectUri},
    secret::Secret,
    source::Source,
    time::{Lifetime, Timestamp},
    token::request::GrantType,
};
use serde::Deserialize;

use super::{error::ConfigError, lenient, oidc::algorithm};

/// As written, in the file or on the command line.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// The `client_id`.
    pub id: Option<String>,
    /// The `client_secret`; only of applications that have a server.
    pub secret: Option<Secret<String>>,
    /// What people see.
    pub name: Option<String>,
    /// `traditional`, `spa`, `native` or `machine`.
    pub kind: Option<String>,
    /// The grant types it may use; all that its kind can use when there is none.
    #[serde(deserialize_with = "lenient::list")]
    pub grant_types: Vec<String>,
    /// Where its answers may go.
    #[serde(deserialize_with = "lenient::list")]
    pub redirect_uris: Vec<String>,
    /// Where a browser may go after signing out.
    #[serde(deserialize_with = "lenient::list")]
    pub post_logout_redirect_uris: Vec<String>,
    /// Somebody else's.
    pub third_party: bool,
    /// Where a sign-in from this application begins.
    pub initiate_login_uri: Option<String>,
    /// Seconds after the replacement of a refresh token in which its reuse does not revoke.
    pub refresh_grace: Option<u32>,
    /// Whether refresh tokens are replaced on use.
    pub rotate_refresh_token: Option<bool>,
    /// What its ID tokens are signed with.
    pub id_token_alg: Option<String>,
}

/// Checked.
#[derive(Debug, Clone)]
pub struct Application {
    /// The client, whose times are those of the moment it is written.
    pub client: Client,
    /// Its secret.
    pub secret: Option<Secret<String>>,
}

impl Section {
    /// Checks one application. `place` names it in errors, as `applications[0]` does.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] names the key and says what to write.
    pub fn check(&self, place: &str, source: Source) -> Result<Application, ConfigError> {
        let id = self.id(place)?;
        let place = &format!("{place} ({id})");
        let wrong =
            |key: &str, problem: String| ConfigError::setting(format!("{place}.{key}"), problem);
        let kind = self.kind(place)?;
        self.check_third_party()
            .map_err(|problem| wrong("third_party", problem))?;
        let initiate = self
            .initiate_login_uri
            .as_deref()
            .map(login_uri)
            .transpose();
        let client = Client {
            name: self.name.clone().unwrap_or_else(|| id.to_string()),
            redirect_uris: uris(&self.redirect_uris, |uri: &RedirectUri| {
                uri.allowed_for(kind)
            })
            .map_err(|problem| wrong("redirect_uris", problem))?,
            post_logout_redirect_uris: uris(
                &self.post_logout_redirect_uris,
                |uri: &PostLogoutRedirectUri| uri.allowed_for(kind),
            )
            .map_err(|problem| wrong("post_logout_redirect_uris", problem))?,
            grant_types: self
                .grant_types(kind)
                .map_err(|problem| wrong("grant_types", problem))?,
            initiate_login_uri: initiate.map_err(|p| wrong("initiate_login_uri", p))?,
            refresh_grace: self.refresh_grace.map_or(REFRESH_GRACE, Lifetime::seconds),
            rotate_refresh_token: self.rotate_refresh_token.unwrap_or(true),
            id_token_alg: self
                .id_token_alg
                .as_deref()
                .map(|name| algorithm(&format!("{place}.id_token_alg"), name))
                .transpose()?,
            ..Client::new(id.clone(), kind, source, Timestamp::EPOCH)
        };
        self.check_secret(&client)
            .map_err(|problem| wrong("secret", problem))?;
        if client.redirect_uris.is_empty() && kind != ClientKind::Machine {
            return Err(wrong(
                "redirect_uris",
                "is missing: nobody could come back.".to_owned(),
            ));
        }
        Ok(Application {
            client,
            secret: self.secret.clone(),
        })
    }

    fn id(&self, place: &str) -> Result<ClientId, ConfigError> {
        let wrong = |problem| ConfigError::setting(format!("{place}.id"), problem);
        let id = self.id.as_deref().ok_or_else(|| wrong("is missing."))?;
        id.parse()
            .map_err(|_| wrong("must be 1 to 128 letters, digits or any of \"-._~\"."))
    }

    fn kind(&self, place: &str) -> Result<ClientKind, ConfigError> {
        let known = "it must be \"traditional\", \"spa\", \"native\" or \"machine\".";
        let wrong = |problem| ConfigError::setting(format!("{place}.kind"), problem);
        let kind = self
            .kind
            .as_deref()
            .ok_or_else(|| wrong(format!("is missing; {known}")))?;
        kind.parse()
            .map_err(|_| wrong(format!("is {kind:?}; {known}")))
    }

    fn grant_types(&self, kind: ClientKind) -> Result<Option<BTreeSet<GrantType>>, String> {
        if self.grant_types.is_empty() {
            return Ok(None);
        }
        let usable = |name: &String| {
            let found = name.parse::<GrantType>().ok();
            found
                .filter(|grant| kind.can_use(*grant))
                .ok_or_else(|| format!("names {name:?}, which a {kind} application cannot use."))
        };
        self.grant_types
            .iter()
            .map(usable)
            .collect::<Result<_, _>>()
            .map(Some)
    }

    fn check_third_party(&self) -> Result<(), String> {
        if self.third_party {
            return Err(
                "= true is not possible yet: this version has no page that asks people for their \
                 consent."
                    .to_owned(),
            );
        }
        Ok(())
    }

    /// RFC 6749 appendix A.2: a secret is printable ASCII.
    fn check_secret(&self, client: &Client) -> Result<(), String> {
        match (&self.secret, client.is_public()) {
            (None, true) => Ok(()),
            (Some(_), true) => Err(format!(
                "has no place in a {} application, which cannot keep one; leave it out.",
                client.kind
            )),
            (None, false) => Err("is missing; 32 random letters and digits are good.".to_owned()),
            (Some(secret), false) => {
                let text = secret.expose();
                let plain = text.bytes().all(|b| b.is_ascii_graphic());
                if plain && (8..=256).contains(&text.len()) {
                    Ok(())
                } else {
                    Err("must be 8 to 256 printable ASCII characters.".to_owned())
                }
            }
        }
    }
}

fn uris<T>(
    texts: &[String],
    allowed: impl Fn(&T) -> Result<(), InvalidRedirectUri>,
) -> Result<Vec<T>, String>
where
    T: std::str::FromStr<Err = InvalidRedirectUri>,
{
    let parse = |text: &String| {
        let uri = text
            .parse::<T>()
            .and_then(|uri| allowed(&uri).map(|()| uri));
        uri.map_err(|why| format!("has {text:?}, which {why}."))
    };
    texts.iter().map(parse).collect()
}

/// OpenID Connect Core §4: https, or http on this machine.
fn login_uri(text: &str) -> Result<url::Url, String> {
    let url: url::Url = text
        .parse()
        .map_err(|_| format!("is {text:?}, which is not a URL."))?;
    let local = url.host_str().is_some_and(crate::urls::is_loopback_host);
    if url.scheme() == "https" || (url.scheme() == "http" && local) {
        Ok(url)
    } else {
        Err(format!("is {text:?}; it must begin with https://."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: &str = r#"
        id = "shop"
        secret = "Qm9va3N0b3Jl"
        name = "Bookstore"
        kind = "traditional"
        redirect_uris = ["https://shop.example/callback"]
    "#;

    fn check(text: &str) -> Result<Application, String> {
        let section: Section = toml::from_str(text).unwrap();
        section
            .check("applications[0]", Source::File)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_not_said_has_the_defaults_of_the_protocol() {
        let client = check(SHOP).unwrap().client;
        assert_eq!(client.name, "Bookstore");
        assert_eq!(client.refresh_grace, Lifetime::seconds(30));
        assert!(client.rotate_refresh_token && !client.disabled && !client.third_party);
        let text = format!("{SHOP}\nrefresh_grace = 5\nrotate_refresh_token = false");
        let client = check(&text).unwrap().client;
        assert_eq!(client.refresh_grace, Lifetime::seconds(5));
        assert!(!client.rotate_refresh_token);
    }

    #[test]
    fn t_03_a_redirect_uri_that_cannot_be_registered_is_named() {
        for bad in [
            "javascript:alert(1)",
            "http://shop.example/cb",
            "https://*.shop.example/cb",
        ] {
            let text = SHOP.replace("https://shop.example/callback", bad);
            let error = check(&text).unwrap_err();
            assert!(
                error.contains(bad) && error.contains("(shop).redirect_uris"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_secret_belongs_to_applications_that_can_keep_one() {
        assert!(
            check(&SHOP.replace("traditional", "spa"))
                .unwrap_err()
                .contains("leave it out")
        );
        let without = SHOP.replace("secret = \"Qm9va3N0b3Jl\"", "");
        assert!(check(&without).unwrap_err().contains("secret is missing"));
        assert!(check(&without.replace("traditional", "spa")).is_ok());
        let error = check(&SHOP.replace("Qm9va3N0b3Jl", "geheim-ü-geheim")).unwrap_err();
        assert!(!error.contains("geheim"), "{error}");
    }

    #[test]
    fn grant_types_narrow_what_the_kind_can_use_and_never_widen_it() {
        let client = check(SHOP).unwrap().client;
        assert!(client.allows_grant(GrantType::RefreshToken));
        let text = format!("{SHOP}\ngrant_types = [\"authorization_code\"]");
        let client = check(&text).unwrap().client;
        assert!(client.allows_grant(GrantType::AuthorizationCode));
        assert!(!client.allows_grant(GrantType::RefreshToken));
        for unknown in ["implicit", "client_credentials"] {
            let error = check(&text.replace("authorization_code", unknown)).unwrap_err();
            let named = error.contains("(shop).grant_types") && error.contains(unknown);
            assert!(named, "{error}");
        }
        let machine = text.replace("traditional", "machine");
        let error = check(&machine).unwrap_err();
        assert!(error.contains("a machine application"), "{error}");
    }

    #[test]
    fn a_third_party_application_has_to_wait_for_the_consent_page() {
        let error = check(&format!("{SHOP}\nthird_party = true")).unwrap_err();
        assert!(error.contains("consent"), "{error}");
    }

    #[test]
    fn what_is_missing_or_misspelt_is_named() {
        assert!(
            check("name = \"x\"")
                .unwrap_err()
                .contains("applications[0].id is missing")
        );
        assert!(
            check(&SHOP.replace("traditional", "web"))
                .unwrap_err()
                .contains("\"web\"")
        );
        let none = SHOP.replace("[\"https://shop.example/callback\"]", "[]");
        assert!(
            check(&none)
                .unwrap_err()
                .contains("redirect_uris is missing")
        );
    }
}
