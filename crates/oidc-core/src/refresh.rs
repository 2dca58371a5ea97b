//! Refresh tokens: keep, rotate, tolerate or revoke (RFC 6749 §6, RFC 9700 §4.14.2).
//!
//! A token is `kind ‖ family ‖ generation ‖ HMAC(key, family, generation, salt)`. Nothing secret is
//! stored, any generation is recognised, and the same successor can be given again. With newest
//! generation N: N rotates; N−1 gets N again, because N is unused; N−2 is refused, and revokes the
//! family once `refresh_grace` has passed since N was made; anything older revokes.

use std::{fmt, str::FromStr};

use aws_lc_rs::constant_time;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    client::{Client, ClientKind},
    console,
    grant::{Grant, GrantContext},
    id::{ClientId, FamilyId, GrantId},
    key::thumbprint::Thumbprint,
    opaque::Malformed,
    record::Record,
    scope::Scope,
    secret::{Digest, MacKey, Secret},
    time::{Lifetime, Timestamp, Validity},
    token::{error::TokenError, invalid_grant::InvalidGrant},
};

/// The kind byte (the others stand in [`crate::opaque`]).
const TAG: u8 = 3;
/// Of the authentication code: 192 bits, and 45 bytes in all are exactly 60 characters, so that no
/// bit of the text is without meaning (T-28).
const MAC_LENGTH: usize = 24;
const LENGTH: usize = 1 + 16 + 4 + MAC_LENGTH;

/// A family of refresh tokens that replace each other. No token is stored.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(table = "refresh_families")]
pub struct RefreshFamily {
    /// Its id; also inside every token of the family.
    pub id: FamilyId,
    /// Goes into every token's authentication code.
    pub salt: [u8; 16],
    /// What it hangs from.
    pub grant_id: GrantId,
    /// Who may use it.
    pub client_id: ClientId,
    /// What it allows.
    pub scope: Scope,
    /// For which resource its tokens are (RFC 8707); this provider's own when none.
    pub audience: Option<String>,
    /// The key that whoever uses it must hold (RFC 9449 §6); anybody may when none.
    pub jkt: Option<Thumbprint>,
    /// The newest generation that was issued; the first is 0.
    pub generation: u32,
    /// When that generation was made.
    pub rotated_at: Timestamp,
    /// When the family began.
    pub created_at: Timestamp,
    /// When its newest token ends.
    pub expires_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A presented refresh token; says nothing yet about whether it was ever issued.
pub struct RefreshToken {
    /// Which family.
    pub family: FamilyId,
    /// Which of its generations.
    pub generation: u32,
    mac: [u8; MAC_LENGTH],
}

impl RefreshToken {
    /// Reads a presented token.
    ///
    /// # Errors
    /// [`Malformed`] when length, alphabet or kind are wrong.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let mut bytes = [0; LENGTH];
        if text.len() != 60 || URL_SAFE_NO_PAD.decode_slice(text, &mut bytes) != Ok(LENGTH) {
            return Err(Malformed);
        }
        let (family, generation, mac) = (&bytes[1..17], &bytes[17..21], &bytes[21..]);
        match (
            bytes[0],
            family.try_into(),
            generation.try_into(),
            mac.try_into(),
        ) {
            (TAG, Ok(family), Ok(generation), Ok(mac)) => Ok(Self {
                family,
                generation: u32::from_be_bytes(generation),
                mac,
            }),
            _ => Err(Malformed),
        }
    }

