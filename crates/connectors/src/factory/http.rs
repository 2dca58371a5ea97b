//! The JSON of `http-email`.

use serde_json::{Map, Value};

use super::members::Members;
use crate::{
    config::{HttpConfig, Timeouts},
    config_error::ConfigError,
};

pub(super) fn read(config: &Map<String, Value>) -> Result<HttpConfig, ConfigError> {
    let members = Members::new(config);
    members.only(&["endpoint", "authorization", "signingKey"])?;
    Ok(HttpConfig {
        endpoint: members.required_text("endpoint")?.as_str().into(),
        authorization: members
            .text("authorization")?
            .map(|text| text.as_str().into()),
        signing_key: members.text("signingKey")?.map(|text| text.as_str().into()),
        timeouts: Timeouts::default(),
    })
}
