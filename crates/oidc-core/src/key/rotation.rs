//! Rotation: one signing key takes the place of another, and no token is refused over it. A new key
//! is published before it signs, because clients keep the key set for a while; an old one stays
//! published until everything it signed has expired, and is known for hints while sessions last.

use crate::{
    key::{Algorithm, KeyStage, SealedKey},
    resource_server, session,
    time::{Lifetime, SKEW, Timestamp},
};

/// How long a key is published before it signs when nobody says otherwise. Clients keep the key set
/// for a while (jose for ten minutes), and not all of them ask again over a key they do not know.
pub const PROPAGATION: Lifetime = Lifetime::minutes(15);

/// When keys take turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// How long a key is published before it signs.
    pub propagation: Lifetime,
    /// How old a key may become before it is replaced; replaced by command only when none.
    pub rotate_after: Option<Lifetime>,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            propagation: PROPAGATION,
            rotate_after: None,
        }
    }
}

impl Timing {
    /// When a key that is made now begins to sign.
    pub const fn activation(&self, now: Timestamp) -> Timestamp {
        now.plus(self.propagation)
    }

    /// When a key retires that signs no longer from now on, if the longest ID token of any client
    /// lives so long. An access token counts as the longest there can be: what its API allows now it
    /// may not have allowed when the token was made. A node that was asleep may sign with the key a
    /// little later, and clocks differ.
    pub fn retirement(&self, longest_id_token: Lifetime, now: Timestamp) -> Timestamp {
        let longest = longest_id_token.max(resource_server::LONGEST);
        now.plus(longest).plus(self.propagation).plus(SKEW)
    }
}

/// When a key goes away that retires now. A session may be as old as sessions become when its client
/// names it by an ID token (`OpenID` Connect RP-Initiated Logout §4), and so may that token.
pub const fn removal(now: Timestamp) -> Timestamp {
    now.plus(session::ABSOLUTE)
}

/// A key's place in the order, without the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StagedKey {
    /// Its thumbprint (RFC 7638), base64url.
    pub kid: String,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// Its place.
    pub stage: KeyStage,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it begins to sign, or began. None: when it was made.
    pub activates_at: Option<Timestamp>,
    /// When its stage ends; only of those that sign no longer.
    pub retires_at: Option<Timestamp>,
}

impl From<&SealedKey> for StagedKey {
    fn from(key: &SealedKey) -> Self {
        Self {
            kid: key.kid.clone(),
            algorithm: key.algorithm,
            stage: key.stage,
            created_at: key.created_at,
            activates_at: key.activates_at,
            retires_at: key.retires_at,
        }
    }
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due<'a> {
    /// A key has been published long enough: it signs from now on.
    Activate(&'a StagedKey),
    /// Nothing that a key signed is alive any more: it serves for hints from now on.
    Retire(&'a StagedKey),
    /// No session is left from the time in which a key signed.
    Remove(&'a StagedKey),
    /// The key of an algorithm is so old that another one is to be made.
    Stage(Algorithm),
}

/// What is to be done now. `keys` are in the order of the key set: of one algorithm and stage the
/// newest first.
pub fn due(keys: &[StagedKey], timing: Timing, now: Timestamp) -> Vec<Due<'_>> {
    let is_over = |time: Option<Timestamp>| time.is_some_and(|time| time.is_over(now));
    let mut due: Vec<_> = keys
        .iter()
        .filter_map(|key| match key.stage {
            KeyStage::Next => is_over(key.activates_at).then_some(Due::Activate(key)),
            KeyStage::Previous => is_over(key.retires_at).then_some(Due::Retire(key)),
            KeyStage::Retired => is_over(key.retires_at).then_some(Due::Remove(key)),
            KeyStage::Current => None,
        })
        .collect();
    if let Some(age) = timing.rotate_after {
        let all = Algorithm::ALL.iter().copied();
        due.extend(
            all.filter(|a| is_too_old(keys, *a, age, now))
                .map(Due::Stage),
        );
    }
    due
}

fn is_too_old(keys: &[StagedKey], algorithm: Algorithm, age: Lifetime, now: Timestamp) -> bool {
    let newest = |stage| {
        keys.iter()
            .find(|key| key.algorithm == algorithm && key.stage == stage)
    };
    let since = newest(KeyStage::Current).map(|key| key.activates_at.unwrap_or(key.created_at));
    newest(KeyStage::Next).is_none() && since.is_some_and(|since| since.plus(age).is_over(now))
}

/// Whether a key may be removed that still verifies something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// Only when nothing it signed is of use.
    Gentle,
    /// At once: what it signed is refused from then on.
    Forced,
}

/// Why a key is not removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRemovable {
    /// There is none of this name.
    #[error("there is no such key")]
    Unknown,
    /// Tokens are signed with it.
    #[error("it signs")]
    Signs(Algorithm),
    /// Tokens that it signed are alive, or may come back as hints.
    #[error("what it signed is still of use")]
    StillNeeded(Option<Timestamp>),
}

