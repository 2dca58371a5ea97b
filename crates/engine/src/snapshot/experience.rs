//! The sign-in experience in force: the defaults, over them what was set by the API, over that what
//! the file sets.

use oidc_core::account::experience::{SignInExperience, SignInMode};
use serde_json::Value;
use sign_in_ui::Branding;

/// The settings row of what was set by the API.
pub const STORED: &str = "sign_in_experience";
/// The settings row of what the file sets.
pub const OF_FILE: &str = "sign_in_experience.file";

/// The two rows, as they are stored.
#[derive(Debug, Default)]
pub struct Rows {
    /// What was set by the API.
    pub stored: Option<Value>,
    /// What the file sets.
    pub of_file: Option<Value>,
}

impl Rows {
    /// The settings in force.
    ///
    /// # Errors
    /// When a member has a form that this version does not know.
    pub fn overlaid(&self) -> Result<SignInExperience, serde_json::Error> {
        SignInExperience::overlaid(self.stored.iter().chain(&self.of_file))
    }

    /// The settings for a start at which [`Rows::overlaid`] fails: those of the file, if they can
    /// be read by themselves, without new accounts. What an operator has closed must not open
    /// because it cannot be read.
    pub fn closed(&self) -> SignInExperience {
        SignInExperience {
            sign_in_mode: SignInMode::SignIn,
            ..SignInExperience::overlaid(&self.of_file).unwrap_or_default()
        }
    }
}

/// How pages and mails look under these settings.
pub fn branding(experience: &SignInExperience) -> Branding {
    let own = Branding::default();
    let text = |url: &Option<url::Url>| url.as_ref().map(url::Url::to_string);
    Branding {
        name: experience.signet.name.clone().unwrap_or(own.name),
        primary_color: experience
            .color
            .primary_color
            .clone()
            .unwrap_or(own.primary_color),
        dark_primary_color: experience.color.dark_primary_color.clone(),
        logo_url: text(&experience.branding.logo_url),
        dark_logo_url: text(&experience.branding.dark_logo_url),
        favicon_url: text(&experience.branding.favicon),
        terms_url: text(&experience.terms_of_use_url),
        privacy_url: text(&experience.privacy_policy_url),
        support_email: experience.support_email.clone(),
    }
}
