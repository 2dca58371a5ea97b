//! Limits, algorithms and the sign-in experience, as they are in force.

use oidc_core::{
    account::experience::SignInExperience,
    key::{Algorithm, rotation::Timing},
};
use sign_in_ui::Branding;
use store::{StoreError, Tx};
use url::Url;

use super::quarantine::{Noun, Quarantine};
use crate::{
    limits::Limits,
    settings::{Layers, Setting},
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
        let limits = rows.limits.limits().unwrap_or_else(|| {
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
            pictures: pictures(&branding),
            branding,
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
fn branding(experience: &SignInExperience) -> Branding {
    let own = Branding::default();
    let text = |url: &Option<Url>| url.as_ref().map(Url::to_string);
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

fn pictures(branding: &Branding) -> String {
    let named = [
        &branding.logo_url,
        &branding.dark_logo_url,
        &branding.favicon_url,
    ];
    let mut origins: Vec<String> = named
        .into_iter()
        .filter_map(|text| Url::parse(text.as_deref()?).ok())
        .map(|url| format!(" {}", url.origin().ascii_serialization()))
        .collect();
    origins.sort_unstable();
    origins.dedup();
    origins.concat()
}
