//! What `transact` promises.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use store::{Options, Store, StoreError, Tx};

use crate::harness::{
    Ended, ping, race,
    samples::{NOW, session},
};

async fn note(tx: &mut Tx, name: &str) -> Result<bool, StoreError> {
    tx.settings().insert_blob_if_absent(name, b"x", NOW).await
}

async fn is_noted(store: &Store, name: &str) -> bool {
    let found = store
        .read(|mut tx| async move { tx.settings().blob(name).await })
        .await;
    found.unwrap().is_some()
}

fn impatient() -> Options {
    Options {
        work: Duration::from_millis(300),
        ..Options::default()
    }
}

fn crowded() -> Options {
    Options {
        wait: Duration::from_secs(1),
        queue: 1,
        connections: 1,
        ..Options::default()
    }
}

async fn an_answer_commits_whether_it_is_yes_or_no(store: Store) {
    let yes = store
        .transact(|mut tx| async move { note(&mut tx, "yes").await })
        .await;
    assert!(yes.unwrap());
    let no: Result<(), Ended> = store
        .transact(|mut tx| async move {
            note(&mut tx, "no").await?;
            Err(Ended::Refused)
        })
        .await;
    assert!(matches!(no, Err(Ended::Refused)));
    assert!(is_noted(&store, "yes").await && is_noted(&store, "no").await);
}

async fn a_breakdown_rolls_back(store: Store) {
    let broken: Result<(), Ended> = store
        .transact(|mut tx| async move {
            note(&mut tx, "broken").await?;
            Err(Ended::Broken)
        })
        .await;
    assert!(matches!(broken, Err(Ended::Broken)));
    assert!(!is_noted(&store, "broken").await);
}

async fn a_panic_rolls_back_and_the_next_one_is_fine(store: Store) {
    let other = store.clone();
    let panicked = tokio::spawn(async move {
        other
            .transact(|mut tx| async move {
                note(&mut tx, "panic").await?;
                assert!(is_never(), "as expected");
                Ok::<_, StoreError>(())
            })
            .await
    });
    assert!(panicked.await.unwrap_err().is_panic());
    assert!(!is_noted(&store, "panic").await);
    store
        .transact(|mut tx| async move { note(&mut tx, "next").await })
        .await
        .unwrap();
    assert!(is_noted(&store, "next").await);
}

fn is_never() -> bool {
    NOW.as_millis() == 0
}

async fn a_cancelled_transaction_rolls_back_and_frees_the_writer(store: Store) {
    let (other, (said, heard)) = (store.clone(), tokio::sync::mpsc::channel(1));
    let task = tokio::spawn(async move {
        other
            .transact(|mut tx| {
                let said = &said;
                async move {
                    note(&mut tx, "cancelled").await?;
                    said.send(()).await.unwrap();
                    std::future::pending::<Result<(), StoreError>>().await
                }
            })
            .await
    });
    let mut heard = heard;
    heard.recv().await.unwrap();
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    store
        .transact(|mut tx| async move { note(&mut tx, "next").await })
        .await
        .unwrap();
    assert!(!is_noted(&store, "cancelled").await && is_noted(&store, "next").await);
}

/// A storm of transactions that write two rows each, some of them cancelled at any moment.
async fn no_transaction_is_half_done_or_acknowledged_and_lost(store: Store) {
    let told = race(200, |number| {
        let store = store.clone();
        async move {
            let (a, b) = (format!("{number}-a"), format!("{number}-b"));
            let patience = Duration::from_micros(u64::try_from(number).unwrap() * 37 % 9_000);
            let work = store.transact(|mut tx| {
                let (a, b) = (&a, &b);
                async move {
                    note(&mut tx, a).await?;
                    tokio::task::yield_now().await;
                    note(&mut tx, b).await?;
                    match number % 5 {
                        0 => Err(Ended::Broken),
                        1 => Err(Ended::Refused),
                        _ => Ok(()),
                    }
                }
            });
            if number % 2 == 0 {
                tokio::time::timeout(patience, work).await.ok()
            } else {
                Some(work.await)
            }
        }
    })
    .await;
    for (number, told) in told.iter().enumerate() {
        let a = is_noted(&store, &format!("{number}-a")).await;
        let b = is_noted(&store, &format!("{number}-b")).await;
        assert_eq!(a, b, "{number} is half done");
        match told {
            Some(Ok(()) | Err(Ended::Refused)) => assert!(a, "{number} was acknowledged and lost"),
            Some(Err(Ended::Broken)) => assert!(!a, "{number} was not rolled back"),
            Some(Err(Ended::Store(error))) => panic!("{number}: {error}"),
            None => {}
        }
    }
}

