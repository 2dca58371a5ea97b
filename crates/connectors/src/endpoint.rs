//! Where a connector calls. The key goes to whatever stands here, so the host is checked by parsing the
//! address: Logto's test of its last letters lets `http://127.0.0.1/x#.mailgun.net` pass.

use url::{Host, Url};

use crate::{
    config::MailgunConfig,
    config_error::ConfigError,
    outbound::Trust,
    text::{given, required},
};

/// Mailgun's regions: what they are called, and where they are.
pub(crate) const REGIONS: [(&str, &str); 2] = [
    ("US", "https://api.mailgun.net"),
    ("EU", "https://api.eu.mailgun.net"),
];
const ENDPOINT: &str = "an https address of Mailgun itself, such as `https://api.mailgun.net` or \
     `https://api.eu.mailgun.net` (a proxy or a test server belongs in `base_url`)";
const ADDRESS: &str =
    "an https address, or an http address of this machine such as `http://127.0.0.1:8025`";
const DOMAIN: &str =
    "a bare domain such as `mg.example.com`, without `https://` and without a path";

/// Mailgun's HTTP interface for one domain.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    base: String,
    domain: String,
    is_elsewhere: bool,
}

impl Account {
    pub(crate) fn of(config: &MailgunConfig, trust: Trust) -> Result<Self, ConfigError> {
        let base_url = given(config.base_url.as_ref());
        let base = match base_url {
            Some(base_url) => base(base_url, trust),
            None => origin(given(config.endpoint.as_ref()).unwrap_or(REGIONS[0].1)),
        }?;
        Ok(Self {
            base,
            domain: domain(&config.domain)?.to_owned(),
            is_elsewhere: base_url.is_some(),
        })
    }

    /// The key of the setting that says where it is.
    pub(crate) const fn key(&self) -> &'static str {
        if self.is_elsewhere {
            "email.mailgun.base_url"
        } else {
            "email.mailgun.endpoint"
        }
    }

    pub(crate) fn domain(&self) -> &str {
        &self.domain
    }

    /// The address messages are posted to.
    pub(crate) fn messages(&self) -> Result<Url, ConfigError> {
        let url = format!("{}/v3/{}/messages", self.base, self.domain);
        Url::parse(&url).map_err(|_| ConfigError::malformed(self.key(), ADDRESS))
    }

    /// Where Mailgun tells what it knows of the domain: in each region by its name, or at the
    /// configured address alone. Whether mails go there, too.
    pub(crate) fn domain_in_each_region(&self) -> Vec<Place> {
        let at = |region, base: &str, is_ours| {
            let url = Url::parse(&format!("{base}/v4/domains/{}", self.domain)).ok()?;
            Some(Place {
                region,
                url,
                is_ours,
            })
        };
        if self.is_elsewhere {
            return at(None, &self.base, true).into_iter().collect();
        }
        let regions = REGIONS.iter();
        regions
            .filter_map(|(region, base)| at(Some(*region), base, *base == self.base))
            .collect()
    }
}

/// Where Mailgun can be asked about a domain.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// None when it is a configured address.
    pub(crate) region: Option<&'static str>,
    pub(crate) url: Url,
    /// Whether mails go to it.
    pub(crate) is_ours: bool,
}

/// A configured address, without credentials and fragment. The operator's is https, or
/// plain on this machine; an administrator's is for the guard of outgoing calls to judge.
pub(crate) fn address(key: &str, text: &str, trust: Trust) -> Result<Url, ConfigError> {
    let complaint = || ConfigError::malformed(key, ADDRESS);
    let url = plain(required(key, text)?).ok_or_else(complaint)?;
    let fits = match (url.scheme(), trust) {
        ("https", _) | ("http", Trust::Administrator) => url.host().is_some(),
        ("http", Trust::Operator) => url.host().is_some_and(|host| is_loopback(&host)),
        _ => false,
    };
    if fits && url.fragment().is_none() {
        Ok(url)
    } else {
        Err(complaint())
    }
}

