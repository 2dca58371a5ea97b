//! Limits, algorithms and the sign-in experience, as they are in force.

use oidc_core::{
    account::experience::{Link, SignInExperience},
    account::verification_code,
    key::{Algorithm, rotation::Timing},
    time::Lifetime,
};
use sign_in_ui::Branding;
use store::{StoreError, Tx};

use super::quarantine::{Noun, Quarantine};
use crate::{
    limits::Limits,
    settings::{Layers, Setting, own_limits::limits_of},
    span::Span,
};

/// What is in force.
#[derive(Debug)]
pub struct Policy {
    /// Who may sign in and sign up, by what, and how pages look.
    pub experience: SignInExperience,
    /// How pages look, as they are told.
    pub branding: Branding,
    /// The origins of the pictures that the branding names, each with a space before it: what a
    /// page may load besides our own.
    pub pictures: String,
    /// What protects people from strangers.
    pub limits: Limits,
    /// How long a code may be typed.
    pub code_lifetime: Lifetime,
    /// The algorithm of ID tokens whose client asks for none of its own.
    pub id_token_alg: Algorithm,
    /// When signing keys take turns.
    pub key_timing: Timing,
    /// How long events are kept. None: that cannot be read, and none is removed.
    pub events_kept: Option<Span>,
    pub(super) quarantine: Quarantine,
}

/// What was read of it.
#[derive(Debug, Default)]
pub(super) struct Rows {
    experience: Layers,
    limits: Layers,
    tokens: Layers,
    events: Layers,
}

impl Rows {
    pub(super) async fn read(tx: &mut Tx) -> Result<Self, StoreError> {
        Ok(Self {
            experience: Layers::read(tx, Setting::Experience).await?,
            limits: Layers::read(tx, Setting::Limits).await?,
            tokens: Layers::read(tx, Setting::Tokens).await?,
            events: Layers::read(tx, Setting::Events).await?,
        })
    }
}

impl Policy {
    /// What cannot be read stays as it was; at a start it is what is safest.
    pub(super) fn load(rows: &Rows, last: Option<&Self>) -> Self {
        let mut aside = Quarantine::default();
        let mut unknown = |setting: Setting| {
            let why = "this version does not know all of it";
            aside.add(Noun::Setting, setting.stored(), why);
        };
        let experience = rows.experience.experience().unwrap_or_else(|_| {
            unknown(Setting::Experience);
            let closed = || rows.experience.closed_experience();
            last.map_or_else(closed, |last| last.experience.clone())
        });
        let own = limits_of(&experience);
        let limits = rows.limits.limits_over(&own).unwrap_or_else(|| {
            unknown(Setting::Limits);
            last.map(|last| last.limits.clone()).unwrap_or_default()
        });
        let id_token_alg = rows.tokens.id_token_alg().unwrap_or_else(|| {
            unknown(Setting::Tokens);
            last.map_or(Algorithm::Rs256, |last| last.id_token_alg)
        });
        let key_timing = rows.tokens.key_timing();
        let key_timing = key_timing.or(last.map(|last| last.key_timing));
        let events_kept = rows.events.events_kept().or_else(|| {
            unknown(Setting::Events);
            last.and_then(|last| last.events_kept)
        });
        aside.log(last.map(|last| &last.quarantine));
        let branding = branding(&experience);
        Self {
            pictures: pictures(&experience),
            branding,
            code_lifetime: code_lifetime(&experience),
            experience,
            limits,
            id_token_alg,
            key_timing: key_timing.unwrap_or_default(),
            events_kept,
            quarantine: aside,
        }
    }
}

/// How pages and mails look under these settings.
pub fn branding(experience: &SignInExperience) -> Branding {
    let own = Branding::default();
    let text = |link: &Option<Link>| link.as_ref().map(|link| link.as_str().to_owned());
    let color = |color: &Option<String>| color.as_deref().map(six_digits);
    Branding {
        name: experience.signet.name.clone().unwrap_or(own.name),
        primary_color: color(&experience.color.primary_color).unwrap_or(own.primary_color),
        dark_primary_color: color(&experience.color.dark_primary_color),
        logo_url: text(&experience.branding.logo_url),
        dark_logo_url: text(&experience.branding.dark_logo_url),
        may_be_dark: experience.color.is_dark_mode_enabled,
        favicon_url: text(&experience.branding.favicon),
        terms_url: text(&experience.terms_of_use_url),
        privacy_url: text(&experience.privacy_policy_url),
        support_email: experience.support_email.clone(),
        support_url: text(&experience.support_website_url),
    }
}

/// The long form of a colour: `#abc` is `#aabbcc`.
fn six_digits(color: &str) -> String {
    match color.strip_prefix('#') {
        Some(digits) if digits.chars().count() == 3 => {
            let twice = digits.chars().flat_map(|digit| [digit, digit]);
            std::iter::once('#').chain(twice).collect()
        }
        _ => color.to_owned(),
    }
}

/// The origins of the pictures that pages show, each with a space before it.
pub fn pictures(experience: &SignInExperience) -> String {
    let own = &experience.branding;
    let may_be_dark = experience.color.is_dark_mode_enabled;
    let dark_logo = own.dark_logo_url.as_ref().filter(|_| may_be_dark);
    let named = [own.logo_url.as_ref(), dark_logo, own.favicon.as_ref()];
    let origins = named.into_iter().flatten().filter_map(Link::web_origin);
    let mut origins: Vec<String> = origins.map(|origin| format!(" {origin}")).collect();
    origins.sort_unstable();
    origins.dedup();
    origins.concat()
}

/// Never longer than what a code of six digits is worth (T-45).
fn code_lifetime(experience: &SignInExperience) -> Lifetime {
    let chosen = experience.verification_code_policy.expiration_duration;
    let chosen = chosen.map(|seconds| Span::seconds(seconds).lifetime());
    chosen.map_or(verification_code::LIFETIME, |chosen| {
        chosen.min(verification_code::LIFETIME)
    })
}