/// The key of that name, if it may be removed.
///
/// # Errors
/// [`NotRemovable`].
pub fn removable<'a>(
    keys: &'a [StagedKey],
    kid: &str,
    removal: Removal,
    now: Timestamp,
) -> Result<&'a StagedKey, NotRemovable> {
    let named = keys.iter().find(|key| key.kid == kid);
    let key = named.ok_or(NotRemovable::Unknown)?;
    let is_needed = key.retires_at.is_none_or(|end| !end.is_over(now));
    match (key.stage, removal) {
        (KeyStage::Current, _) => Err(NotRemovable::Signs(key.algorithm)),
        (KeyStage::Previous | KeyStage::Retired, Removal::Gentle) if is_needed => {
            Err(NotRemovable::StillNeeded(key.retires_at))
        }
        (KeyStage::Previous | KeyStage::Retired | KeyStage::Next, _) => Ok(key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
    const DAY: Lifetime = Lifetime::days(1);

    fn key(kid: &str, stage: KeyStage) -> StagedKey {
        StagedKey {
            kid: kid.to_owned(),
            algorithm: Algorithm::Es256,
            stage,
            created_at: NOW,
            activates_at: None,
            retires_at: None,
        }
    }

    fn next(activates_at: Timestamp) -> StagedKey {
        StagedKey {
            activates_at: Some(activates_at),
            ..key("next", KeyStage::Next)
        }
    }

    fn previous(retires_at: Timestamp) -> StagedKey {
        StagedKey {
            retires_at: Some(retires_at),
            ..key("previous", KeyStage::Previous)
        }
    }

    fn retired(retires_at: Timestamp) -> StagedKey {
        StagedKey {
            retires_at: Some(retires_at),
            ..key("retired", KeyStage::Retired)
        }
    }

    fn due_at(keys: &[StagedKey], now: Timestamp) -> Vec<Due<'_>> {
        due(keys, Timing::default(), now)
    }

    #[test]
    fn a_key_begins_to_sign_when_it_was_published_for_so_long_and_not_before() {
        let keys = [
            key("current", KeyStage::Current),
            next(Timing::default().activation(NOW)),
        ];
        let begins = NOW.plus(PROPAGATION);
        assert_eq!(due_at(&keys, begins.minus(Lifetime::millis(1))), []);
        assert_eq!(due_at(&keys, begins), [Due::Activate(&keys[1])]);
    }

    #[test]
    fn a_key_retires_when_the_last_token_it_can_have_signed_is_over() {
        let timing = Timing::default();
        let ends = timing.retirement(Lifetime::minutes(5), NOW);
        // An API may have allowed a day, whatever it allows now.
        assert_eq!(ends, NOW.plus(DAY).plus(PROPAGATION).plus(SKEW));
        let two = Lifetime::days(2);
        let longer = timing.retirement(two, NOW);
        assert_eq!(longer, NOW.plus(two).plus(PROPAGATION).plus(SKEW));
        let keys = [previous(ends)];
        assert_eq!(due_at(&keys, ends.minus(Lifetime::millis(1))), []);
        assert_eq!(due_at(&keys, ends), [Due::Retire(&keys[0])]);
    }

    #[test]
    fn a_retired_key_goes_when_no_session_is_left_that_it_can_have_signed_for() {
        let ends = removal(NOW);
        assert_eq!(ends, NOW.plus(session::ABSOLUTE));
        let keys = [retired(ends)];
        assert_eq!(due_at(&keys, ends.minus(Lifetime::millis(1))), []);
        assert_eq!(due_at(&keys, ends), [Due::Remove(&keys[0])]);
    }

    #[test]
    fn by_a_schedule_the_oldest_key_that_may_sign_is_followed_by_one_key() {
        let timing = Timing {
            rotate_after: Some(DAY),
            ..Timing::default()
        };
        let mut keys = vec![key("current", KeyStage::Current)];
        let due_at = |keys: &[StagedKey], now| {
            let due = due(keys, timing, now);
            due == [Due::Stage(Algorithm::Es256)]
        };
        assert!(!due_at(&keys, NOW.plus(DAY).minus(Lifetime::millis(1))));
        assert!(due_at(&keys, NOW.plus(DAY)));
        assert_eq!(super::due(&keys, Timing::default(), NOW.plus(DAY)), []);
        // Its age counts from when it began to sign.
        keys[0].activates_at = Some(NOW.plus(PROPAGATION));
        assert!(!due_at(&keys, NOW.plus(DAY)));
        keys[0].activates_at = None;
        keys.push(next(NOW.plus(DAY).plus(PROPAGATION)));
        assert!(!due_at(&keys, NOW.plus(DAY)), "one follows already");
    }

    #[test]
    fn a_key_that_signs_is_never_removed_and_one_that_verifies_by_force_only() {
        let keys = [
            key("current", KeyStage::Current),
            next(NOW),
            previous(NOW.plus(DAY)),
            retired(NOW.plus(DAY)),
        ];
        let try_at = |kid, removal, now| removable(&keys, kid, removal, now).map(|key| &*key.kid);
        for removal in [Removal::Gentle, Removal::Forced] {
            let signs = Err(NotRemovable::Signs(Algorithm::Es256));
            assert_eq!(try_at("current", removal, NOW), signs);
            assert_eq!(try_at("nobody", removal, NOW), Err(NotRemovable::Unknown));
            assert_eq!(try_at("next", removal, NOW), Ok("next"));
        }
        for kid in ["previous", "retired"] {
            let needed = Err(NotRemovable::StillNeeded(Some(NOW.plus(DAY))));
            assert_eq!(try_at(kid, Removal::Gentle, NOW), needed);
            assert_eq!(try_at(kid, Removal::Forced, NOW), Ok(kid));
            assert_eq!(try_at(kid, Removal::Gentle, NOW.plus(DAY)), Ok(kid));
        }
    }
}