    /// The token of one generation: the same text however often it is asked for.
    pub fn issue(key: &MacKey, family: &RefreshFamily, generation: u32) -> Secret<String> {
        let mut bytes = Vec::with_capacity(LENGTH);
        bytes.push(TAG);
        bytes.extend_from_slice(family.id.as_bytes());
        bytes.extend_from_slice(&generation.to_be_bytes());
        bytes.extend_from_slice(&mac(key, family, generation));
        Secret::new(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Whether we issued this token of this family. Constant-time.
    pub fn verify(&self, key: &MacKey, family: &RefreshFamily) -> bool {
        let expected = mac(key, family, self.generation);
        self.family == family.id
            && constant_time::verify_slices_are_equal(&self.mac, &expected).is_ok()
    }
}

fn mac(key: &MacKey, family: &RefreshFamily, generation: u32) -> [u8; MAC_LENGTH] {
    let parts: [&[u8]; 3] = [
        family.id.as_bytes(),
        &generation.to_be_bytes(),
        &family.salt,
    ];
    let digest = Digest::keyed(key, &parts);
    let mut mac = [0; MAC_LENGTH];
    mac.copy_from_slice(&digest.as_bytes()[..MAC_LENGTH]);
    mac
}

impl FromStr for RefreshToken {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text)
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshToken")
            .field("family", &self.family)
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

/// What to do about a verified refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The newest: make the next generation, which ends at `expires_at`, and hand it out.
    Rotate {
        /// The end of the successor, to be written with it.
        expires_at: Timestamp,
    },
    /// The one before the newest, which is still unused: hand out the newest again.
    Repeat,
    /// The newest, of a client that does not rotate: hand out the same again.
    Keep,
    /// Replaced a moment ago: refuse, revoke nothing.
    RefuseWithinGrace,
    /// Replaced long ago: refuse and revoke the family.
    Reuse,
    /// The family belongs to another client: refuse, revoke nothing, write it down (T-22).
    WrongClient,
    /// Past its time.
    Expired,
    /// The family or its grant no longer stands.
    Revoked,
    /// A generation that was never made: the database was set back to an older state.
    Future,
}

impl Decision {
    /// Why the token is refused, when it is. On [`InvalidGrant::Reused`] the caller revokes.
    pub const fn refusal(self) -> Option<InvalidGrant> {
        match self {
            Self::Rotate { .. } | Self::Repeat | Self::Keep => None,
            Self::RefuseWithinGrace => Some(InvalidGrant::Replaced),
            Self::Reuse => Some(InvalidGrant::Reused),
            Self::WrongClient => Some(InvalidGrant::WrongClient),
            Self::Expired => Some(InvalidGrant::Expired),
            Self::Revoked => Some(InvalidGrant::Revoked),
            Self::Future => Some(InvalidGrant::Unknown),
        }
    }
}

impl RefreshFamily {
    /// What a verified token of `generation` leads to.
    pub fn decide(
        &self,
        generation: u32,
        client: &Client,
        grant_context: &GrantContext,
        now: Timestamp,
    ) -> Decision {
        if self.client_id != client.id {
            return Decision::WrongClient;
        }
        // The person may have agreed anew, and not to this.
        let is_offline = grant_context.grant.scope.has_offline_access();
        if self.revoked_at.is_some() || !is_offline || !grant_context.is_live(now) {
            return Decision::Revoked;
        }
        if self.expires_at.is_over(now) || self.has_lain_unused(client, now) {
            return Decision::Expired;
        }
        let Some(age) = self.generation.checked_sub(generation) else {
            return Decision::Future;
        };
        match age {
            0 if !client.rotates() => Decision::Keep,
            0 => Decision::Rotate {
                expires_at: self.next_expiry(client, grant_context, now),
            },
            1 => Decision::Repeat,
            // Two nodes' clocks may meet here: by as much as they differ the grace is longer or
            // shorter. The token is refused either way; what the grace decides is how soon a second
            // look means theft, and no number of ours could say how slow an honest request is.
            2 if self.is_within_grace(client.refresh_grace, now) => Decision::RefuseWithinGrace,
            _ => Decision::Reuse,
        }
    }

    /// Whether the newest generation was made longer ago than one of this client may lie unused. One that
    /// was made in the future is over, as everything is that lives for so short a time.
    fn has_lain_unused(&self, client: &Client, now: Timestamp) -> bool {
        let idle = console::idle(client);
        idle.is_some_and(|idle| !Validity::new(self.rotated_at.plus(idle), idle).is_live(now))
    }

    /// Whether the newest generation was made a moment ago. One that was made in the future says
    /// nothing about now: the copy counts as a theft.
    fn is_within_grace(&self, grace: Lifetime, now: Timestamp) -> bool {
        Validity::new(self.rotated_at.plus(grace), grace).is_live(now)
    }

    /// The tokens of single-page applications inherit what is left (they can be stolen from the
    /// browser); others get a full lifetime again. None outlives the grant.
    fn next_expiry(
        &self,
        client: &Client,
        grant_context: &GrantContext,
        now: Timestamp,
    ) -> Timestamp {
        let end = match client.kind {
            ClientKind::Spa => {
                Validity::new(self.expires_at, client.refresh_token_lifetime).end(now)
            }
            ClientKind::Traditional | ClientKind::Native | ClientKind::Machine => {
                expiry(client.refresh_token_lifetime, &grant_context.grant, now)
            }
        };
        end.min(grant_context.grant.expires_at)
    }

    /// The scope of the new access token: what was granted, or less when less is asked for.
    ///
    /// # Errors
    /// [`TokenError::WiderScope`] (RFC 6749 §6).
    pub fn narrow(&self, asked: Option<&Scope>) -> Result<Scope, TokenError> {
        match asked {
            None => Ok(self.scope.clone()),
            Some(asked) if asked.is_within(&self.scope) => Ok(asked.clone()),
            Some(_) => Err(TokenError::WiderScope),
        }
    }
}

/// When a refresh token made now ends: after its lifetime, and never later than its grant.
pub fn expiry(lifetime: Lifetime, grant: &Grant, now: Timestamp) -> Timestamp {
    now.plus(lifetime).min(grant.expires_at)
}

#[cfg(test)]
pub(crate) mod tests;
