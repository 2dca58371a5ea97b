//! What belongs to the instance: settings, its key, signing keys, events.

use oidc_core::{
    actor::Actor,
    event::{EventContext, EventKind},
    key::{Algorithm, KeyStage},
    source::Source,
};
use serde_json::json;
use store::{Store, StoreError};

use crate::harness::{
    ping,
    samples::{NOW, event, key, later},
    total,
};

async fn a_setting_is_put_by_anyone_but_inserted_once(store: Store) {
    let (first, again, found, none, grown) = store
        .transact(|mut tx| async move {
            let before = total(&mut tx).await?;
            let value = json!({ "b": 1, "a": [null, "é"] });
            let mut settings = tx.settings();
            let first = settings
                .insert_if_absent("x", &value, Source::BuiltIn, NOW)
                .await?;
            let again = settings
                .insert_if_absent("x", &json!(2), Source::File, NOW)
                .await?;
            let kept = settings.get("x").await?;
            settings
                .put("x", &json!("new"), Source::Console, later(1))
                .await?;
            settings
                .put("y", &json!(null), Source::Console, later(1))
                .await?;
            assert_eq!(settings.get("x").await?, Some(json!("new")));
            assert_eq!(settings.get("y").await?, Some(json!(null)));
            let none = settings.get("z").await?;
            let grown = total(&mut tx).await? - before;
            Ok::<_, StoreError>((first, again, kept, none, grown))
        })
        .await
        .unwrap();
    assert!(first && !again);
    assert_eq!(found, Some(json!({ "b": 1, "a": [null, "é"] })));
    assert_eq!(none, None);
    assert_eq!(grown, 3);
}

async fn the_instance_key_is_written_once(store: Store) {
    let told = store
        .transact(|mut tx| async move {
            let mut settings = tx.settings();
            Ok::<_, StoreError>((
                settings.blob("key").await?,
                settings
                    .insert_blob_if_absent("key", &[1, 0, 255], NOW)
                    .await?,
                settings.insert_blob_if_absent("key", &[2], NOW).await?,
                settings.blob("key").await?,
            ))
        })
        .await
        .unwrap();
    assert_eq!(told, (None, true, false, Some(vec![1, 0, 255])));
}

async fn bumping_makes_the_version_grow(store: Store) {
    let (before, after) = store
        .transact(|mut tx| async move {
            let before = total(&mut tx).await?;
            tx.versions().bump().await?;
            Ok::<_, StoreError>((before, total(&mut tx).await?))
        })
        .await
        .unwrap();
    assert!(after > before);
}

async fn the_first_key_of_an_algorithm_in_a_stage_is_made_once(store: Store) {
    let mut next = key("next");
    next.stage = KeyStage::Next;
    let mut curve = key("curve");
    curve.algorithm = Algorithm::Es256;
    let all = store
        .transact(|mut tx| {
            let (next, curve) = (&next, &curve);
            async move {
                let before = total(&mut tx).await?;
                let mut keys = tx.keys();
                assert!(keys.insert_if_absent(&key("first")).await?);
                assert!(!keys.insert_if_absent(&key("second")).await?);
                assert!(keys.insert_if_absent(next).await?);
                assert!(keys.insert_if_absent(curve).await?);
                let all = keys.all().await?;
                assert_eq!(total(&mut tx).await?, before + 3);
                Ok::<_, StoreError>(all)
            }
        })
        .await
        .unwrap();
    assert_eq!(all.rows, [curve, key("first"), next]);
}

async fn events_are_told_newest_first_and_counted_by_kind(store: Store) {
    let mut second = event(2, EventKind::MailDead);
    second.user_id = None;
    second.actor = Some(Actor::System);
    second.context = EventContext::default();
    second.client_id = Some("shop".parse().unwrap());
    let (recent, replays, none) = store
        .transact(|mut tx| {
            let second = &second;
            async move {
                let mut events = tx.events();
                events.append(&event(1, EventKind::UserRegistered)).await?;
                events.append(second).await?;
                events.append(&event(3, EventKind::UserRegistered)).await?;
                Ok::<_, StoreError>((
                    events.recent(2).await?,
                    events.count(EventKind::UserRegistered).await?,
                    events.count(EventKind::LimitReached).await?,
                ))
            }
        })
        .await
        .unwrap();
    assert_eq!(recent, [event(3, EventKind::UserRegistered), second]);
    assert_eq!((replays, none), (2, 0));
}

async fn a_store_answers_until_it_is_closed(store: Store) {
    ping(&store).await.unwrap();
    store.close().await;
    assert!(matches!(ping(&store).await, Err(StoreError::Closed)));
}

crate::harness::laws! {
    a_setting_is_put_by_anyone_but_inserted_once,
    the_instance_key_is_written_once,
    bumping_makes_the_version_grow,
    the_first_key_of_an_algorithm_in_a_stage_is_made_once,
    events_are_told_newest_first_and_counted_by_kind,
    a_store_answers_until_it_is_closed,
}
