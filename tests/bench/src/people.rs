//! People who are only there: rows of a database that is to be large.

use std::path::Path;

use anyhow::Context;
use aws_lc_rs::digest::{SHA256, digest};
use oidc_core::{time::Timestamp, user::User};
use store::{Store, StoreError};

/// People of one transaction.
const AT_ONCE: u32 = 10_000;

/// Adds so many people to a database whose provider does not run.
pub async fn add(database: &Path, number: u32) -> anyhow::Result<()> {
    let store = Store::open_file(database).await?;
    for first in (0..number).step_by(AT_ONCE as usize) {
        let last = number.min(first + AT_ONCE);
        let people = (first..last)
            .map(person)
            .collect::<anyhow::Result<Vec<_>>>()?;
        let people = &people;
        store
            .transact(|mut tx| async move {
                for person in people {
                    tx.users().insert(person).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
    }
    store.close().await;
    Ok(())
}

/// Their ids have no order, like those of real people.
fn person(number: u32) -> anyhow::Result<User> {
    let scattered = digest(&SHA256, &number.to_be_bytes());
    let first = scattered
        .as_ref()
        .first_chunk()
        .context("a digest is long")?;
    let id = format!("{:012x}", u64::from_be_bytes(*first) >> 16);
    let now = Timestamp::from_millis(1_760_000_000_000);
    let email = format!("{id}@people.example").parse()?;
    Ok(User::new(id.parse()?, Some(email), now))
}
