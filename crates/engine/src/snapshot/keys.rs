//! The signing keys, parsed once, and the documents that list them.

use std::sync::Arc;

use anyhow::bail;
use oidc_core::{
    discovery,
    jwt_access_token::JwtAccessToken,
    key::{KeyStage, SealedKey, jwk::Jwk, rotation::StagedKey, set::KeySet, sign::SigningKey},
    seal::SealingKey,
};
use store::Found;

use super::{
    document::Document,
    quarantine::{Noun, Quarantine, UNSEALABLE},
    verified::Verified,
};
use crate::place;

/// What was read of them.
pub(super) type Rows = Found<SealedKey>;

/// The signing keys.
#[derive(Debug)]
pub struct Keys {
    /// The keys themselves.
    pub set: KeySet,
    /// Their places in the order, and when those change.
    pub staged: Vec<StagedKey>,
    /// The public keys as a document (RFC 7517 §5).
    pub jwks: Document,
    /// The metadata document (OpenID Connect Discovery §3).
    pub discovery: Document,
    verified: Verified,
    pub(super) quarantine: Quarantine,
}

impl Keys {
    pub(super) fn load(
        rows: Rows,
        key: &SealingKey,
        issuer: &str,
        last: Option<&Self>,
    ) -> anyhow::Result<Self> {
        let mut aside = Quarantine::default();
        let (mut set, mut staged) = parse(rows, key, &mut aside);
        if set.is_empty() {
            match last {
                Some(last) => (set, staged) = (last.set.clone(), last.staged.clone()),
                None => bail!(NO_KEY),
            }
        }
        aside.log(last.map(|last| &last.quarantine));
        let metadata = discovery::metadata(issuer, &set.algorithms());
        Ok(Self {
            jwks: Document::new(set.jwks()),
            discovery: Document::new(serde_json::to_vec(&metadata)?),
            set,
            staged,
            verified: Verified::default(),
            quarantine: aside,
        })
    }

    /// What an access token says, if one of these keys signed it for this issuer; its times are not
    /// looked at.
    pub fn access_token(&self, token: &str, issuer: &str) -> Option<Arc<JwtAccessToken>> {
        self.verified.read(token, &self.set, issuer)
    }
}

fn parse(sealed: Rows, key: &SealingKey, aside: &mut Quarantine) -> (KeySet, Vec<StagedKey>) {
    aside.add_all(Noun::SigningKey, sealed.unreadable);
    let mut keys = Vec::with_capacity(sealed.rows.len());
    let mut staged = Vec::with_capacity(sealed.rows.len());
    let mut retired = Vec::new();
    for row in sealed.rows {
        match parse_one(&row, key) {
            Ok(Parsed::Whole(parsed)) => keys.push((row.stage, Arc::new(parsed))),
            Ok(Parsed::Public(parsed)) => retired.push(parsed),
            Err(why) => {
                aside.add(Noun::SigningKey, &row.kid, why);
                continue;
            }
        }
        staged.push(StagedKey::from(&row));
    }
    (KeySet::new(keys).and_retired(retired), staged)
}

/// A key, or what is left of a retired one.
enum Parsed {
    Whole(SigningKey),
    Public(Jwk),
}

fn parse_one(row: &SealedKey, key: &SealingKey) -> Result<Parsed, &'static str> {
    let opened = key.unseal(&place::signing_key(&row.kid), &row.sealed);
    let opened = opened.map_err(|_| UNSEALABLE)?;
    let parsed = match row.stage {
        KeyStage::Retired => Jwk::from_octets(row.algorithm, &opened).map(Parsed::Public),
        KeyStage::Current | KeyStage::Next | KeyStage::Previous => {
            let whole = SigningKey::from_pkcs8(row.algorithm, &opened).ok();
            whole.map(Parsed::Whole)
        }
    };
    parsed.ok_or("it is no such key")
}

const NO_KEY: &str = "None of the signing keys in the database can be read: restore the table \
    signing_keys from a backup, or empty it, and the next start makes new ones.";
