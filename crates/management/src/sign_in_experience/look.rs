//! How pages look and what they say.

use oidc_core::account::experience::Link;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::text::{HexColor, MaybeName};

/// Colours.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignInExperienceColor)]
#[expect(
    clippy::struct_field_names,
    reason = "programs know these members by these names"
)]
pub(crate) struct Color {
    /// Of buttons, links and focus: `#rrggbb` or `#rgb`.
    #[schema(value_type = String)]
    primary_color: HexColor,
    /// Whether pages are dark where the browser prefers that; else they are always light.
    is_dark_mode_enabled: bool,
    /// The same colour on a dark page.
    #[schema(value_type = String)]
    dark_primary_color: HexColor,
}

/// Addresses of pictures. Pages load those that begin with https:// or http://.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignInExperienceBranding)]
pub(crate) struct Branding {
    /// The logo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    logo_url: Option<Link>,
    /// The logo on a dark page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    dark_logo_url: Option<Link>,
    /// The icon in the browser's tab.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    favicon: Option<Link>,
    /// The same on a dark page. Signet's own pages show one icon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    dark_favicon: Option<Link>,
}

/// Languages of the pages.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LanguageInfo {
    /// Whether pages speak the language that the browser asks for.
    auto_detect: bool,
    /// The language for everybody else.
    fallback_language: String,
}

/// Signet's own members.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Signet {
    /// The brand's name, where no application's name fits better; Signet's own when `null`.
    #[schema(value_type = Option<String>)]
    name: MaybeName,
}

/// Pages of one's own, as they were uploaded.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CustomUiAssets {
    /// Which upload.
    id: String,
    /// When, in milliseconds.
    created_at: i64,
}

/// What pages of one's own may load. Nothing, while there are none.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CustomUiCsp {
    /// Scripts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    script_src: Vec<String>,
    /// Calls.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    connect_src: Vec<String>,
}

impl CustomUiCsp {
    pub(super) const fn is_empty(&self) -> bool {
        self.script_src.is_empty() && self.connect_src.is_empty()
    }
}

/// When people accept the terms.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub(crate) enum AgreeToTermsPolicy {
    /// By going on.
    Automatic,
    /// By a box at sign-up.
    ManualRegistrationOnly,
    /// By a box.
    Manual,
}

/// A field of one's own at sign-up.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct ProfileField {
    /// Which.
    name: String,
}
