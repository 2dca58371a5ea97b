//! A mail server (RFC 5321), over TLS unless told otherwise.
//!
//! Each mail opens a connection of its own, and only then: a server that is down delays mails, not
//! the start. STARTTLS is demanded, never merely tried, so that nobody on the way can talk us out
//! of it (RFC 3207 §6).

use std::{fmt, net::SocketAddr, time::Duration};

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
    config::{Security, SmtpConfig},
    config_error::{ConfigError, Problem},
    delivery::{Deliveries, Templates},
    endpoint::{is_host_name, is_loopback},
    error::{DeliveryError, chain, connection_failed},
    limits::Limits,
    message::{Content, Mail},
    outbound::{Outbound, OutboundError, Trust},
    scrub::Scrubber,
    sender::Sender,
    steps::{StepName, Steps},
    text::{given, required},
    verdict::out_of_bounds,
};

mod envelope;
mod headers;

use envelope::Frame;
use headers::Headers;

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
    headers: Headers,
    deliveries: Deliveries,
    limits: Limits,
    /// Judges where the host leads, when it is an administrator's.
    guard: Option<Outbound>,
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
    pub(crate) fn build(
        config: &SmtpConfig,
        outbound: &Outbound,
        trust: Trust,
    ) -> Result<Self, ConfigError> {
        let host = host(&config.host)?;
        // A path on this machine is the operator's to name.
        if trust == Trust::Administrator && config.ca_file.is_some() {
            let sentence =
                "names a file on the server; only its own configuration file may do that";
            return Err(ConfigError::said("email.smtp.ca_file", sentence));
        }
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
        let port = config.port.unwrap_or(match security {
            Security::Starttls => 587,
            Security::ImplicitTls => 465,
            Security::None => 25,
        });
        if trust == Trust::Administrator {
            let key = "email.smtp.host";
            let permitted = outbound.may_connect(host, port);
            permitted.map_err(|error| ConfigError::no_client(key, TABLE, error))?;
        }
        Ok(Self {
            tls: tls(config, host, security)?,
            host: host.to_owned(),
            port,
            login: login(config)?,
            hello: ClientId::Domain(hello.to_owned()),
            from,
            reply_to: reply_to
                .map(|t| Sender::parse("email.smtp.reply_to", t))
                .transpose()?,
            headers: Headers::check("email.smtp.headers", &config.headers)?,
            deliveries: Deliveries::build(TABLE, &config.deliveries, Templates::Unknown)?,
            limits: config.timeouts.or_seconds(TABLE, 10, 30)?,
            guard: (trust == Trust::Administrator).then(|| outbound.clone()),
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

    pub(crate) async fn send(&self, mail: &Mail, steps: &mut Steps) -> Result<(), DeliveryError> {
        let resolved = self.deliveries.resolve(mail)?;
        let kind = resolved.kind();
        let frame = Frame {
            from: &self.from,
            reply_to: self.reply_to.as_ref(),
            headers: &self.headers,
        };
        let message = frame.message(mail, resolved)?;
        steps.took(StepName::Rendered, || kind);
        match timeout(self.limits.whole, self.hand_over(mail, &message, steps)).await {
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
        steps: &mut Steps,
    ) -> Result<AsyncSmtpConnection, DeliveryError> {
        let mut secrets = Vec::new();
        // As `AUTH PLAIN` sends both (RFC 4616 §2).
        let plain = self.login.as_ref().map(|login| {
            let (user, password) = (login.username.as_str(), login.password.expose());
            format!("\0{user}\0{password}")
        });
        if let Some(login) = &self.login {
            secrets.extend([login.username.as_str(), login.password.expose()]);
        }
        secrets.extend(plain.as_deref());
        secrets.extend(self.headers.values());
        let scrubber = Scrubber::new(mail, &secrets);
        let addresses = self.addresses(steps).await?;
        let mut connection = self
            .connect(addresses.as_deref(), &scrubber, steps)
            .await
            .map_err(|error| failure(&error, Stage::Greeting, &scrubber))?;
        let answer = connection
            .send(message.envelope(), &message.formatted())
            .await
            .map_err(|error| failure(&error, Stage::Mail, &scrubber))?;
        steps.took(StepName::Answered, || {
            let words: Vec<&str> = answer.message().collect();
            scrubber.clean(&format!("{}: {}", answer.code(), words.join(" ")))
        });
        Ok(connection)
    }

    /// Where an administrator's host leads, judged as every other call is. The library resolves names
    /// by itself and has no place for a guard, so that it is given these addresses instead of the
    /// name: what was judged is what is connected to. The certificate must bear the name all the same.
    async fn addresses(&self, steps: &mut Steps) -> Result<Option<Vec<SocketAddr>>, DeliveryError> {
        let Some(guard) = &self.guard else {
            return Ok(None);
        };
        let found = guard.addresses(&self.host, self.port).await;
        let found = found.map_err(|error| match error {
            OutboundError::Unreachable { detail } => DeliveryError::Unreachable { detail },
            error => out_of_bounds(&error),
        })?;
        steps.took(StepName::Resolved, || {
            let listed: Vec<String> = found.iter().map(ToString::to_string).collect();
            listed.join(", ")
        });
        Ok(Some(found))
    }

    /// Connected, encrypted and signed in.
    async fn connect(
        &self,
        addresses: Option<&[SocketAddr]>,
        scrubber: &Scrubber<'_>,
        steps: &mut Steps,
    ) -> Result<AsyncSmtpConnection, Error> {
        let implicit = match &self.tls {
            Tls::Implicit(parameters) => Some(parameters.clone()),
            Tls::Starttls(_) | Tls::None => None,
        };
        let (wait, hello) = (Some(self.limits.connect), &self.hello);
        let mut connection = if let Some(found) = addresses {
            AsyncSmtpConnection::connect_tokio1(found, wait, hello, implicit, None).await
        } else {
            let named = (self.host.as_str(), self.port);
            AsyncSmtpConnection::connect_tokio1(named, wait, hello, implicit, None).await
        }?;
        steps.took(StepName::Connected, || {
            let greeted = scrubber.clean(connection.server_info().name());
            format!("{}:{} is {greeted}", self.host, self.port)
        });
        if let Tls::Starttls(parameters) = &self.tls {
            connection.starttls(parameters.clone(), hello).await?;
            steps.took(StepName::Encrypted, || "STARTTLS".to_owned());
        }
        if let Some(login) = &self.login {
            let credentials =
                Credentials::new(login.username.clone(), login.password.expose().clone());
            connection
                .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
                .await?;
            steps.took(StepName::SignedIn, String::new);
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
    let unpaired = |key: &str, other: &str| {
        let other = format!("{TABLE}.{other}");
        ConfigError::new(format!("{TABLE}.{key}"), Problem::Unpaired { other })
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
        Security::None => {
            let host = host.to_owned();
            let problem = Problem::Insecure { host };
            Err(ConfigError::new("email.smtp.security", problem))
        }
    }
}

fn tls_parameters(config: &SmtpConfig, host: &str) -> Result<TlsParameters, ConfigError> {
    let name = given(config.server_name.as_ref()).unwrap_or(host);
    let mut builder = TlsParameters::builder(name.to_owned());
    if let Some(path) = &config.ca_file {
        let unusable = |detail: String| {
            let path = path.clone();
            ConfigError::new("email.smtp.ca_file", Problem::CaFile { path, detail })
        };
        let pem = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
        if !pem.windows(11).any(|bytes| bytes == b"-----BEGIN ") {
            return Err(unusable("no certificate in it".into()));
        }
        let authorities = Certificate::from_pem(&pem).map_err(|error| unusable(chain(&error)))?;
        builder = builder.add_root_certificate(authorities);
    }
    builder
        .build()
        .map_err(|error| ConfigError::new(TABLE, Problem::NoRoots(chain(&error))))
}

/// Whether a configured host can only be this machine.
pub(crate) fn is_this_machine(host: &str) -> bool {
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
