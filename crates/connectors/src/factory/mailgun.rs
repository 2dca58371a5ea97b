//! The JSON of `mailgun-email`.

use std::collections::BTreeMap;

use oidc_core::{account::usage_type::UsageType, secret::Secret};
use serde_json::{Map, Value};

use super::{members::Members, usage::usage_type};
use crate::{
    config::{MailgunConfig, Timeouts},
    config_error::ConfigError,
    delivery::Delivery,
};

pub(super) fn read(config: &Map<String, Value>) -> Result<MailgunConfig, ConfigError> {
    let members = Members::new(config);
    members.only(&[
        "endpoint",
        "domain",
        "apiKey",
        "webhookSigningKey",
        "from",
        "deliveries",
        "baseUrl",
        "options",
    ])?;
    Ok(MailgunConfig {
        endpoint: members.text("endpoint")?,
        domain: members.required_text("domain")?,
        api_key: members.required_text("apiKey")?.as_str().into(),
        webhook_signing_key: members.text("webhookSigningKey")?.map(Secret::new),
        from: members.required_text("from")?,
        deliveries: deliveries(&members)?,
        base_url: members.text("baseUrl")?,
        options: options(&members)?,
        timeouts: Timeouts::default(),
    })
}

fn deliveries(members: &Members<'_>) -> Result<BTreeMap<UsageType, Delivery>, ConfigError> {
    let mut all = BTreeMap::new();
    let Some(deliveries) = members.object("deliveries")? else {
        return Ok(all);
    };
    for (name, value) in deliveries.entries() {
        let path = deliveries.path(name);
        if let Some(usage) = usage_type(&path, name)? {
            all.insert(usage, delivery(&Members::of(path, value)?)?);
        }
    }
    Ok(all)
}

fn delivery(members: &Members<'_>) -> Result<Delivery, ConfigError> {
    members.only(&[
        "subject",
        "replyTo",
        "html",
        "text",
        "template",
        "variables",
    ])?;
    let delivery = Delivery {
        subject: members.text("subject")?,
        reply_to: members.text("replyTo")?,
        html: members.text("html")?,
        text: members.text("text")?,
        template: members.text("template")?,
        variables: members
            .object("variables")?
            .map(|variables| variables.map().clone()),
    };
    if delivery.html.is_none() && delivery.template.is_none() {
        let sentence = "is missing: give `html`, or the name of a `template` that Mailgun holds";
        return Err(ConfigError::said(members.path("html"), sentence));
    }
    Ok(delivery)
}

fn options(members: &Members<'_>) -> Result<BTreeMap<String, Secret<String>>, ConfigError> {
    let mut all = BTreeMap::new();
    if let Some(options) = members.object("options")? {
        for (name, _) in options.entries() {
            all.extend(
                options
                    .text(name)?
                    .map(|value| (name.clone(), Secret::new(value))),
            );
        }
    }
    Ok(all)
}
