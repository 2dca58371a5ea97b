//! `[console]`: who may manage this instance with people's tokens, and where the console answers.

use std::collections::HashSet;

use engine::config::DeclaredAdministrator;
use oidc_core::{account::email::EmailAddress, console, id::ClientId};
use serde::Deserialize;

use super::{error::ConfigError, lenient};
use crate::urls::Urls;

/// As written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// Whether the console is there.
    #[serde(deserialize_with = "lenient::optional")]
    pub enabled: Option<bool>,
    /// Where it is reached besides `public_url`.
    #[serde(deserialize_with = "lenient::list")]
    pub urls: Vec<String>,
    /// Whether it is reached there alone, and people's tokens for the management API with it.
    #[serde(deserialize_with = "lenient::optional")]
    pub only_on_urls: Option<bool>,
    /// The applications that get people's tokens for the management API, besides the console.
    #[serde(deserialize_with = "lenient::list")]
    pub clients: Vec<String>,
    /// The addresses whose owners are administrators once they have proven them.
    #[serde(deserialize_with = "lenient::list")]
    pub administrators: Vec<String>,
}

/// Checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Console {
    /// Whether it is there.
    pub is_enabled: bool,
    /// Where it is reached besides `public_url`, each below the same path.
    pub urls: Vec<Urls>,
    /// Whether it is reached there alone, and people's tokens for the management API with it.
    pub only_on_urls: bool,
    /// The clients that get people's tokens for the management API: the console among them, when it is
    /// there.
    pub clients: HashSet<ClientId>,
}

impl Console {
    /// Where people open it, `public_url` first, if that is one of the places.
    pub fn homes<'a>(&'a self, public_url: &'a Urls) -> impl Iterator<Item = &'a Urls> {
        let public = (!self.only_on_urls).then_some(public_url);
        public.into_iter().chain(&self.urls)
    }

    /// The main one of these, where there is a console.
    pub fn home<'a>(&'a self, public_url: &'a Urls) -> Option<&'a Urls> {
        self.homes(public_url).next().filter(|_| self.is_enabled)
    }

    /// Whether it answers, and people's tokens count, at a request to this host. A request that names
    /// none, or several, is to none.
    pub fn answers_at(&self, host: Option<&str>) -> bool {
        let is_named = || host.is_some_and(|host| self.urls.iter().any(|url| url.is_at(host)));
        !self.only_on_urls || is_named()
    }
}

impl Section {
    /// The section, for an instance at this address.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] names what cannot be used.
    pub fn check(&self, public_url: &Urls) -> Result<Console, ConfigError> {
        let is_enabled = self.enabled.unwrap_or(true);
        let only_on_urls = self.only_on_urls.unwrap_or(false);
        if only_on_urls && self.urls.is_empty() {
            let problem =
                "is true, and console.urls names no address: the console would be nowhere.";
            return Err(ConfigError::setting("console.only_on_urls", problem));
        }
        let urls = self.urls.iter().map(|text| place(text, public_url));
        Ok(Console {
            is_enabled,
            urls: urls.collect::<Result<_, _>>()?,
            only_on_urls,
            clients: self.clients(is_enabled)?,
        })
    }

    fn clients(&self, is_enabled: bool) -> Result<HashSet<ClientId>, ConfigError> {
        let ids = is_enabled.then_some(console::ID).into_iter();
        let ids = ids.chain(self.clients.iter().map(String::as_str));
        ids.map(|id| {
            id.parse().map_err(|_| {
                let problem = format!("has {id:?}, which is not the id of an application.");
                ConfigError::setting("console.clients", problem)
            })
        })
        .collect()
    }

    /// Those people, by their addresses in the form in which they are compared.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] names what is no address.
    pub fn administrators(&self) -> Result<Vec<DeclaredAdministrator>, ConfigError> {
        let addresses = self.administrators.iter();
        addresses
            .map(|text| {
                let parsed = text.parse::<EmailAddress>();
                let declared = parsed.map(|address| DeclaredAdministrator {
                    email: address.canonical(),
                    declared_at: None,
                });
                declared.map_err(|_| {
                    let problem = format!("has {text:?}, which is not an e-mail address.");
                    ConfigError::setting("console.administrators", problem)
                })
            })
            .collect()
    }
}

