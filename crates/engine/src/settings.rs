//! What an operator may change while the server runs and what is not a list of things: limits,
//! algorithms, the sign-in experience. Kept as rows of settings, one that is set by the API and
//! one that the file sets; the file's lies over the other.

pub mod experience;
pub mod file_owned;
pub mod own_limits;
pub mod preview;

use oidc_core::{
    account::experience::{SignInExperience, SignInMode},
    key::{Algorithm, rotation::Timing},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use store::{StoreError, Tx};

use crate::{
    limits::{Limits, LimitsLayer},
    span::Span,
};

/// A setting that is kept in two rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Who may sign in and sign up, by what, and how pages look.
    Experience,
    /// What protects people from strangers.
    Limits,
    /// How tokens are made.
    Tokens,
    /// How long events are kept.
    Events,
}

impl Setting {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Experience, Self::Limits, Self::Tokens, Self::Events];

    /// The row of what was set by the API.
    pub const fn stored(self) -> &'static str {
        match self {
            Self::Experience => "sign_in_experience",
            Self::Limits => "limits",
            Self::Tokens => "tokens",
            Self::Events => "events",
        }
    }

    /// The row of what the file sets.
    pub const fn of_file(self) -> &'static str {
        match self {
            Self::Experience => "sign_in_experience.file",
            Self::Limits => "limits.file",
            Self::Tokens => "tokens.file",
            Self::Events => "events.file",
        }
    }
}

/// How tokens are made, as one place sets it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TokensLayer {
    /// The algorithm of ID tokens whose client asks for none of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_alg: Option<Algorithm>,
    /// How long a signing key is published before it signs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_propagation: Option<Span>,
    /// How old a signing key may become; it is replaced by command only when none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_rotation: Option<Span>,
}

impl TokensLayer {
    /// The times of keys that this layer sets, over those below it.
    fn over(&self, below: Timing) -> Timing {
        let span = |span: Option<Span>| span.map(Span::lifetime);
        Timing {
            propagation: span(self.key_propagation).unwrap_or(below.propagation),
            rotate_after: span(self.key_rotation).or(below.rotate_after),
        }
    }

    /// Keys must not be replaced before the last ones have begun to sign.
    ///
    /// # Errors
    /// [`RotatedTooSoon`] when they would be.
    pub fn check(&self) -> Result<(), RotatedTooSoon> {
        let timing = self.over(Timing::default());
        match timing.rotate_after {
            Some(age) if age <= timing.propagation => Err(RotatedTooSoon),
            _ => Ok(()),
        }
    }
}

/// A key would be replaced before it signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be longer than oidc.key_propagation, which is 15m unless it is set: a key would be \
     replaced before it signs."
)]
pub struct RotatedTooSoon;

/// How long events are kept when nobody says otherwise: a year.
const EVENTS_KEPT: Span = Span::seconds(365 * 86_400);

/// The least: a node whose clock is ahead takes nothing of today.
const EVENTS_KEPT_AT_LEAST: Span = Span::seconds(86_400);

/// How long events are kept, as one place sets it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventsLayer {
    /// How long after it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep: Option<Span>,
}

impl EventsLayer {
    /// A day at least.
    ///
    /// # Errors
    /// [`KeptTooShortly`] when it is less.
    pub fn check(&self) -> Result<(), KeptTooShortly> {
        let least = EVENTS_KEPT_AT_LEAST.duration();
        match self.keep {
            Some(keep) if keep.duration() < least => Err(KeptTooShortly),
            _ => Ok(()),
        }
    }
}

/// Events are to be kept for less than a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be {EVENTS_KEPT_AT_LEAST} or more.")]
pub struct KeptTooShortly;

/// The two rows of one setting, as they are stored.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Layers {
    /// What was set by the API.
    pub stored: Option<Value>,
    /// What the file sets.
    pub of_file: Option<Value>,
}

impl Layers {
    /// Both rows of a setting.
    pub async fn read(tx: &mut Tx, setting: Setting) -> Result<Self, StoreError> {
        Ok(Self {
            stored: tx.settings().get(setting.stored()).await?,
            of_file: tx.settings().get(setting.of_file()).await?,
        })
    }

    /// Each as its type, the file's last.
    fn typed<T: DeserializeOwned>(&self) -> Result<Vec<T>, serde_json::Error> {
        let rows = self.stored.iter().chain(&self.of_file);
        rows.map(T::deserialize).collect()
    }

    /// The experience in force.
    ///
    /// # Errors
    /// When a member has a form that this version does not know.
    pub fn experience(&self) -> Result<SignInExperience, serde_json::Error> {
        SignInExperience::overlaid(self.stored.iter().chain(&self.of_file))
    }

