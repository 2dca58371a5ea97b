//! The signing keys, parsed once, and the documents that list them.

use std::sync::Arc;

use anyhow::bail;
use bytes::Bytes;
use oidc_core::{
    discovery,
    key::{SealedKey, set::KeySet, sign::SigningKey},
    seal::SealingKey,
};
use store::Found;

use super::quarantine::{Noun, Quarantine, UNSEALABLE};
use crate::place;

/// What was read of them.
pub(super) type Rows = Found<SealedKey>;

/// The signing keys.
#[derive(Debug)]
pub struct Keys {
    /// The keys themselves.
    pub set: KeySet,
    /// The public keys as a document (RFC 7517 §5), finished.
    pub jwks: Bytes,
    /// The metadata document (OpenID Connect Discovery §3), finished.
    pub discovery: Bytes,
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
        let mut set = parse(rows, key, &mut aside);
        if set.is_empty() {
            match last {
                Some(last) => set = last.set.clone(),
                None => bail!(NO_KEY),
            }
        }
        aside.log(last.map(|last| &last.quarantine));
        let metadata = discovery::metadata(issuer, &set.algorithms());
        Ok(Self {
            jwks: set.jwks().into(),
            discovery: serde_json::to_vec(&metadata)?.into(),
            set,
            quarantine: aside,
        })
    }
}

fn parse(sealed: Rows, key: &SealingKey, aside: &mut Quarantine) -> KeySet {
    aside.add_all(Noun::SigningKey, sealed.unreadable);
    let mut keys = Vec::with_capacity(sealed.rows.len());
    for row in sealed.rows {
        let parsed = key
            .unseal(&place::signing_key(&row.kid), &row.sealed)
            .map_err(|_| UNSEALABLE)
            .and_then(|pkcs8| {
                SigningKey::from_pkcs8(row.algorithm, &pkcs8).map_err(|_| "it is no such key")
            });
        match parsed {
            Ok(parsed) => keys.push((row.stage, Arc::new(parsed))),
            Err(why) => aside.add(Noun::SigningKey, &row.kid, why),
        }
    }
    KeySet::new(keys)
}

const NO_KEY: &str = "None of the signing keys in the database can be read: restore the table \
    signing_keys from a backup, or empty it, and the next start makes new ones.";
