//! `signet.toml` as it is written: every key there is, none of them checked yet.

use std::path::PathBuf;

use engine::{limits::LimitsLayer, settings::EventsLayer};
use serde::Deserialize;

use super::{
    application, branding, console, database, demo, http, mail, oidc, origin::Origin, outbound,
    passwords, resource, role, secrets, sign_in,
};

/// The whole file. A key that is not here is refused with its line.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct File {
    /// Where people reach the provider.
    pub public_url: Option<String>,
    /// Where SQLite and the generated master key live.
    pub data_dir: Option<PathBuf>,
    /// What is logged: a level, or directives like `info,signet=debug`.
    pub log: Option<String>,
    /// `[http]`
    pub http: http::Section,
    /// `[database]`
    pub database: database::Section,
    /// `[secrets]`
    pub secrets: secrets::Section,
    /// `[oidc]`
    pub oidc: oidc::Section,
    /// `[outbound]`
    pub outbound: outbound::Section,
    /// `[email]`
    pub email: Option<mail::Section>,
    /// `[limits]`
    pub limits: LimitsLayer,
    /// `[events]`
    pub events: EventsLayer,
    /// `[branding]`
    pub branding: Option<branding::Section>,
    /// `[sign_in]`
    pub sign_in: Option<sign_in::Section>,
    /// `[passwords]`
    pub passwords: Option<passwords::Section>,
    /// `[console]`
    pub console: console::Section,
    /// `[demo]`
    pub demo: demo::Section,
    /// `[[applications]]`
    pub applications: Vec<application::Section>,
    /// `[[resources]]`
    pub resources: Vec<resource::Section>,
    /// `[[roles]]`
    pub roles: Vec<role::Section>,
    /// Where all of it stands.
    #[serde(skip)]
    pub origin: Origin,
}
