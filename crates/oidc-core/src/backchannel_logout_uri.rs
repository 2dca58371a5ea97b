//! Where a relying party is told, without the browser, that a session has ended (`OpenID` Connect
//! Back-Channel Logout 1.0 §2.2).

use url::Url;

use crate::web_uri::{self, web_uri};

web_uri! {
    /// A registered `backchannel_logout_uri`.
    BackchannelLogoutUri by web_uri::parse
}

impl BackchannelLogoutUri {
    /// As it was parsed.
    pub const fn url(&self) -> &Url {
        &self.0
    }
}

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