async fn a_transaction_inside_a_transaction_is_refused_at_once(store: Store) {
    let told = store
        .transact(|_tx| {
            let store = &store;
            async move {
                let write = store
                    .transact(|mut tx| async move { note(&mut tx, "x").await })
                    .await;
                let read = store
                    .read(|mut tx| async move { tx.versions().all().await })
                    .await;
                Ok::<_, StoreError>((write, read))
            }
        })
        .await
        .unwrap();
    assert!(matches!(
        told,
        (Err(StoreError::Nested), Err(StoreError::Nested))
    ));
    let told = store
        .read(|_tx| async { Ok::<_, StoreError>(ping(&store).await) })
        .await
        .unwrap();
    assert!(matches!(told, Err(StoreError::Nested)));
}

async fn work_that_takes_too_long_is_undone(store: Store) {
    let slow: Result<(), StoreError> = store
        .transact(|mut tx| async move {
            note(&mut tx, "slow").await?;
            std::future::pending().await
        })
        .await;
    assert!(matches!(slow, Err(StoreError::TooSlow)));
    assert!(!is_noted(&store, "slow").await);
    let slow: Result<(), StoreError> = store.read(|_tx| std::future::pending()).await;
    assert!(matches!(slow, Err(StoreError::TooSlow)));
    store
        .transact(|mut tx| async move { note(&mut tx, "next").await })
        .await
        .unwrap();
}

async fn a_failed_statement_poisons_the_transaction(store: Store) {
    let swallowed = store
        .transact(|mut tx| async move {
            note(&mut tx, "poisoned").await?;
            tx.sessions().insert(&session(1, "ada")).await?;
            let twice = tx.sessions().insert(&session(1, "ada")).await;
            assert!(matches!(twice, Err(StoreError::Driver(_))), "{twice:?}");
            let after = note(&mut tx, "after").await;
            assert!(matches!(after, Err(StoreError::RolledBack)), "{after:?}");
            Ok::<_, StoreError>(())
        })
        .await;
    assert!(
        matches!(swallowed, Err(StoreError::RolledBack)),
        "{swallowed:?}"
    );
    assert!(!is_noted(&store, "poisoned").await && !is_noted(&store, "after").await);
}

async fn an_interrupted_statement_poisons_the_transaction(store: Store) {
    let told = store
        .transact(|mut tx| async move {
            note(&mut tx, "before").await?;
            let statement = note(&mut tx, "interrupted");
            let _ = tokio::time::timeout(Duration::ZERO, statement).await;
            Ok::<_, StoreError>(())
        })
        .await;
    // The statement may have been quicker than the interruption, and on SQLite always is; what must
    // not be is a half.
    let before = is_noted(&store, "before").await;
    match told {
        Ok(()) => assert!(before),
        Err(StoreError::RolledBack) => assert!(!before),
        Err(other) => panic!("{other}"),
    }
}

async fn what_was_written_is_read_at_once(store: Store) {
    let reads = race(8, |number| {
        let store = store.clone();
        async move {
            let mut seen = true;
            for step in 0..20 {
                let name = format!("{number}-{step}");
                let name = name.as_str();
                store
                    .transact(|mut tx| async move { note(&mut tx, name).await })
                    .await
                    .unwrap();
                seen &= is_noted(&store, name).await;
            }
            seen
        }
    })
    .await;
    assert!(reads.into_iter().all(|seen| seen));
}

async fn too_many_at_once_are_told_that_the_store_is_busy(store: Store) {
    let running = AtomicU32::new(0);
    let hold = || {
        store.transact(|_tx| {
            let running = &running;
            async move {
                running.fetch_add(1, Ordering::Relaxed);
                tokio::time::sleep(Duration::from_secs(3)).await;
                Ok::<_, StoreError>(())
            }
        })
    };
    // One runs, one waits for longer than it may, and on SQLite the third finds no place to wait.
    let told = tokio::join!(hold(), hold(), hold());
    let told = [told.0, told.1, told.2];
    let busy = told
        .iter()
        .filter(|told| matches!(told, Err(StoreError::Busy)))
        .count();
    let done = told.iter().filter(|told| told.is_ok()).count();
    assert_eq!((done, busy), (1, 2), "{told:?}");
    assert_eq!(running.load(Ordering::Relaxed), 1);
    // The one that gave up still stands in the queue until the writer has passed it over.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let next = store
        .transact(|mut tx| async move { note(&mut tx, "next").await })
        .await;
    assert!(next.unwrap());
}

crate::harness::laws! {
    an_answer_commits_whether_it_is_yes_or_no,
    a_breakdown_rolls_back,
    a_panic_rolls_back_and_the_next_one_is_fine,
    a_cancelled_transaction_rolls_back_and_frees_the_writer,
    no_transaction_is_half_done_or_acknowledged_and_lost,
    a_transaction_inside_a_transaction_is_refused_at_once,
    work_that_takes_too_long_is_undone [super::impatient()],
    a_failed_statement_poisons_the_transaction,
    an_interrupted_statement_poisons_the_transaction,
    what_was_written_is_read_at_once,
    too_many_at_once_are_told_that_the_store_is_busy [super::crowded()],
}
