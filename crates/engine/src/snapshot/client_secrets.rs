//! The secrets of one client. Most clients are not heard of for a long time after a start, so each
//! secret is opened when its client is first looked for, and then kept.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use oidc_core::{
    client::SealedClientSecret, client_auth::ClientSecret, id::ClientId, seal::SealingKey,
};

use super::quarantine::{Noun, UNSEALABLE};
use crate::place;

/// Opens secrets, and remembers of which ones the log says already that they do not open: rows that
/// are read again are no news. Clones share what they remember. It holds one entry for each secret
/// that ever failed to open, and only the operator writes secrets.
#[derive(Debug, Clone)]
pub(super) struct Opener {
    key: SealingKey,
    reported: Arc<Mutex<Reported>>,
}

/// The sealed value by client and name of the secret.
type Reported = HashMap<(ClientId, String), Vec<u8>>;

impl Opener {
    pub(super) fn new(key: &SealingKey) -> Self {
        Self {
            key: key.clone(),
            reported: Arc::default(),
        }
    }

    /// None when it does not open, and then the log says so once for each sealed value.
    fn open(&self, row: &SealedClientSecret) -> Option<ClientSecret> {
        match open(row, &self.key) {
            Ok(secret) => Some(secret),
            Err(why) => {
                if self.is_news(row) {
                    Noun::ClientSecret.report(row.client_id.as_str(), why);
                }
                None
            }
        }
    }

    fn is_news(&self, row: &SealedClientSecret) -> bool {
        let place = (row.client_id.clone(), row.name.clone());
        let mut reported = self.reported.lock().unwrap_or_else(PoisonError::into_inner);
        let before = reported.insert(place, row.sealed.clone());
        before.is_none_or(|sealed| sealed != row.sealed)
    }
}

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

    /// Opens them unless they are open. False when there are some and none of them can be read.
    pub(super) fn open(&self, with: &Opener) -> bool {
        let opened = self.opened.get_or_init(|| {
            let each = self.sealed.iter();
            each.filter_map(|row| with.open(row)).collect()
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
    Ok(ClientSecret::new(&row.name, text, row.expires_at))
}
