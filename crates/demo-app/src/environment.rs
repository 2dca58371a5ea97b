//! The settings of the Bookstore on its own, by environment variables.

use std::{env, fmt::Display, str::FromStr};

use anyhow::anyhow;

pub(crate) fn config() -> anyhow::Result<demo_app::Config> {
    Ok(demo_app::Config {
        issuer: setting("SIGNET_DEMO_ISSUER", "http://localhost:3001/oidc")?,
        client_id: setting("SIGNET_DEMO_CLIENT_ID", "bookstore")?,
        client_secret: Some(setting("SIGNET_DEMO_CLIENT_SECRET", "")?),
        base_url: setting("SIGNET_DEMO_BASE_URL", "http://localhost:3000")?,
        cookie_secret: setting("SIGNET_DEMO_COOKIE_SECRET", "")?,
        api: api()?,
        lookups: demo_app::Lookups::default(),
    })
}

/// The shop's own API, if there is a name for it.
fn api() -> anyhow::Result<Option<demo_app::Api>> {
    let indicator: String = setting("SIGNET_DEMO_API", "")?;
    let api = demo_app::Api {
        client_id: setting("SIGNET_DEMO_API_CLIENT_ID", "bookstore-api")?,
        client_secret: setting("SIGNET_DEMO_API_CLIENT_SECRET", "")?,
        indicator,
    };
    Ok(Some(api).filter(|api| !api.indicator.is_empty()))
}

#[expect(clippy::disallowed_methods, reason = "read once, at the start")]
pub(crate) fn setting<T: FromStr<Err: Display>>(name: &str, default: &str) -> anyhow::Result<T> {
    let text = env::var_os(name).map_or(default.into(), |text| text.to_string_lossy().into_owned());
    text.parse().map_err(|why| anyhow!("{name}: {why}"))
}
