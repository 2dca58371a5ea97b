//! Where a redirect URI leads, in what a person can judge before agreeing to something.

use url::Url;

use super::registration::is_loopback;

/// Where a redirect URI leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A site: its host, with its port where that is not the usual one. International domains are
    /// shown as they stand in the URI, in ASCII.
    Site(String),
    /// An application that has claimed a scheme of its own on this device.
    Scheme(String),
    /// A program that listens on this device.
    Device,
}

impl Destination {
    /// Of a redirect URI that was registered.
    pub fn of(uri: &str) -> Self {
        let url = Url::parse(uri).ok();
        let site = url.as_ref().and_then(|url| Some((url, url.host_str()?)));
        match site {
            Some((url, _)) if is_loopback(url) => Self::Device,
            Some((url, host)) if matches!(url.scheme(), "http" | "https") => {
                let port = url.port().map(|port| format!(":{port}"));
                Self::Site(format!("{host}{}", port.unwrap_or_default()))
            }
            _ => Self::Scheme(uri.split(':').next().unwrap_or_default().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_shown_the_host_the_scheme_or_that_it_stays_on_this_device() {
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
            ("http://127.0.0.1:4711/cb", Destination::Device),
            ("http://[::1]/cb", Destination::Device),
            ("http://localhost:3000/cb", Destination::Device),
            ("com.example.reader:/cb", scheme("com.example.reader")),
            ("com.example.reader://host/cb", scheme("com.example.reader")),
        ] {
            assert_eq!(Destination::of(uri), leads_to, "{uri}");
        }
    }
}
