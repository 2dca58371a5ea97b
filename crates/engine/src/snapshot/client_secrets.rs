//! The secrets of one client. Most clients are not heard of for a long time after a start, so each
//! secret is opened when its client is first looked for, and then kept.

use std::sync::OnceLock;

use oidc_core::{client::SealedClientSecret, client_auth::ClientSecret, seal::SealingKey};

use super::quarantine::{Noun, UNSEALABLE};
use crate::place;

/// What a client proves itself with.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    sealed: Vec<SealedClientSecret>,
    /// Whether there are rows besides that this version does not understand.
    has_unreadable: bool,
    opened: OnceLock<Vec<ClientSecret>>,
}

impl Secrets {
    /// From the rows as they are stored.
    pub(super) const fn new(sealed: Vec<SealedClientSecret>, has_unreadable: bool) -> Self {
        Self {
            sealed,
            has_unreadable,
            opened: OnceLock::new(),
        }
    }

    /// Opens them unless they are open, and names in the log those that do not open. False when
    /// there are some and none of them can be read.
    pub(super) fn open(&self, key: &SealingKey) -> bool {
        let opened = self.opened.get_or_init(|| {
            let each = self.sealed.iter();
            each.filter_map(|row| {
                let secret = open(row, key);
                if let Err(why) = secret {
                    Noun::ClientSecret.report(row.client_id.as_str(), why);
                }
                secret.ok()
            })
            .collect()
        });
        !opened.is_empty() || (self.sealed.is_empty() && !self.has_unreadable)
    }

    /// Those that can be read, as digests; none before they are opened.
    pub(super) fn opened(&self) -> &[ClientSecret] {
        self.opened.get().map_or(&[], Vec::as_slice)
    }
}

fn open(row: &SealedClientSecret, key: &SealingKey) -> Result<ClientSecret, &'static str> {
    let place = place::client_secret(row.client_id.as_str(), &row.name);
    let plain = key.unseal(&place, &row.sealed).map_err(|_| UNSEALABLE)?;
    let text = std::str::from_utf8(&plain).map_err(|_| "it is not text")?;
    Ok(ClientSecret::new(text, row.expires_at))
}
