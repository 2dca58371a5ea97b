//! What the browser shows in a frame when a session has ended, so that a relying party can forget it
//! there (`OpenID` Connect Front-Channel Logout 1.0 §2).

use url::{Host, Url};

use crate::{
    id::Sid,
    redirect_uri::{RedirectUri, registration::InvalidRedirectUri},
    web_uri::{self, web_uri},
};

web_uri! {
    /// A registered `frontchannel_logout_uri`.
    FrontchannelLogoutUri by framed
}

/// The sources of a content security policy cannot name an IPv6 address (CSP 3 §2.3.1).
fn framed(text: &str) -> Result<Url, InvalidRedirectUri> {
    let url = web_uri::parse(text)?;
    match url.host() {
        Some(Host::Ipv6(_)) => Err(InvalidRedirectUri::Ipv6Frame),
        _ => Ok(url),
    }
}

impl FrontchannelLogoutUri {
    /// Whether scheme, host and port are those of one of the client's redirect URIs (§2).
    pub fn belongs_to(&self, redirect_uris: &[RedirectUri]) -> bool {
        let own = self.origin();
        let mut origins = redirect_uris.iter().filter_map(RedirectUri::origin);
        origins.any(|origin| origin == own)
    }

    /// The origin as a browser writes it.
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// What the frame shows: the address with `iss` and `sid` (§2). Both, whatever the client
    /// registered: they let it tell our frame from one that somebody else makes.
    pub fn frame(&self, issuer: &str, sid: &Sid) -> Url {
        let mut url = self.0.clone();
        url.query_pairs_mut()
            .append_pair("iss", issuer)
            .append_pair("sid", &sid.to_string());
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_where_a_redirect_uri_stands() {
        let redirect_uris = [
            "https://rp.example/cb".parse().unwrap(),
            "com.example.app:/cb".parse().unwrap(),
        ];
        for (uri, belongs) in [
            ("https://rp.example/logout", true),
            ("https://rp.example:443/logout", true),
            ("https://rp.example:8443/logout", false),
            ("https://www.rp.example/logout", false),
            ("http://localhost/logout", false),
        ] {
            let uri: FrontchannelLogoutUri = uri.parse().unwrap();
            assert_eq!(uri.belongs_to(&redirect_uris), belongs, "{uri}");
        }
        for bad in [
            "com.example.app:/logout",
            "/logout",
            "http://rp.example/logout",
            "https://rp.example/#x",
            "javascript:1",
            "http://[::1]:4900/logout",
            "https://x,frame-src/logout",
            "https://x;sandbox/logout",
        ] {
            assert!(bad.parse::<FrontchannelLogoutUri>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_frame_names_issuer_and_session_behind_what_was_registered() {
        let sid = Sid::from_bytes([5; 16]);
        for (uri, frame) in [
            (
                "https://rp.example/out",
                "https://rp.example/out?iss=https%3A%2F%2Fid.example%2Foidc&sid=BQUFBQUFBQUFBQUFBQUFBQ",
            ),
            (
                "https://rp.example/out?a=1",
                "https://rp.example/out?a=1&iss=https%3A%2F%2Fid.example%2Foidc&sid=BQUFBQUFBQUFBQUFBQUFBQ",
            ),
        ] {
            let uri: FrontchannelLogoutUri = uri.parse().unwrap();
            assert_eq!(uri.frame("https://id.example/oidc", &sid).as_str(), frame);
        }
    }
}
