//! An address of a client's own on the web that it registers beside its redirect URIs: https, or http on
//! this machine; no fragment.

use url::Url;

use crate::redirect_uri::registration::{InvalidRedirectUri, check, is_web};

/// The address that a text is.
pub(crate) fn parse(text: &str) -> Result<Url, InvalidRedirectUri> {
    check(text)?;
    if !is_web(text) {
        return Err(InvalidRedirectUri::Scheme);
    }
    text.parse().map_err(|_| InvalidRedirectUri::NotAbsolute)
}

/// A type for one of them: read by `$parse`, printed and stored as text.
macro_rules! web_uri {
    ($(#[$doc:meta])* $name:ident by $parse:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(url::Url);

        impl std::str::FromStr for $name {
            type Err = $crate::redirect_uri::registration::InvalidRedirectUri;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $parse(text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::redirect_uri::registration::InvalidRedirectUri;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(uri: $name) -> Self {
                uri.0.into()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.0.as_str())
            }
        }

        $crate::record::text_value!($name, |uri| uri.0.as_str());
    };
}

pub(crate) use web_uri;
