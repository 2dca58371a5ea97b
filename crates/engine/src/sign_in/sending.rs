//! The counters of one mail (T-55): who asks, the recipient, the application, the instance.
//!
//! Three rules keep strangers from stopping everybody. A browser that has signed in to the address
//! before is counted apart from strangers, and a quarter of each cap is kept for such browsers.
//! Once a cap is half used, no network may have more than an eighth of what is left.

use oidc_core::{
    account::{identifier::Identifier, lockout},
    id::ClientId,
    secret::{Digest, MacKey},
    time::Timestamp,
};
use store::{Claim, Count, Counter, StoreError, Tx};

use super::{known_browser::Asker, limit_reached::LimitReached};
use crate::{limits::Limits, network::NetworkKeys, span::Rate};

/// Kinds of counters.
struct Kinds {
    line: &'static str,
    site: &'static str,
    network: &'static str,
}

const STRANGERS: Kinds = Kinds {
    line: "sends.ip",
    site: "sends.site",
    network: "sends.network",
};

const KNOWN: Kinds = Kinds {
    line: "sends.known.ip",
    site: "sends.known.site",
    network: "sends.known.network",
};

/// The counters of one mail.
#[derive(Debug)]
pub struct Sending {
    /// Who asks: every wish counts here, whatever comes of it.
    wishes: Vec<Counter>,
    /// What the network has sent. Its limit depends on what is left of the caps.
    network: Counter,
    recipient: Counter,
    caps: Vec<Counter>,
}

/// What is counted: for whom and from where.
#[derive(Debug)]
pub struct Wish<'a> {
    /// Who asks.
    pub asker: Asker,
    /// From where.
    pub keys: NetworkKeys,
    /// The recipient.
    pub identifier: &'a Identifier,
    /// On behalf of which application.
    pub client: &'a ClientId,
}

fn counter(kind: &'static str, subject: Digest, rate: Rate, limit: u32) -> Counter {
    Counter {
        kind,
        subject,
        limit,
        window: rate.window.lifetime(),
    }
}

/// What the recipient may be sent.
fn recipient(limits: &Limits, key: &MacKey, asker: Asker, identifier: &Identifier) -> Counter {
    let to = limits.sends_per_recipient;
    counter("sends", asker.subject(key, identifier), to, to.limit)
}

/// What may be sent on behalf of an application, if there is one, and altogether.
fn caps(limits: &Limits, key: &MacKey, asker: Asker, client: Option<&ClientId>) -> Vec<Counter> {
    let mut each = Vec::new();
    if let Some(client) = client {
        let kinds = ("sends.client.strangers", "sends.client");
        each.push((kinds, lockout::client(key, client), limits.sends_per_client));
    }
    // Last what all requests share: it is held for the shortest time.
    let kinds = ("sends.all.strangers", "sends.all");
    each.push((kinds, lockout::everybody(key), limits.sends_total));
    let mut caps = Vec::new();
    for ((strangers, total), subject, cap) in each {
        if asker == Asker::Stranger {
            let most = lockout::for_strangers(cap.limit);
            caps.push(counter(strangers, subject, cap, most));
        }
        caps.push(counter(total, subject, cap, cap.limit));
    }
    caps
}

impl Sending {
    /// The counters a wish counts against.
    pub fn new(limits: &Limits, key: &MacKey, wish: &Wish<'_>) -> Self {
        let (per_ip, keys) = (limits.sends_per_ip, &wish.keys);
        let kinds = match wish.asker {
            Asker::Stranger => STRANGERS,
            Asker::Known(_) => KNOWN,
        };
        let mut wishes = vec![counter(kinds.line, keys.line, per_ip, per_ip.limit)];
        if keys.is_site {
            let most = per_ip.limit.saturating_mul(lockout::SITE_MULTIPLIER);
            wishes.push(counter(kinds.site, keys.network, per_ip, most));
        }
        let (client, all) = (limits.sends_per_client, limits.sends_total);
        let longer = if client.window.duration() > all.window.duration() {
            client
        } else {
            all
        };
        Self {
            wishes,
            network: counter(kinds.network, keys.network, longer, u32::MAX),
            recipient: recipient(limits, key, wish.asker, wish.identifier),
            caps: caps(limits, key, wish.asker, Some(wish.client)),
        }
    }

    /// The counter of what strangers have had sent to a recipient.
    pub fn of_recipient((limits, key): (&Limits, &MacKey), identifier: &Identifier) -> Counter {
        recipient(limits, key, Asker::Stranger, identifier)
    }

    /// Which limit would refuse strangers one more mail, wherever they are: of several, the one that
    /// does so for the longest. Nothing is counted.
    pub async fn full(
        (limits, key): (&Limits, &MacKey),
        (identifier, client): (&Identifier, Option<&ClientId>),
        tx: &mut Tx,
        now: Timestamp,
    ) -> Result<Option<LimitReached>, StoreError> {
        let mut all = vec![recipient(limits, key, Asker::Stranger, identifier)];
        all.extend(caps(limits, key, Asker::Stranger, client));
        let stood = tx.attempts().read(&all, now).await?;
        let each = all.iter().zip(stood);
        let full = each.filter(|(counter, stands)| !stands.has_room(counter.limit));
        let full = full.max_by_key(|(_, stands)| stands.until);
        Ok(full.map(|(counter, stands)| LimitReached {
            limit: counter.kind,
            subject: counter.subject,
            until: stands.until,
        }))
    }

    /// Counts it, or says which limit refuses. A refusal is held against whoever asked, and uses
    /// up nothing of the recipient's, the application's or the instance's.
    pub async fn claim(
        mut self,
        tx: &mut Tx,
        now: Timestamp,
    ) -> Result<Result<(), LimitReached>, StoreError> {
        let place = self.wishes.len();
        let mut all = self.wishes.clone();
        all.extend([self.network, self.recipient]);
        all.extend(&self.caps);
        let counted = tx.attempts().count_if_room(&all, &[], now).await?;
        // How they stood before this one.
        let stood = match &counted {
            Some(counted) => counted.iter().map(Count::before).collect(),
            None => tx.attempts().read(&all, now).await?,
        };
        let ends = self.narrow(stood.get(place + 2..).unwrap_or_default());
        if let Some(network) = all.get_mut(place) {
            *network = self.network;
        }
        let claim = match counted {
            Some(counted) => tx.attempts().keep_within(&all, counted).await?,
            None => tx.attempts().claim_seen(&all, &stood, now).await?,
        };
        let Claim::Full { at, until } = claim else {
            return Ok(Ok(()));
        };
        // Who asks comes first in the list: whoever is over that is not counted further.
        if at >= place {
            tx.attempts().count(&self.wishes, now).await?;
        }
        let full = all.get(at).copied().unwrap_or(self.network);
        // A network waits until its own count or the cap begins anew, whatever comes first.
        let ends = ends.filter(|_| at == place);
        let until = ends.map_or(until, |ends| ends.min(until));
        Ok(Err(LimitReached {
            limit: full.kind,
            subject: full.subject,
            until,
        }))
    }

    /// Sets what the network may have used, by the cap that leaves it least; when that ends.
    fn narrow(&mut self, standing: &[Count]) -> Option<Timestamp> {
        let shares = self.caps.iter().zip(standing);
        let least = shares
            .map(|(cap, stands)| (lockout::share(cap.limit, stands.count), stands.until))
            .min()?;
        self.network.limit = least.0;
        Some(least.1)
    }
}
