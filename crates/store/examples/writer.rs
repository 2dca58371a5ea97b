//! Writes until it has written enough, or is killed, and says what was acknowledged: the other half
//! of the tests of durability.
//!
//! `writer <url> <transactions> <callers>` prints `ready`, then `ack <name>` for every transaction
//! that was answered.

use std::io::Write;

use oidc_core::time::Timestamp;
use store::{Store, StoreError};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, url, transactions, callers] = arguments.as_slice() else {
        return Err("writer <url> <transactions> <callers>".into());
    };
    let (transactions, callers): (u32, u32) = (transactions.parse()?, callers.parse()?);
    let store = Store::open(url).await?;
    println!("ready");
    let tasks: Vec<_> = (0..callers)
        .map(|caller| {
            let store = store.clone();
            tokio::spawn(async move {
                for number in 0..transactions / callers {
                    let name = format!("{caller}-{number}");
                    write(&store, &name).await?;
                    // One write: a line is there in full or not at all when we are killed.
                    let _ = std::io::stdout().write_all(format!("ack {name}\n").as_bytes());
                }
                Ok::<_, StoreError>(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    store.close().await;
    Ok(())
}

async fn write(store: &Store, name: &str) -> Result<bool, StoreError> {
    let now = Timestamp::EPOCH;
    store
        .transact(|mut tx| async move {
            tx.settings()
                .insert_blob_if_absent(name, name.as_bytes(), now)
                .await
        })
        .await
}
