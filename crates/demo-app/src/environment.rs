//! The settings of a shop that runs alone, as the environment has them.

use std::{env, fmt::Display, str::FromStr};

use anyhow::anyhow;

use crate::config::{Api, Config};

/// Reads `SIGNET_DEMO_ISSUER` and the others; what is not set is as `signet dev` would have it.
///
/// # Errors
/// One sentence with the name of the variable that cannot be read.
pub fn config() -> anyhow::Result<Config> {
    Ok(Config {
        issuer: setting("SIGNET_DEMO_ISSUER", "http://localhost:3001/oidc")?,
        client_id: setting("SIGNET_DEMO_CLIENT_ID", "bookstore")?,
        client_secret: Some(setting("SIGNET_DEMO_CLIENT_SECRET", "")?),
        base_url: setting("SIGNET_DEMO_BASE_URL", "http://localhost:3000")?,
        cookie_secret: setting("SIGNET_DEMO_COOKIE_SECRET", "")?,
        api: api()?,
    })
}

/// The shop's own API, if there is a name for it.
fn api() -> anyhow::Result<Option<Api>> {
    let api = Api {
        indicator: setting("SIGNET_DEMO_API", "")?,
        client_id: setting("SIGNET_DEMO_API_CLIENT_ID", "bookstore-api")?,
        client_secret: setting("SIGNET_DEMO_API_CLIENT_SECRET", "")?,
    };
    Ok(Some(api).filter(|api| !api.indicator.is_empty()))
}

/// One variable.
///
/// # Errors
/// Its name and why it cannot be read.
#[expect(clippy::disallowed_methods, reason = "read once, at the start")]
pub fn setting<T: FromStr<Err: Display>>(name: &str, default: &str) -> anyhow::Result<T> {
    let text = env::var_os(name).map_or(default.into(), |text| text.to_string_lossy().into_owned());
    text.parse().map_err(|why| anyhow!("{name}: {why}"))
}
