//! The JSON of `simple-mail-transfer-protocol`, in the words of the library that Logto sends by.

use std::collections::BTreeMap;

use oidc_core::{account::usage_type::UsageType, secret::Secret};
use serde_json::{Map, Value};

use super::{members::Members, usage::usage_type};
use crate::{
    config::{Security, SmtpConfig, Timeouts},
    config_error::{ConfigError, Problem},
    delivery::Delivery,
};

/// What must be there when there are templates at all.
const NEEDED: [UsageType; 4] = [
    UsageType::Register,
    UsageType::SignIn,
    UsageType::ForgotPassword,
    UsageType::Generic,
];

const KNOWN: [&str; 25] = [
    "host",
    "port",
    "auth",
    "fromEmail",
    "replyTo",
    "templates",
    "secure",
    "ignoreTLS",
    "requireTLS",
    "allowInsecure",
    "servername",
    "name",
    "customHeaders",
    "connectionTimeout",
    // Accepted without effect: all of them are bounded by the time limit of a mail.
    "greetingTimeout",
    "socketTimeout",
    "dnsTimeout",
    // Accepted without effect: nothing is logged, and no file or address is read.
    "logger",
    "debug",
    "disableFileAccess",
    "disableUrlAccess",
    // Refused with a sentence of their own.
    "tls",
    "localAddress",
    "authMethod",
    "proxy",
];

const MISSING: [(&str, &str); 4] = [
    (
        "tls",
        "is not understood here; the certificate is always verified, by the name in `servername` \
         or `host`",
    ),
    (
        "localAddress",
        "is not understood here; the system chooses the address",
    ),
    (
        "authMethod",
        "is not understood here; PLAIN is spoken, or else LOGIN",
    ),
    (
        "proxy",
        "is not understood here; the server is called directly",
    ),
];

const OAUTH: &str = "belongs to a sign-in by OAuth 2, which is not understood here; use \
                     `user` and `pass`";

pub(super) fn read(config: &Map<String, Value>) -> Result<SmtpConfig, ConfigError> {
    let members = Members::new(config);
    members.only(&KNOWN)?;
    members.without(&MISSING)?;
    let host = members.required_text("host")?;
    let port = members.number("port")?;
    let port = port.ok_or_else(|| ConfigError::new("port", Problem::Missing))?;
    let (username, password) = login(&members)?;
    let connect_ms = members.number("connectionTimeout")?;
    for key in ["greetingTimeout", "socketTimeout", "dnsTimeout"] {
        members.number(key)?;
    }
    Ok(SmtpConfig {
        security: security(&members, &host)?,
        host,
        port: Some(self::port(port)?),
        allow_insecure: members.truth("allowInsecure")?,
        username,
        password,
        from: members.required_text("fromEmail")?,
        reply_to: members.text("replyTo")?,
        deliveries: templates(&members)?,
        ca_file: None,
        server_name: members.text("servername")?,
        headers: headers(&members)?,
        hello_name: members.text("name")?,
        timeouts: Timeouts {
            connect_ms: connect_ms.filter(|milliseconds| *milliseconds > 0),
            whole_ms: None,
        },
    })
}

fn port(number: u64) -> Result<u16, ConfigError> {
    let port = u16::try_from(number).ok().filter(|port| *port > 0);
    port.ok_or_else(|| ConfigError::malformed("port", "a number from 1 to 65535"))
}

/// `secure` is TLS from the start. Otherwise port 465 is spoken to in TLS and every other by STARTTLS,
/// which is demanded even without `requireTLS`.
fn security(members: &Members<'_>, host: &str) -> Result<Option<Security>, ConfigError> {
    let ignored = members.truth("ignoreTLS")?;
    let required = members.truth("requireTLS")?;
    if members.truth("secure")? {
        return Ok(Some(Security::ImplicitTls));
    }
    if ignored && required {
        let sentence = "and `ignoreTLS` exclude each other";
        return Err(ConfigError::said("requireTLS", sentence));
    }
    if ignored && !members.truth("allowInsecure")? && !crate::smtp::is_this_machine(host) {
        let sentence = format!(
            "would send codes unencrypted to {host}; leave it out, or set `allowInsecure` to true \
             if that network is yours"
        );
        return Err(ConfigError::said("ignoreTLS", sentence));
    }
    Ok(ignored.then_some(Security::None))
}

type Login = (Option<String>, Option<Secret<String>>);

fn login(members: &Members<'_>) -> Result<Login, ConfigError> {
    let Some(auth) = members.object("auth")? else {
        return Ok((None, None));
    };
    let oauth = [
        "privateKey",
        "serviceClient",
        "clientId",
        "clientSecret",
        "refreshToken",
        "accessToken",
        "expires",
        "accessUrl",
    ];
    auth.without(&oauth.map(|key| (key, OAUTH)))?;
    let mut known = vec!["user", "pass", "type"];
    known.extend(oauth);
    auth.only(&known)?;
    if let Some(kind) = auth.text("type")?
        && !kind.eq_ignore_ascii_case("login")
    {
        return Err(ConfigError::malformed(auth.path("type"), "`login`"));
    }
    let password = auth.text("pass")?;
    Ok((
        auth.text("user")?,
        password.map(|password| password.as_str().into()),
    ))
}

fn templates(members: &Members<'_>) -> Result<BTreeMap<UsageType, Delivery>, ConfigError> {
    let mut all = BTreeMap::new();
    let key = "templates";
    let items = members.list(key)?.map_or(&[][..], Vec::as_slice);
    if items.is_empty() {
        return Ok(all);
    }
    for (index, item) in items.iter().enumerate() {
        let template = Members::of(format!("{key}.{index}"), item)?;
        template.only(&["usageType", "contentType", "subject", "content"])?;
        let name = template.required_text("usageType")?;
        if let Some(usage) = usage_type(&template.path("usageType"), &name)? {
            let delivery = delivery(&template)?;
            // Of two the first is sent, as Logto has it.
            all.entry(usage).or_insert(delivery);
        }
    }
    match NEEDED.iter().find(|usage| !all.contains_key(usage)) {
        None => Ok(all),
        Some(missing) => {
            let needed = NEEDED.map(UsageType::as_str).join(", ");
            let sentence = format!("has none for {missing}; those for {needed} must be there");
            Err(ConfigError::said(key, sentence))
        }
    }
}

fn delivery(template: &Members<'_>) -> Result<Delivery, ConfigError> {
    let content = template.required_text("content")?;
    let (html, text) = match template.required_text("contentType")?.as_str() {
        "text/html" => (Some(content), None),
        "text/plain" => (None, Some(content)),
        _ => {
            let key = template.path("contentType");
            return Err(ConfigError::malformed(key, "`text/html` or `text/plain`"));
        }
    };
    Ok(Delivery {
        subject: Some(template.required_text("subject")?),
        html,
        text,
        ..Delivery::default()
    })
}

fn headers(members: &Members<'_>) -> Result<BTreeMap<String, Secret<String>>, ConfigError> {
    let mut all = BTreeMap::new();
    if let Some(headers) = members.object("customHeaders")? {
        for (name, _) in headers.entries() {
            all.extend(
                headers
                    .text(name)?
                    .map(|value| (name.clone(), Secret::new(value))),
            );
        }
    }
    Ok(all)
}
