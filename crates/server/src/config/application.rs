//! `[[applications]]`: the clients that the configuration file owns.

use oidc_core::{
    client::{Client, ClientKind},
    id::ClientId,
    registration::{Logout, Registration},
    secret::Secret,
    source::Source,
    time::{Lifetime, Timestamp},
};
use serde::Deserialize;

use super::{client_secret, error::ConfigError, lenient, oidc::algorithm};

pub use super::client_secret::DeclaredSecret;

/// As written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// The `client_id`.
    pub id: Option<String>,
    /// The `client_secret`; only of applications that have a server.
    pub secret: Option<Secret<String>>,
    /// Further secrets, with names.
    pub secrets: Vec<client_secret::Section>,
    /// What people see.
    pub name: Option<String>,
    /// `traditional`, `spa`, `native` or `machine`.
    pub kind: Option<String>,
    /// The grant types it may use; all that its kind can use when there is none.
    #[serde(deserialize_with = "lenient::list")]
    pub grant_types: Vec<String>,
    /// How its answers may travel; in every way there is when there is none.
    #[serde(deserialize_with = "lenient::list")]
    pub response_modes: Vec<String>,
    /// Where its answers may go.
    #[serde(deserialize_with = "lenient::list")]
    pub redirect_uris: Vec<String>,
    /// Where a browser may go after signing out.
    #[serde(deserialize_with = "lenient::list")]
    pub post_logout_redirect_uris: Vec<String>,
    /// Origins whose pages may read what it is answered, beside those of its redirect URIs.
    #[serde(deserialize_with = "lenient::list")]
    pub cors_allowed_origins: Vec<String>,
    /// Where it is told, without the browser, that a session has ended.
    pub backchannel_logout_uri: Option<String>,
    /// Whether it asks for `sid` there.
    pub backchannel_logout_session_required: bool,
    /// What the browser shows in a frame when a session has ended.
    pub frontchannel_logout_uri: Option<String>,
    /// Whether it asks for `iss` and `sid` there.
    pub frontchannel_logout_session_required: bool,
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
    /// Seconds for which its access tokens live at most.
    pub access_token_lifetime: Option<u32>,
    /// The roles it holds, if it is a machine; those it was given elsewhere when nothing is said.
    pub roles: Option<Vec<String>>,
}

/// Checked.
#[derive(Debug, Clone)]
pub struct Application {
    /// The client, whose times are those of the moment it is written.
    pub client: Client,
    /// The names of its roles, when the file says which.
    pub roles: Option<Vec<String>>,
    /// Its secrets.
    pub secrets: Vec<DeclaredSecret>,
}

