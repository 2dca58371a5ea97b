//! A mail server (RFC 5321), over TLS unless told otherwise.
//!
//! Each mail opens a connection of its own, and only then: a server that is down delays mails, not
//! the start. STARTTLS is demanded, never merely tried, so that nobody on the way can talk us out
//! of it (RFC 3207 §6).

use std::{fmt, time::Duration};

use lettre::{
    Message,
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, Certificate, TlsParameters},
        extension::ClientId,
    },
};
use tokio::time::timeout;
use url::Host;

use crate::{
    config::{Limits, Security, SmtpConfig},
    delivery::{Deliveries, Templates},
    endpoint::{is_host_name, is_loopback},
    error::{ConfigError, DeliveryError, chain, connection_failed},
    message::{Content, Mail},
    scrub::Scrubber,
    sender::Sender,
    text::{given, required},
};

mod envelope;

const TABLE: &str = "email.smtp";

/// Long enough for a polite good-bye; the mail is already theirs.
const GOOD_BYE: Duration = Duration::from_secs(1);

/// A mail server, ready to be called.
#[derive(Clone)]
pub struct Smtp {
    host: String,
    port: u16,
    tls: Tls,
    login: Option<Login>,
    hello: ClientId,
    from: Sender,
    reply_to: Option<Sender>,
    deliveries: Deliveries,
    limits: Limits,
}

#[derive(Clone)]
enum Tls {
    Starttls(TlsParameters),
    Implicit(TlsParameters),
    None,
}

#[derive(Clone)]
struct Login {
    username: String,
    password: oidc_core::secret::Secret<String>,
}

/// How far the dialogue had come when it failed: before the envelope, a refusal concerns every
/// mail.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Greeting,
    Mail,
}

impl Smtp {
    pub(crate) fn build(config: &SmtpConfig) -> Result<Self, ConfigError> {
        let host = host(&config.host)?;
        let security = match config.security {
            Some(security) => security,
            None if config.port == Some(465) => Security::ImplicitTls,
            None => Security::Starttls,
        };
        let from = Sender::parse("email.smtp.from", &config.from)?;
        let hello = given(config.hello_name.as_ref()).unwrap_or(from.domain());
        if !is_host_name(hello) {
            return Err(ConfigError::malformed(
                "email.smtp.hello_name",
                "the name of this machine, such as `mail.example.com`",
            ));
        }
        let reply_to = given(config.reply_to.as_ref());
        Ok(Self {
            tls: tls(config, host, security)?,
            host: host.to_owned(),
            port: config.port.unwrap_or(match security {
                Security::Starttls => 587,
                Security::ImplicitTls => 465,
                Security::None => 25,
            }),
            login: login(config)?,
            hello: ClientId::Domain(hello.to_owned()),
            from,
            reply_to: reply_to
                .map(|t| Sender::parse("email.smtp.reply_to", t))
                .transpose()?,
            deliveries: Deliveries::build(TABLE, &config.deliveries, Templates::Unknown)?,
            limits: config.timeouts.or_seconds(TABLE, 10, 30)?,
        })
    }

    pub(crate) fn from(&self) -> &Sender {
        &self.from
    }

    pub(crate) fn time_limit(&self) -> Duration {
        self.limits.whole + GOOD_BYE
    }

    pub(crate) fn preview(&self, mail: &Mail) -> Result<Content, DeliveryError> {
        Ok(self.deliveries.resolve(mail)?.into_content())
    }

    pub(crate) async fn send(&self, mail: &Mail) -> Result<(), DeliveryError> {
        let resolved = self.deliveries.resolve(mail)?;
        let message = envelope::message(&self.from, self.reply_to.as_ref(), mail, resolved)?;
        match timeout(self.limits.whole, self.hand_over(mail, &message)).await {
            Ok(Ok(mut connection)) => {
                // Whether they answer to QUIT is their affair: a mail must not be sent twice
                // because of it.
                let _ = timeout(GOOD_BYE, connection.quit()).await;
                Ok(())
            }
            Ok(Err(error)) => Err(error),
            Err(_) => Err(DeliveryError::Unreachable {
                detail: "the mail server did not answer in time".into(),
            }),
        }
    }

    async fn hand_over(
        &self,
        mail: &Mail,
        message: &Message,
    ) -> Result<AsyncSmtpConnection, DeliveryError> {
        let mut secrets = Vec::new();
        if let Some(login) = &self.login {
            secrets.extend([login.username.as_str(), login.password.expose()]);
        }
        let scrubber = Scrubber::new(mail, &secrets);
        let mut connection = self
            .connect()
            .await
            .map_err(|error| failure(&error, Stage::Greeting, &scrubber))?;
        connection
            .send(message.envelope(), &message.formatted())
            .await
            .map_err(|error| failure(&error, Stage::Mail, &scrubber))?;
        Ok(connection)
    }

