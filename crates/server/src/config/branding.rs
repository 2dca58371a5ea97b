//! `[branding]`: how the sign-in pages and mails look.

use oidc_core::account::{
    email::{EmailAddress, trim},
    experience::check_brand_name,
};
use serde::Deserialize;
use serde_json::{Map, Value};
use sign_in_ui::Branding;
use url::Url;

use super::error::ConfigError;

/// As written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// The brand's name, where no application's name fits better.
    pub name: Option<String>,
    /// The brand colour, as `#rrggbb`.
    pub color: Option<String>,
    /// The brand colour on a dark page, as `#rrggbb`.
    pub dark_color: Option<String>,
    /// The logo's address.
    pub logo_url: Option<String>,
    /// The address of the logo on a dark page.
    pub dark_logo_url: Option<String>,
    /// The address of the icon in the browser's tab.
    pub favicon_url: Option<String>,
    /// The terms of use.
    pub terms_url: Option<String>,
    /// The privacy notice.
    pub privacy_url: Option<String>,
    /// Where people turn to who cannot get in.
    pub support_email: Option<String>,
    /// The language for people whose own we do not speak.
    pub language: Option<String>,
}

impl Section {
    /// Refuses what would break a page: colours that are none, addresses that run code.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] names the key.
    pub fn check(&self) -> Result<(), ConfigError> {
        for (key, color) in [("color", &self.color), ("dark_color", &self.dark_color)] {
            if color
                .as_deref()
                .is_some_and(|color| Branding::parse_color(color).is_err())
            {
                let key = format!("branding.{key}");
                return Err(ConfigError::setting(
                    key,
                    "must be a colour like \"#5b3df5\".",
                ));
            }
        }
        // An empty one is none.
        let name = self.name.as_deref().filter(|name| !name.trim().is_empty());
        name.map_or(Ok(()), check_brand_name)
            .map_err(|why| ConfigError::setting("branding.name", why.to_string()))?;
        let address = |text: &str| text.parse::<EmailAddress>().is_ok();
        if self
            .support_email
            .as_deref()
            .is_some_and(|text| !address(text))
        {
            return Err(ConfigError::setting(
                "branding.support_email",
                "must be an address.",
            ));
        }
        let urls = [
            ("logo_url", &self.logo_url),
            ("dark_logo_url", &self.dark_logo_url),
            ("favicon_url", &self.favicon_url),
            ("terms_url", &self.terms_url),
            ("privacy_url", &self.privacy_url),
        ];
        for (key, url) in urls {
            let web = |url: &str| {
                url.parse::<Url>()
                    .is_ok_and(|url| matches!(url.scheme(), "https" | "http"))
            };
            if url.as_deref().is_some_and(|url| !web(url)) {
                let key = format!("branding.{key}");
                return Err(ConfigError::setting(
                    key,
                    "must begin with https:// or http://.",
                ));
            }
        }
        Ok(())
    }
}

impl Section {
    /// Lays what is set here over the sign-in experience.
    pub(super) fn lay(&self, layer: &mut Map<String, Value>) {
        let mut group = |name: &str, members: &[Member<'_>]| {
            let set = set(members);
            if !set.is_empty() {
                layer.insert(name.to_owned(), Value::Object(set));
            }
        };
        group(
            "color",
            &[
                ("primaryColor", &self.color),
                ("darkPrimaryColor", &self.dark_color),
            ],
        );
        group(
            "branding",
            &[
                ("logoUrl", &self.logo_url),
                ("darkLogoUrl", &self.dark_logo_url),
                ("favicon", &self.favicon_url),
            ],
        );
        group("languageInfo", &[("fallbackLanguage", &self.language)]);
        group("signet", &[("name", &self.name)]);
        let support_email = self
            .support_email
            .as_deref()
            .map(|text| trim(text).to_owned());
        layer.extend(set(&[
            ("termsOfUseUrl", &self.terms_url),
            ("privacyPolicyUrl", &self.privacy_url),
            ("supportEmail", &support_email),
        ]));
    }
}

/// A member and what the file says of it.
type Member<'a> = (&'static str, &'a Option<String>);

fn set(members: &[Member<'_>]) -> Map<String, Value> {
    members
        .iter()
        .filter_map(|(name, value)| Some(((*name).to_owned(), value.as_deref()?.into())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<(), ConfigError> {
        toml::from_str::<Section>(text).unwrap().check()
    }

    #[test]
    fn colours_and_addresses_are_what_they_say() {
        assert!(check("color = \"#5b3df5\"\nterms_url = \"https://x.example/terms\"").is_ok());
        assert!(check("color = \"red; background: url(x)\"").is_err());
        assert!(check("dark_color = \"#fff\"").is_err());
        assert!(check("terms_url = \"javascript:alert(1)\"").is_err());
        assert!(check("logo_url = \"logo.svg\"").is_err());
        let named = |letters: usize| check(&format!("name = {:?}", "é".repeat(letters)));
        assert!(named(128).is_ok());
        let error = named(129).unwrap_err().to_string();
        assert!(
            error.contains("branding.name") && error.contains("128"),
            "{error}"
        );
    }

    #[test]
    fn a_name_turns_nothing_round_that_stands_beside_it() {
        let named = |name: &str| Section {
            name: Some(name.to_owned()),
            ..Section::default()
        };
        for good in ["", " ", "Brand", "متجر\u{200e}"] {
            assert!(named(good).check().is_ok(), "{good:?}");
        }
        for bad in ["a\u{202e}b", "a\u{2066}b", "a\nb", "\u{200b}"] {
            let error = named(bad).check().unwrap_err().to_string();
            assert!(error.contains("branding.name"), "{bad:?}: {error}");
        }
    }
}