impl Section {
    /// Checks one application. `place` names it in errors, as `applications[0]` does.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] names the key and says what to write.
    pub fn check(&self, place: &str) -> Result<Application, ConfigError> {
        let id = self.id(place)?;
        let place = &format!("{place} ({id})");
        let secrets = DeclaredSecret::all(self.secret.as_ref(), &self.secrets, place)?;
        let alg = self.id_token_alg.as_deref();
        let registration = Registration {
            id,
            kind: self.kind(place)?,
            secret: secrets.first().map(|first| first.secret.clone()),
            name: self.name.clone(),
            grant_types: self.grant_types.clone(),
            response_modes: self.response_modes.clone(),
            redirect_uris: self.redirect_uris.clone(),
            post_logout_redirect_uris: self.post_logout_redirect_uris.clone(),
            cors_allowed_origins: self.cors_allowed_origins.clone(),
            logout: Logout {
                backchannel_uri: self.backchannel_logout_uri.clone(),
                backchannel_session_required: self.backchannel_logout_session_required,
                frontchannel_uri: self.frontchannel_logout_uri.clone(),
                frontchannel_session_required: self.frontchannel_logout_session_required,
            },
            third_party: self.third_party,
            initiate_login_uri: self.initiate_login_uri.clone(),
            refresh_grace: self.refresh_grace.map(Lifetime::seconds),
            rotate_refresh_token: self.rotate_refresh_token,
            id_token_alg: alg
                .map(|name| algorithm(&format!("{place}.id_token_alg"), name))
                .transpose()?,
            access_token_lifetime: self.access_token_lifetime.map(Lifetime::seconds),
        };
        let client = registration
            .check(Source::File, Timestamp::EPOCH)
            .map_err(|why| {
                ConfigError::setting(format!("{place}.{}", why.member()), why.to_string())
            })?;
        let has_roles = self.roles.as_ref().is_some_and(|roles| !roles.is_empty());
        if has_roles && client.kind != ClientKind::Machine {
            let problem = "are for machine applications: in others it is people who have roles.";
            return Err(ConfigError::setting(format!("{place}.roles"), problem));
        }
        Ok(Application {
            client,
            secrets,
            roles: self.roles.clone(),
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
}

#[cfg(test)]
mod tests {
    use oidc_core::{response_mode::ResponseMode, token::request::GrantType};

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
            .check("applications[0]")
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
        for kind in ["spa", "native"] {
            let error = check(&SHOP.replace("traditional", kind)).unwrap_err();
            assert!(error.contains("leave it out"), "{kind}: {error}");
        }
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
    fn roles_are_for_machines_and_an_access_token_lives_a_day_at_most() {
        let machine = SHOP.replace("traditional", "machine");
        let roles = check(&format!("{machine}\nroles = [\"Importer\"]"))
            .unwrap()
            .roles;
        assert_eq!(roles.unwrap(), ["Importer"]);
        let error = check(&format!("{SHOP}\nroles = [\"Importer\"]")).unwrap_err();
        assert!(error.contains("(shop).roles"), "{error}");
        let lives = |seconds| check(&format!("{SHOP}\naccess_token_lifetime = {seconds}"));
        let client = lives(300).unwrap().client;
        assert_eq!(client.access_token_lifetime, Some(Lifetime::minutes(5)));
        for wrong in [59, 86_401] {
            let error = lives(wrong).unwrap_err();
            assert!(error.contains("(shop).access_token_lifetime"), "{error}");
        }
    }

    #[test]
    fn an_application_is_the_operators_own_unless_the_file_says_otherwise() {
        for (more, third_party) in [
            ("", false),
            ("third_party = false", false),
            ("third_party = true", true),
        ] {
            let found = check(&format!("{SHOP}\n{more}")).unwrap();
            assert_eq!(found.client.third_party, third_party, "{more}");
        }
    }

    #[test]
    fn a_logout_uri_that_cannot_be_registered_is_named() {
        let with = |key: &str, uri: &str| check(&format!("{SHOP}\n{key} = {uri:?}"));
        let (back, front) = ("backchannel_logout_uri", "frontchannel_logout_uri");
        for (key, bad) in [
            (back, "http://shop.example/out"),
            (back, "https://shop.example/out#x"),
            (front, "https://elsewhere.example/out"),
        ] {
            let error = with(key, bad).unwrap_err();
            let named = error.contains(bad) && error.contains(&format!("(shop).{key} is"));
            assert!(named, "{error}");
        }
        let client = with(back, "https://internal.example/out").unwrap().client;
        assert!(client.backchannel_logout_uri.is_some());
        let client = with(front, "https://shop.example/out").unwrap().client;
        assert!(client.frontchannel_logout_uri.is_some());
    }

    #[test]
    fn t_08_response_modes_narrow_how_answers_travel() {
        let text = format!("{SHOP}\nresponse_modes = [\"form_post\"]");
        let client = check(&text).unwrap().client;
        assert!(client.allows_response_mode(ResponseMode::FormPost));
        assert!(!client.allows_response_mode(ResponseMode::Query));
        let error = check(&text.replace("form_post", "web_message")).unwrap_err();
        assert!(error.contains("(shop).response_modes"), "{error}");
        assert!(error.contains("\"web_message\""), "{error}");
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
