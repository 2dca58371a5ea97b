//! What an operator can do about a mail that did not leave.

use serde::Serialize;

use crate::error::DeliveryError;

/// A cure. Each has a name for translations, and its words in English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// No delivery for the usage type.
    AddDelivery,
    /// The address of the other side may not be called.
    AddressNotAllowed,
    /// Mailgun does not take the key.
    MailgunKey,
    /// Mailgun does not know the domain.
    MailgunDomain,
    /// Mailgun does not take the mail as it is.
    MailgunMail,
    /// The mail server does not take the login.
    SmtpLogin,
    /// The mail server has no STARTTLS.
    SmtpNoStarttls,
    /// The port speaks TLS at once, or does not.
    SmtpTlsPort,
    /// The mail server does not take the sender or the recipient.
    SmtpRefused,
    /// The certificate is not trusted.
    Certificate,
    /// The endpoint does not take the authorization.
    HttpAuthorization,
    /// The endpoint redirects.
    Redirect,
    /// The endpoint has nothing there.
    HttpPath,
    /// Too many at once, or their fault.
    Later,
    /// The other side does not answer.
    NotReached,
    /// No mail server answers at the port.
    SmtpNotReached,
}

impl Advice {
    /// The name, as it is serialized.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AddDelivery => "add_delivery",
            Self::AddressNotAllowed => "address_not_allowed",
            Self::MailgunKey => "mailgun_key",
            Self::MailgunDomain => "mailgun_domain",
            Self::MailgunMail => "mailgun_mail",
            Self::SmtpLogin => "smtp_login",
            Self::SmtpNoStarttls => "smtp_no_starttls",
            Self::SmtpTlsPort => "smtp_tls_port",
            Self::SmtpRefused => "smtp_refused",
            Self::Certificate => "certificate",
            Self::HttpAuthorization => "http_authorization",
            Self::Redirect => "redirect",
            Self::HttpPath => "http_path",
            Self::Later => "later",
            Self::NotReached => "not_reached",
            Self::SmtpNotReached => "smtp_not_reached",
        }
    }

    /// The cure in English.
    pub const fn text(self) -> &'static str {
        match self {
            Self::AddDelivery => "Add a delivery for this usage type, or one for Generic.",
            Self::AddressNotAllowed => {
                "Take a public address, or list host and port in outbound.allow of signet.toml."
            }
            Self::MailgunKey => {
                "The key is of another region or may not send for this domain: compare it with \
                 the keys in Mailgun, and the endpoint with the region."
            }
            Self::MailgunDomain => {
                "The domain is unknown in this region: try the other endpoint \
                 (https://api.mailgun.net, or https://api.eu.mailgun.net for the EU)."
            }
            Self::MailgunMail => {
                "Mailgun does not take this mail: look at the sender, the name of the template and \
                 the account's plan."
            }
            Self::SmtpLogin => {
                "The mail server does not take the login: check user and password. Some providers \
                 want a password made for applications."
            }
            Self::SmtpNoStarttls => {
                "The server offers no STARTTLS or no way to sign in on this port: take 587, or 465 \
                 with TLS from the start."
            }
            Self::SmtpTlsPort => {
                "Port and encryption do not fit: 465 wants TLS from the start, 587 and 25 do not."
            }
            Self::SmtpRefused => {
                "The mail server does not take this sender or recipient: send from an address that \
                 the login may use."
            }
            Self::Certificate => {
                "The certificate is expired, of an authority this machine does not trust, or for \
                 another name: write the host as it stands in the certificate."
            }
            Self::HttpAuthorization => "The endpoint does not take what `authorization` says.",
            Self::Redirect => "The address redirects: write the one it leads to.",
            Self::HttpPath => "Nothing takes a POST at this path: check the address.",
            Self::Later => "The other side asks to wait, or has a fault: try again later.",
            Self::NotReached => {
                "Nobody answers: check the address, and that this machine may reach it."
            }
            Self::SmtpNotReached => {
                "Nobody answers: check host and port. Many networks block port 25; 587 and 465 are \
                 for programs that sign in."
            }
        }
    }

    /// About a failure of a mail server.
    pub(crate) fn smtp(error: &DeliveryError) -> Option<Self> {
        match error {
            DeliveryError::Misconfigured {
                status: Some(530 | 534 | 535 | 538),
                ..
            } => Some(Self::SmtpLogin),
            DeliveryError::Misconfigured {
                status: None,
                detail,
            } => Some(common(detail).unwrap_or(Self::SmtpNoStarttls)),
            DeliveryError::Misconfigured { .. } => None,
            DeliveryError::Refused { .. } => Some(Self::SmtpRefused),
            DeliveryError::Deferred { .. } => Some(Self::Later),
            DeliveryError::Unreachable { detail } if is_not_tls(detail) => Some(Self::SmtpTlsPort),
            DeliveryError::Unreachable { .. } => Some(Self::SmtpNotReached),
            DeliveryError::NoTemplate { .. } => Some(Self::AddDelivery),
        }
    }

    /// About a failure of Mailgun.
    pub(crate) fn mailgun(error: &DeliveryError) -> Option<Self> {
        match error {
            DeliveryError::Misconfigured {
                status: Some(401 | 403),
                ..
            } => Some(Self::MailgunKey),
            DeliveryError::Misconfigured {
                status: Some(404), ..
            } => Some(Self::MailgunDomain),
            DeliveryError::Refused { .. } => Some(Self::MailgunMail),
            error => Self::over_http(error),
        }
    }

    /// About a failure of an endpoint.
    pub(crate) fn http(error: &DeliveryError) -> Option<Self> {
        match error {
            DeliveryError::Misconfigured {
                status: Some(401 | 403),
                ..
            } => Some(Self::HttpAuthorization),
            DeliveryError::Misconfigured {
                status: Some(404), ..
            }
            | DeliveryError::Refused {
                status: Some(405), ..
            } => Some(Self::HttpPath),
            error => Self::over_http(error),
        }
    }

    fn over_http(error: &DeliveryError) -> Option<Self> {
        match error {
            DeliveryError::Misconfigured {
                status: Some(300..=399),
                ..
            } => Some(Self::Redirect),
            DeliveryError::Misconfigured { detail, .. } => common(detail),
            DeliveryError::Refused { .. } => None,
            DeliveryError::Deferred { .. } => Some(Self::Later),
            DeliveryError::Unreachable { .. } => Some(Self::NotReached),
            DeliveryError::NoTemplate { .. } => Some(Self::AddDelivery),
        }
    }
}

/// What any connection can suffer from.
fn common(detail: &str) -> Option<Advice> {
    if detail.contains("invalid peer certificate") {
        Some(Advice::Certificate)
    } else if detail.contains("outbound.allow") {
        Some(Advice::AddressNotAllowed)
    } else {
        None
    }
}

/// How rustls complains about words that are no TLS, and lettre about TLS that is no words.
fn is_not_tls(detail: &str) -> bool {
    [
        "corrupt message",
        "InvalidContentType",
        "invalid response",
        "unexpected eof",
    ]
    .iter()
    .any(|sign| detail.contains(sign))
}