/// Whether `host` can only be this machine.
pub(crate) fn is_loopback(host: &Host<impl AsRef<str>>) -> bool {
    match host {
        Host::Domain(name) => name.as_ref() == "localhost" || name.as_ref().ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// Whether `name` is a host name and nothing else.
pub(crate) fn is_host_name(name: &str) -> bool {
    name.len() <= 253
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

fn origin(endpoint: &str) -> Result<String, ConfigError> {
    let complaint = || ConfigError::malformed("email.mailgun.endpoint", ENDPOINT);
    let url = plain(endpoint).ok_or_else(complaint)?;
    let host = url.host_str().unwrap_or_default();
    let is_mailgun = host == "mailgun.net" || host.ends_with(".mailgun.net");
    if url.scheme() == "https" && is_mailgun {
        Ok(url.origin().ascii_serialization())
    } else {
        Err(complaint())
    }
}

fn base(base_url: &str, trust: Trust) -> Result<String, ConfigError> {
    let key = "email.mailgun.base_url";
    let url = address(key, base_url, trust)?;
    if url.query().is_none() {
        Ok(url.as_str().trim_end_matches('/').to_owned())
    } else {
        Err(ConfigError::malformed(key, ADDRESS))
    }
}

/// An address that brings no credentials of its own.
fn plain(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    (url.username().is_empty() && url.password().is_none()).then_some(url)
}

fn domain(text: &str) -> Result<&str, ConfigError> {
    let key = "email.mailgun.domain";
    let domain = required(key, text)?;
    if domain.contains('.') && is_host_name(domain) {
        Ok(domain)
    } else {
        Err(ConfigError::malformed(key, DOMAIN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(endpoint: Option<&str>, base_url: Option<&str>, domain: &str) -> MailgunConfig {
        MailgunConfig {
            endpoint: endpoint.map(str::to_owned),
            domain: domain.to_owned(),
            api_key: "key-1".into(),
            webhook_signing_key: None,
            from: "a@example.com".to_owned(),
            deliveries: std::collections::BTreeMap::default(),
            base_url: base_url.map(str::to_owned),
            options: std::collections::BTreeMap::default(),
            timeouts: crate::config::Timeouts::default(),
        }
    }

    fn messages(config: &MailgunConfig) -> Result<Url, ConfigError> {
        Account::of(config, Trust::Operator)?.messages()
    }

    fn at(endpoint: Option<&str>, base_url: Option<&str>) -> Option<String> {
        messages(&config(endpoint, base_url, "example.com"))
            .ok()
            .map(String::from)
    }

    #[test]
    fn an_endpoint_of_mailgun_is_taken_without_its_path() {
        let american = Some("https://api.mailgun.net/v3/example.com/messages".to_owned());
        let european = Some("https://api.eu.mailgun.net/v3/example.com/messages".to_owned());
        assert_eq!(at(None, None), american);
        assert_eq!(at(Some(""), Some(" ")), american);
        assert_eq!(at(Some("https://api.mailgun.net/v3"), None), american);
        assert_eq!(at(Some("https://api.eu.mailgun.net"), None), european);
        assert_eq!(at(Some("https://API.EU.Mailgun.net/x?y#z"), None), european);
        assert_eq!(
            at(Some("https://mailgun.net"), None).as_deref(),
            Some("https://mailgun.net/v3/example.com/messages")
        );
    }

    #[test]
    fn whatever_only_ends_like_mailgun_is_refused() {
        for endpoint in [
            "http://127.0.0.1:8025/x#.mailgun.net",
            "https://127.0.0.1/?.mailgun.net",
            "https://evil-mailgun.net",
            "https://evilmailgun.net",
            "https://api.mailgun.net.evil.example",
            "https://api.mailgun.net@evil.example",
            "https://evil.example\\.mailgun.net",
            "https://api:key@api.mailgun.net",
            "http://api.mailgun.net",
            "ftp://api.mailgun.net",
            "api.mailgun.net",
            "https://",
        ] {
            let error = messages(&config(Some(endpoint), None, "example.com")).unwrap_err();
            assert!(
                error.to_string().starts_with("`email.mailgun.endpoint`"),
                "{endpoint}"
            );
        }
    }

    #[test]
    fn a_base_url_keeps_its_path_and_may_be_plain_on_this_machine_only() {
        for (base_url, expected) in [
            (
                "http://127.0.0.1:8025",
                "http://127.0.0.1:8025/v3/example.com/messages",
            ),
            (
                "http://[::1]:8025/",
                "http://[::1]:8025/v3/example.com/messages",
            ),
            (
                "http://localhost:8025",
                "http://localhost:8025/v3/example.com/messages",
            ),
            (
                "https://proxy.example/mg/",
                "https://proxy.example/mg/v3/example.com/messages",
            ),
        ] {
            assert_eq!(at(None, Some(base_url)).as_deref(), Some(expected));
        }
        for base_url in [
            "http://proxy.example",
            "http://10.0.0.1",
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example",
            "https://u:p@proxy.example",
            "https://proxy.example/?a=b",
            "file:///tmp/x",
            "proxy.example",
        ] {
            let error = messages(&config(None, Some(base_url), "example.com")).unwrap_err();
            assert!(
                error.to_string().starts_with("`email.mailgun.base_url`"),
                "{base_url}"
            );
        }
    }

    #[test]
    fn a_domain_is_a_bare_host_name() {
        for domain in [
            "",
            "https://example.com",
            "example.com/x",
            "example",
            "a@example.com",
            "exa mple.com",
            "..",
            "a..b",
            "example.com?x",
            "example.com#",
            "%2e.com",
        ] {
            let error = messages(&config(None, None, domain)).unwrap_err();
            assert!(
                error.to_string().starts_with("`email.mailgun.domain`"),
                "{domain}"
            );
        }
        assert!(messages(&config(None, None, "sandbox_1.mailgun.org")).is_ok());
    }
}