    /// Connected, encrypted and signed in.
    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let implicit = match &self.tls {
            Tls::Implicit(parameters) => Some(parameters.clone()),
            Tls::Starttls(_) | Tls::None => None,
        };
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            (self.host.as_str(), self.port),
            Some(self.limits.connect),
            &self.hello,
            implicit,
            None,
        )
        .await?;
        if let Tls::Starttls(parameters) = &self.tls {
            connection.starttls(parameters.clone(), &self.hello).await?;
        }
        if let Some(login) = &self.login {
            let credentials =
                Credentials::new(login.username.clone(), login.password.expose().clone());
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
                .await?;
        }
        Ok(connection)
    }
}

/// Without the login.
impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}

fn host(text: &str) -> Result<&str, ConfigError> {
    let key = "email.smtp.host";
    let host = required(key, text)?;
    if is_host_name(host) || host.parse::<std::net::IpAddr>().is_ok() {
        Ok(host)
    } else {
        let expected = "the name of a mail server such as `smtp.example.com`, without a port";
        Err(ConfigError::malformed(key, expected))
    }
}

fn login(config: &SmtpConfig) -> Result<Option<Login>, ConfigError> {
    let unpaired = |key: &str, other: &str| ConfigError::Unpaired {
        key: format!("{TABLE}.{key}"),
        other: format!("{TABLE}.{other}"),
    };
    let password = config
        .password
        .as_ref()
        .filter(|password| !password.expose().is_empty());
    match (given(config.username.as_ref()), password) {
        (Some(username), Some(password)) => Ok(Some(Login {
            username: username.to_owned(),
            password: password.clone(),
        })),
        (None, None) => Ok(None),
        (Some(_), None) => Err(unpaired("username", "password")),
        (None, Some(_)) => Err(unpaired("password", "username")),
    }
}

fn tls(config: &SmtpConfig, host: &str, security: Security) -> Result<Tls, ConfigError> {
    match security {
        Security::Starttls => Ok(Tls::Starttls(tls_parameters(config, host)?)),
        Security::ImplicitTls => Ok(Tls::Implicit(tls_parameters(config, host)?)),
        Security::None if config.allow_insecure || is_this_machine(host) => Ok(Tls::None),
        Security::None => Err(ConfigError::Insecure {
            key: "email.smtp.security".into(),
            host: host.to_owned(),
        }),
    }
}

fn tls_parameters(config: &SmtpConfig, host: &str) -> Result<TlsParameters, ConfigError> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(path) = &config.ca_file {
        let unusable = |detail: String| ConfigError::CaFile {
            key: "email.smtp.ca_file".into(),
            path: path.clone(),
            detail,
        };
        let pem = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
        if !pem.windows(11).any(|bytes| bytes == b"-----BEGIN ") {
            return Err(unusable("no certificate in it".into()));
        }
        let authorities = Certificate::from_pem(&pem).map_err(|error| unusable(chain(&error)))?;
        builder = builder.add_root_certificate(authorities);
    }
    builder.build().map_err(|error| ConfigError::NoRoots {
        table: TABLE,
        detail: chain(&error),
    })
}

fn is_this_machine(host: &str) -> bool {
    match host.parse() {
        Ok(address) => std::net::IpAddr::is_loopback(&address),
        Err(_) => is_loopback(&Host::Domain(host.to_ascii_lowercase())),
    }
}

/// What a failed dialogue means. 530 and its neighbours ask for a login at any stage
/// (RFC 4954 §6).
fn failure(error: &Error, stage: Stage, scrubber: &Scrubber<'_>) -> DeliveryError {
    let detail = scrubber.clean(&chain(error));
    let status = error
        .status()
        .and_then(|code| code.to_string().parse().ok());
    match status {
        Some(status @ 400..=499) => DeliveryError::Deferred {
            status,
            retry_after: None,
            detail,
        },
        Some(530 | 534 | 535 | 538) => DeliveryError::Misconfigured { status, detail },
        Some(_) if stage == Stage::Greeting => DeliveryError::Misconfigured { status, detail },
        Some(_) => DeliveryError::Refused { status, detail },
        // The server lacks what we demand: STARTTLS, a way to sign in, 8BITMIME.
        None if error.is_client() => DeliveryError::Misconfigured {
            status: None,
            detail,
        },
        None => connection_failed(detail),
    }
}
