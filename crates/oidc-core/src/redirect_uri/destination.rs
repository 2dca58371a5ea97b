//! Where a redirect URI leads, in what a person can judge before agreeing to something.

use url::Url;

use super::registration::is_loopback;
use crate::client::kind::ClientKind;

/// Where a redirect URI leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A site: its host, with its port where that is not the usual one. International domains are
    /// shown as they stand in the URI, in ASCII.
    Site(String),
    /// An application that has claimed a scheme of its own on this device.
    Scheme(String),
    /// A program that is installed on this device and listens there (RFC 8252 §7.3).
    Device,
    /// A web page that this computer serves: a web application that is being developed, most often.
    /// Its host and its port.
    Local(String),
}

impl Destination {
    /// Of a redirect URI that was registered for a client of this kind.
    pub fn of(uri: &str, kind: ClientKind) -> Self {
        let url = Url::parse(uri).ok();
        let site = url.as_ref().and_then(|url| Some((url, url.host_str()?)));
        match site {
            Some((url, _)) if is_loopback(url) && kind == ClientKind::Native => Self::Device,
            Some((url, host)) if matches!(url.scheme(), "http" | "https") => {
                let port = url.port().map(|port| format!(":{port}"));
                let name = format!("{host}{}", port.unwrap_or_default());
                if is_loopback(url) {
                    Self::Local(name)
                } else {
                    Self::Site(name)
                }
            }
            _ => Self::Scheme(uri.split(':').next().unwrap_or_default().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_shown_the_host_or_the_scheme() {
        let site = |host: &str| Destination::Site(host.to_owned());
        let scheme = |scheme: &str| Destination::Scheme(scheme.to_owned());
        for (uri, leads_to) in [
            ("https://rp.example/cb?x=1", site("rp.example")),
            ("https://rp.example:8443/cb", site("rp.example:8443")),
            ("https://rp.example:443/cb", site("rp.example")),
            (
                "https://b\u{fc}cher.example/",
                site("xn--bcher-kva.example"),
            ),
            ("com.example.reader:/cb", scheme("com.example.reader")),
            ("com.example.reader://host/cb", scheme("com.example.reader")),
        ] {
            for kind in [ClientKind::Native, ClientKind::Traditional] {
                assert_eq!(Destination::of(uri, kind), leads_to, "{uri}");
            }
        }
    }

    #[test]
    fn what_is_served_on_this_computer_is_a_web_page_and_what_is_installed_an_app() {
        for (uri, name) in [
            ("http://127.0.0.1:4711/cb", "127.0.0.1:4711"),
            ("http://[::1]/cb", "[::1]"),
            ("http://localhost:3000/cb", "localhost:3000"),
            ("https://localhost:8443/cb", "localhost:8443"),
        ] {
            for kind in [ClientKind::Traditional, ClientKind::Spa] {
                let page = Destination::Local(name.to_owned());
                assert_eq!(Destination::of(uri, kind), page, "{uri}");
            }
            let app = Destination::of(uri, ClientKind::Native);
            assert_eq!(app, Destination::Device, "{uri}");
        }
    }
}
