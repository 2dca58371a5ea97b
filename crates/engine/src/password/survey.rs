//! How the passwords of accounts are digested is counted by one node, and stands in a setting from which
//! all take it over: a decoy takes as long whichever node is asked.

use oidc_core::source::Source;
use store::StoreError;

use super::{
    digest::PasswordDigest,
    mix::{Counted, Mix},
};
use crate::{breakdown::Breakdown, engine::Engine};

/// Where it stands.
const ROW: &str = "password_mix";

/// Accounts of each scheme whose digests are opened, to see what they take.
const SAMPLE: i64 = 64;

/// Takes over what was counted last.
///
/// # Errors
/// When the database does not answer, or the cipher fails.
pub(crate) async fn take_over(engine: &Engine) -> Result<(), Breakdown> {
    let stored = engine
        .store
        .read(|mut tx| async move { tx.settings().get(ROW).await })
        .await?;
    let mix = Mix::read(stored.as_ref());
    let decoys = engine.hashing.decoys();
    decoys.take_over(mix, &engine.secrets, &engine.entropy)
}

/// Counts, writes it down where it is something else than stands there, and takes it over.
///
/// # Errors
/// As [`take_over`].
pub(crate) async fn count(engine: &Engine) -> Result<(), Breakdown> {
    let rows = engine
        .store
        .read(|mut tx| async move {
            let mut rows = Vec::new();
            let counted = tx.password_schemes().counted().await?;
            for (scheme, accounts) in counted {
                let sample = tx.password_schemes().some(scheme, SAMPLE).await?;
                rows.push((accounts, sample));
            }
            Ok::<_, StoreError>(rows)
        })
        .await?;
    let key = &engine.secrets.sealing;
    let counted = rows.into_iter().map(|(accounts, sample)| {
        let opened = sample.iter().filter_map(|(user, sealed)| {
            // One that cannot be opened is told where it is compared.
            PasswordDigest::unseal(sealed, key, user).ok()
        });
        Counted {
            accounts,
            sample: opened.collect(),
        }
    });
    let counted: Vec<Counted> = counted.collect();
    let mix = Mix::of(&counted);
    let value = mix.to_value().map_err(Breakdown::new)?;
    let (mix, value, now) = (&mix, &value, engine.clock.now());
    engine
        .store
        .transact(|mut tx| async move {
            let mut settings = tx.settings();
            settings.hold().await?;
            let stored = settings.get(ROW).await?;
            if Mix::read(stored.as_ref()) != *mix {
                settings.put(ROW, value, Source::BuiltIn, now).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    take_over(engine).await
}
