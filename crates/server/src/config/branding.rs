//! `[branding]`: how the sign-in pages and mails look.

use oidc_core::account::email::{EmailAddress, trim};
use serde::{Deserialize, Serialize};
use sign_in_ui::Branding;
use url::Url;

use super::error::ConfigError;

/// As written, and as the settings row of the database holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// The brand's name, where no application's name fits better.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The brand colour, as `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// The brand colour on a dark page, as `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dark_color: Option<String>,
    /// The logo's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    /// The address of the logo on a dark page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dark_logo_url: Option<String>,
    /// The address of the icon in the browser's tab.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub favicon_url: Option<String>,
    /// The terms of use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms_url: Option<String>,
    /// The privacy notice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy_url: Option<String>,
    /// Where people turn to who cannot get in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_email: Option<String>,
    /// The language for people whose own we do not speak.
    #[serde(skip_serializing_if = "Option::is_none")]
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

impl From<Section> for Branding {
    fn from(section: Section) -> Self {
        let own = Self::default();
        Self {
            name: section.name.unwrap_or(own.name),
            primary_color: section.color.unwrap_or(own.primary_color),
            dark_primary_color: section.dark_color,
            logo_url: section.logo_url,
            dark_logo_url: section.dark_logo_url,
            favicon_url: section.favicon_url,
            terms_url: section.terms_url,
            privacy_url: section.privacy_url,
            support_email: section.support_email.map(|text| trim(&text).to_owned()),
        }
    }
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
    }
}