    /// The experience for a start at which [`Layers::experience`] fails: that of the file, if it can
    /// be read by itself, without new accounts. What an operator has closed must not open because
    /// it cannot be read.
    pub fn closed_experience(&self) -> SignInExperience {
        SignInExperience {
            sign_in_mode: SignInMode::SignIn,
            ..SignInExperience::overlaid(&self.of_file).unwrap_or_default()
        }
    }

    /// The limits in force; none when this version does not understand them.
    pub fn limits(&self) -> Option<Limits> {
        self.limits_over(&LimitsLayer::default())
    }

    /// The same over those that the sign-in experience sets.
    pub fn limits_over(&self, below: &LimitsLayer) -> Option<Limits> {
        let layers: Vec<LimitsLayer> = self.typed().ok()?;
        let below = Limits::default().overlaid(below);
        let limits = layers.iter().fold(below, Limits::overlaid);
        limits.check().ok().map(|()| limits)
    }

    /// The algorithm of ID tokens whose client asks for none of its own; none when this version
    /// does not know it.
    pub fn id_token_alg(&self) -> Option<Algorithm> {
        let layers: Vec<TokensLayer> = self.typed().ok()?;
        let chosen = layers.iter().rev().find_map(|layer| layer.id_token_alg);
        Some(chosen.unwrap_or(Algorithm::Rs256))
    }

    /// When signing keys take turns; none when this version does not understand it.
    pub fn key_timing(&self) -> Option<Timing> {
        let layers: Vec<TokensLayer> = self.typed().ok()?;
        let below = Timing::default();
        Some(layers.iter().fold(below, |below, layer| layer.over(below)))
    }

    /// How long events are kept; none when this version does not understand it.
    pub fn events_kept(&self) -> Option<Span> {
        let layers: Vec<EventsLayer> = self.typed().ok()?;
        let safe = layers.iter().all(|layer| layer.check().is_ok());
        let chosen = layers.iter().rev().find_map(|layer| layer.keep);
        safe.then(|| chosen.unwrap_or(EVENTS_KEPT))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::span::Rate;

    fn layers(stored: Value, of_file: Value) -> Layers {
        Layers {
            stored: Some(stored),
            of_file: Some(of_file),
        }
    }

    #[test]
    fn the_file_lies_over_what_was_set_by_the_api() {
        let layers = layers(
            json!({ "sends_total": "7/1h", "sends_per_ip": "8/1h" }),
            json!({ "sends_per_ip": "9/1h" }),
        );
        let limits = layers.limits().unwrap();
        let hour = Span::seconds(3_600);
        assert_eq!(limits.sends_total, Rate::new(7, hour));
        assert_eq!(limits.sends_per_ip, Rate::new(9, hour));
        assert_eq!(Layers::default().limits(), Some(Limits::default()));
    }

    #[test]
    fn limits_that_are_not_understood_or_not_safe_are_none() {
        let none = json!({});
        assert_eq!(
            layers(json!({ "of_tomorrow": 1 }), none.clone()).limits(),
            None
        );
        assert_eq!(
            layers(json!({ "code_tries": 50 }), none.clone()).limits(),
            None
        );
        assert_eq!(
            layers(none, json!({ "sends_per_ip": "often" })).limits(),
            None
        );
    }

    #[test]
    fn events_are_kept_for_a_year_unless_somebody_says_otherwise() {
        assert_eq!(Layers::default().events_kept(), Some(EVENTS_KEPT));
        let said = layers(json!({ "keep": "30d" }), json!({ "keep": "1d" }));
        assert_eq!(said.events_kept(), Some(EVENTS_KEPT_AT_LEAST));
        for bad in ["23h", "forever"] {
            let said = layers(json!({ "keep": bad }), json!({}));
            assert_eq!(said.events_kept(), None, "{bad}");
        }
    }

    #[test]
    fn keys_take_turns_by_command_unless_somebody_sets_a_schedule() {
        assert_eq!(Layers::default().key_timing(), Some(Timing::default()));
        let said = layers(
            json!({ "key_rotation": "90d", "key_propagation": "1h" }),
            json!({ "key_propagation": "20m" }),
        );
        let timing = said.key_timing().unwrap();
        assert_eq!(timing.propagation, Span::seconds(1_200).lifetime());
        assert_eq!(
            timing.rotate_after,
            Some(Span::seconds(7_776_000).lifetime())
        );
        assert_eq!(
            layers(json!({ "key_rotation": 9 }), json!({})).key_timing(),
            None
        );
    }

    #[test]
    fn id_tokens_are_signed_with_rs256_unless_somebody_says_otherwise() {
        assert_eq!(Layers::default().id_token_alg(), Some(Algorithm::Rs256));
        let said = layers(
            json!({ "id_token_alg": "RS256" }),
            json!({ "id_token_alg": "ES256" }),
        );
        assert_eq!(said.id_token_alg(), Some(Algorithm::Es256));
        assert_eq!(
            layers(json!({ "id_token_alg": "none" }), json!({})).id_token_alg(),
            None
        );
    }
}