/// One of `urls`. It has the path of `public_url`, written out or not: links are the same everywhere.
fn place(text: &str, public_url: &Urls) -> Result<Urls, ConfigError> {
    let wrong =
        |why: &str| ConfigError::setting("console.urls", format!("has {text:?}, which {why}."));
    let urls = Urls::new(text).map_err(|why| wrong(&why.to_string()))?;
    if !urls.is_https() && !urls.is_loopback() {
        return Err(wrong(
            "must begin with https:// (or http:// on a loopback address)",
        ));
    }
    match urls.base_path() {
        "" => {
            let whole = format!("{}{}", urls.origin(), public_url.base_path());
            Urls::new(&whole).map_err(|why| wrong(&why.to_string()))
        }
        base if base == public_url.base_path() => Ok(urls),
        _ => Err(wrong("has another path than public_url")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_at(public_url: &str, text: &str) -> Result<Console, String> {
        let section = toml::from_str::<Section>(text).unwrap();
        let checked = section.check(&Urls::new(public_url).unwrap());
        checked.map_err(|error| error.to_string())
    }

    fn check(text: &str) -> Result<Console, String> {
        check_at("https://id.example.com", text)
    }

    fn homes(public_url: &str, text: &str) -> Vec<String> {
        let urls = Urls::new(public_url).unwrap();
        let console = check_at(public_url, text).unwrap();
        let homes = console.homes(&urls);
        homes.map(|home| home.absolute("/console")).collect()
    }

    #[test]
    fn the_console_is_always_among_them_and_what_is_no_id_is_named() {
        let of = |text: &str| check(text).map(|console| console.clients);
        assert_eq!(of("").unwrap(), [console::ID.parse().unwrap()].into());
        assert_eq!(of("clients = [\"ops\"]").unwrap().len(), 2);
        assert_eq!(of("enabled = false").unwrap(), HashSet::new());
        let error = of("clients = [\"a b\"]").unwrap_err();
        assert!(
            error.contains("console.clients") && error.contains("\"a b\""),
            "{error}"
        );
    }

    #[test]
    fn further_addresses_stand_below_the_path_of_the_public_url() {
        let urls = "urls = [\"https://admin.example\", \"http://localhost:4000\"]";
        assert_eq!(
            homes("https://id.example.com/auth", urls),
            [
                "https://id.example.com/auth/console",
                "https://admin.example/auth/console",
                "http://localhost:4000/auth/console",
            ]
        );
        let only = "only_on_urls = true\nurls = \"https://admin.example/auth/\"";
        assert_eq!(
            homes("https://id.example.com/auth", only),
            ["https://admin.example/auth/console"]
        );
    }

    #[test]
    fn an_address_that_cannot_be_one_is_named() {
        for (text, told) in [
            ("urls = [\"admin.example\"]", "is not a URL"),
            (
                "urls = [\"http://admin.example\"]",
                "must begin with https://",
            ),
            (
                "urls = [\"https://admin.example/x\"]",
                "has another path than public_url",
            ),
            (
                "urls = [\"https://admin.example?x=1\"]",
                "must have no query",
            ),
            ("only_on_urls = true", "would be nowhere"),
        ] {
            let error = check(text).unwrap_err();
            assert!(
                error.contains("console.") && error.contains(told),
                "{error}"
            );
        }
    }

    #[test]
    fn it_answers_everywhere_or_at_its_own_addresses_alone() {
        let everywhere = check("urls = \"https://admin.example\"").unwrap();
        assert!(everywhere.answers_at(Some("id.example.com")) && everywhere.answers_at(None));
        let only =
            "only_on_urls = true\nurls = [\"https://admin.example\", \"https://b.example:8443\"]";
        let only = check(only).unwrap();
        for host in [
            "admin.example",
            "ADMIN.example",
            "admin.example:443",
            "b.example:8443",
        ] {
            assert!(only.answers_at(Some(host)), "{host}");
        }
        for host in [
            "id.example.com",
            "admin.example:8443",
            "b.example",
            "x.admin.example",
            "",
        ] {
            assert!(!only.answers_at(Some(host)), "{host}");
        }
        assert!(!only.answers_at(None));
    }

    #[test]
    fn administrators_are_addresses_and_what_is_none_is_named() {
        let of = |text: &str| toml::from_str::<Section>(text).unwrap().administrators();
        assert_eq!(of("").unwrap(), []);
        let ops = "ops@example.com".parse::<EmailAddress>().unwrap();
        let named = of("administrators = \"Ops@Example.com\"").unwrap();
        assert!(named.len() == 1 && named[0].is(&ops));
        let error = of("administrators = [\"ops\"]").unwrap_err().to_string();
        assert!(
            error.contains("console.administrators") && error.contains("\"ops\""),
            "{error}"
        );
    }
}
