//! Where a relying party is told, without the browser, that a session has ended (`OpenID` Connect
//! Back-Channel Logout 1.0 §2.2).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    record::text_value,
    redirect_uri::registration::{InvalidRedirectUri, check, is_web},
};

/// A registered `backchannel_logout_uri`: https, or http on this machine; no fragment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BackchannelLogoutUri(Url);

impl BackchannelLogoutUri {
    /// As it was parsed.
    pub const fn url(&self) -> &Url {
        &self.0
    }
}

impl FromStr for BackchannelLogoutUri {
    type Err = InvalidRedirectUri;

    fn from_str(text: &str) -> Result<Self, InvalidRedirectUri> {
        check(text)?;
        if !is_web(text) {
            return Err(InvalidRedirectUri::Scheme);
        }
        text.parse()
            .map(Self)
            .map_err(|_| InvalidRedirectUri::NotAbsolute)
    }
}

impl TryFrom<String> for BackchannelLogoutUri {
    type Error = InvalidRedirectUri;

    fn try_from(text: String) -> Result<Self, InvalidRedirectUri> {
        text.parse()
    }
}

impl From<BackchannelLogoutUri> for String {
    fn from(uri: BackchannelLogoutUri) -> Self {
        uri.0.into()
    }
}

impl fmt::Display for BackchannelLogoutUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

text_value!(BackchannelLogoutUri, |uri| uri.0.as_str());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_https_or_http_on_this_machine_and_has_no_fragment() {
        for good in [
            "https://rp.example/logout?tenant=1",
            "http://localhost:3000/logout",
            "http://127.0.0.1/logout",
        ] {
            assert!(good.parse::<BackchannelLogoutUri>().is_ok(), "{good}");
        }
        for bad in [
            "http://rp.example/logout",
            "https://rp.example/logout#x",
            "https://a@rp.example/logout",
            "https://*.rp.example/",
            "com.example.app:/logout",
            "javascript:alert(1)",
            "/logout",
            "",
        ] {
            assert!(bad.parse::<BackchannelLogoutUri>().is_err(), "{bad}");
        }
    }
}
