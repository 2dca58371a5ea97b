//! Sign-ins under way, and the codes mailed in them.

use oidc_core::{
    account::usage_type::UsageType,
    interaction::{InteractionEvent, Proven},
};
use store::{Attempt, DeliveryState, Finished, Store, StoreError};

use crate::harness::samples::{
    NOW, digest, evidence, identifier, interaction, later, mail, session, user, verification_code,
};

async fn an_interaction_comes_back_as_it_was_written(store: Store) {
    let (first, id) = (interaction(1), interaction(1).id);
    let ada = identifier("ada@example.com");
    let changed = store
        .transact(|mut tx| {
            let (first, ada) = (&first, &ada);
            async move {
                let mut interactions = tx.interactions();
                assert_eq!(interactions.find(&id).await?, None);
                interactions.insert(first).await?;
                assert_eq!(interactions.find(&id).await?.as_ref(), Some(first));
                interactions
                    .set_identifier(&id, ada, InteractionEvent::Register)
                    .await?;
                let evidence = evidence(5, first);
                let holder = digest("holder");
                interactions.add_evidence(&evidence, &holder).await?;
                let made = session(4, "ada");
                let event = InteractionEvent::SignIn;
                assert!(interactions.complete(&id, &made, event).await?);
                interactions.find(&id).await
            }
        })
        .await
        .unwrap();
    let mut expected = first;
    expected.identifier = Some(ada);
    // What was proven has made its session.
    expected.holder = None;
    expected.user_id = Some(session(4, "ada").user_id);
    expected.session_id = Some(session(4, "ada").id);
    assert_eq!(changed, Some(expected));
}

async fn a_browser_goes_on_where_it_was_last(store: Store) {
    let mut finished = interaction(3);
    finished.finished_at = Some(NOW);
    let mut elsewhere = interaction(4);
    elsewhere.browser = digest("another browser");
    let told = store
        .transact(|mut tx| {
            let all = [&interaction(1), &interaction(2), &finished, &elsewhere].map(Clone::clone);
            async move {
                let here = session(1, "ada");
                tx.sessions().insert(&here).await?;
                let mut interactions = tx.interactions();
                for one in &all {
                    interactions.insert(one).await?;
                }
                let browser = digest("browser");
                let newest = interactions.newest_of_browser(&browser, NOW).await?;
                let nobody = session(2, "ada").id;
                let finished = interactions.finish(&all[1].id, &nobody, later(1)).await?;
                assert_eq!(finished, Finished::SignedOut);
                let finished = interactions.finish(&all[1].id, &here.id, later(1)).await?;
                assert_eq!(finished, Finished::OneOfSeveral);
                let finished = interactions.finish(&all[1].id, &here.id, later(2)).await?;
                assert_eq!(finished, Finished::Before);
                let next = interactions.newest_of_browser(&browser, later(1)).await?;
                let over = interactions.newest_of_browser(&browser, later(60)).await?;
                // What another browser has under way, or this one had, is not counted.
                let last = interactions.finish(&all[0].id, &here.id, later(2)).await?;
                assert_eq!(last, Finished::Last);
                Ok::<_, StoreError>((newest.map(|i| i.id), next.map(|i| i.id), over))
            }
        })
        .await
        .unwrap();
    assert_eq!(
        told,
        (Some(interaction(2).id), Some(interaction(1).id), None)
    );
}

async fn evidence_is_used_up_by_the_session_that_it_makes(store: Store) {
    let flow = interaction(1);
    let given = evidence(5, &flow);
    store
        .transact(|mut tx| {
            let (flow, given) = (&flow, &given);
            async move {
                let (mine, theirs) = (digest("mine"), digest("theirs"));
                let mut interactions = tx.interactions();
                interactions.insert(flow).await?;
                assert!(!interactions.hold(&flow.id, &mine).await?);
                interactions.add_evidence(given, &mine).await?;
                assert!(interactions.hold(&flow.id, &mine).await?);
                assert!(!interactions.hold(&flow.id, &theirs).await?);
                let made = session(4, "ada");
                interactions
                    .complete(&flow.id, &made, InteractionEvent::SignIn)
                    .await?;
                assert!(!interactions.hold(&flow.id, &mine).await?);
                assert_eq!(interactions.evidence(&flow.id, &mine).await?, []);
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

async fn t_43_a_flow_from_the_future_is_not_counted_as_under_way(store: Store) {
    let mut unborn = interaction(2);
    unborn.expires_at = later(125);
    let told = store
        .transact(|mut tx| {
            let unborn = &unborn;
            async move {
                let here = session(1, "ada");
                tx.sessions().insert(&here).await?;
                let mut interactions = tx.interactions();
                interactions.insert(&interaction(1)).await?;
                interactions.insert(unborn).await?;
                interactions
                    .finish(&interaction(1).id, &here.id, later(1))
                    .await
            }
        })
        .await
        .unwrap();
    assert_eq!(told, Finished::Last);
}

async fn the_newest_session_of_an_interaction_counts_until_it_is_finished(store: Store) {
    let [first, second] = [1, 2].map(|number| session(number, "ada"));
    store
        .transact(|mut tx| {
            let (first, second) = (&first, &second);
            async move {
                let (flow, event) = (interaction(1), InteractionEvent::SignIn);
                tx.sessions().insert(second).await?;
                let mut interactions = tx.interactions();
                interactions.insert(&flow).await?;
                assert!(interactions.complete(&flow.id, first, event).await?);
                assert!(interactions.complete(&flow.id, second, event).await?);
                let found = interactions.find(&flow.id).await?.unwrap();
                assert_eq!(found.session_id, Some(second.id));
                interactions.finish(&flow.id, &second.id, later(1)).await?;
                assert!(!interactions.complete(&flow.id, first, event).await?);
                let found = interactions.find(&flow.id).await?.unwrap();
                assert_eq!(found.session_id, Some(second.id));
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

async fn evidence_counts_in_its_interaction_and_for_its_holder_and_the_newest_replaces_it(
    store: Store,
) {
    let (one, other) = (interaction(1), interaction(2));
    let (first, second) = (evidence(5, &one), evidence(6, &one));
    store
        .transact(|mut tx| {
            let (one, other, first, second) = (&one, &other, &first, &second);
            async move {
                let (mine, theirs) = (digest("mine"), digest("theirs"));
                let mut interactions = tx.interactions();
                interactions.insert(one).await?;
                interactions.insert(other).await?;
                interactions.add_evidence(first, &mine).await?;
                let held = interactions.evidence(&one.id, &mine).await?;
                assert_eq!(held, std::slice::from_ref(first));
                assert_eq!(interactions.evidence(&one.id, &theirs).await?, []);
                assert_eq!(interactions.evidence(&other.id, &mine).await?, []);
                interactions.add_evidence(second, &theirs).await?;
                let held = interactions.evidence(&one.id, &theirs).await?;
                assert_eq!(held, std::slice::from_ref(second));
                assert_eq!(interactions.evidence(&one.id, &mine).await?, []);
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

async fn t_46_a_new_code_kills_the_one_before_it(store: Store) {
    let (one, other) = (interaction(1), interaction(2));
    let (old, new) = (
        verification_code(7, Some(&one)),
        verification_code(8, Some(&one)),
    );
    let elsewhere = verification_code(9, Some(&other));
    store
        .transact(|mut tx| {
            let (one, other, old, new, elsewhere) = (&one, &other, &old, &new, &elsewhere);
            async move {
                tx.interactions().insert(one).await?;
                let mut codes = tx.verification_codes();
                assert_eq!(codes.newest(&one.id).await?, None);
                assert_eq!(codes.replace(old).await?, []);
                assert_eq!(codes.replace(elsewhere).await?, []);
                codes.try_once(&one.id, None, NOW, 5).await?;
                assert_eq!(codes.replace(new).await?, [old.mail_id]);
                assert_eq!(codes.newest(&one.id).await?.as_ref(), Some(new));
                assert_eq!(codes.newest(&other.id).await?.as_ref(), Some(elsewhere));
                assert!(!codes.consume(&old.id, NOW).await?);
                assert!(codes.consume(&new.id, NOW).await?);
                assert!(!codes.consume(&new.id, NOW).await?);
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

async fn a_code_without_a_flow_is_one_per_recipient_and_purpose(store: Store) {
    let (first, second) = (verification_code(1, None), verification_code(2, None));
    let mut other = verification_code(3, None);
    other.usage_type = UsageType::MfaVerification;
    let alive = store
        .transact(|mut tx| {
            let (first, second, other) = (&first, &second, &other);
            async move {
                let mut codes = tx.verification_codes();
                assert_eq!(codes.replace(first).await?, []);
                assert_eq!(codes.replace(other).await?, []);
                assert_eq!(codes.replace(second).await?, [first.mail_id]);
                let mut alive = Vec::new();
                for code in [first, second, other] {
                    alive.push(codes.consume(&code.id, NOW).await?);
                }
                Ok::<_, StoreError>(alive)
            }
        })
        .await
        .unwrap();
    assert_eq!(alive, [false, true, true]);
}

async fn every_try_is_counted_until_there_are_none_left(store: Store) {
    let (one, mut expected) = (interaction(1), verification_code(7, Some(&interaction(1))));
    let (id, code) = (one.id, expected.clone());
    let told = store
        .transact(|mut tx| {
            let code = &code;
            async move {
                tx.interactions().insert(&interaction(1)).await?;
                let mut codes = tx.verification_codes();
                let mut told = vec![codes.try_once(&id, None, NOW, 2).await?];
                codes.replace(code).await?;
                told.push(codes.try_once(&id, None, code.expires_at, 2).await?);
                for _ in 0..3 {
                    told.push(codes.try_once(&id, None, later(1), 2).await?);
                }
                codes.consume(&code.id, NOW).await?;
                told.push(codes.try_once(&id, None, later(1), 9).await?);
                Ok::<_, StoreError>(told)
            }
        })
        .await
        .unwrap();
    expected.tries = 1;
    let first = expected.clone();
    expected.tries = 2;
    assert_eq!(
        told,
        [
            Attempt::Missing,
            Attempt::Expired,
            Attempt::Counted(first),
            Attempt::Counted(expected),
            Attempt::Exhausted,
            Attempt::Consumed,
        ]
    );
}

async fn a_flow_keeps_the_spelling_of_an_address_and_its_code_is_one_of_all_spellings(
    store: Store,
) {
    let flow = interaction(1);
    let typed = identifier("Ada@Example.com");
    let mut sent = verification_code(1, Some(&flow));
    sent.recipient = typed.clone();
    let mut first = verification_code(2, None);
    first.recipient = typed.clone();
    let second = verification_code(3, None);
    let mut proven = evidence(5, &flow);
    proven.proven = Proven::Identifier(typed.clone());
    let (kept, replaced) = store
        .transact(|mut tx| {
            let (flow, typed, sent, first) = (&flow, &typed, &sent, &first);
            let (second, proven) = (&second, &proven);
            async move {
                let event = InteractionEvent::SignIn;
                tx.interactions().insert(flow).await?;
                tx.interactions()
                    .set_identifier(&flow.id, typed, event)
                    .await?;
                let holder = digest("holder");
                tx.interactions().add_evidence(proven, &holder).await?;
                let mut codes = tx.verification_codes();
                codes.replace(sent).await?;
                codes.replace(first).await?;
                let replaced = codes.replace(second).await?;
                let code = codes.newest(&flow.id).await?.unwrap();
                let found = tx.interactions().find(&flow.id).await?.unwrap();
                let evidence = tx.interactions().evidence(&flow.id, &holder).await?;
                let kept = [
                    found.identifier.unwrap(),
                    code.recipient,
                    evidence[0].identifier().cloned().unwrap(),
                ];
                Ok::<_, StoreError>((kept, replaced))
            }
        })
        .await
        .unwrap();
    for identifier in kept {
        assert_eq!(identifier.to_stored(), "email:Ada@Example.com");
    }
    assert_eq!(replaced, [first.mail_id]);
}

async fn the_right_code_is_used_up_by_its_try_unless_it_is_put_back(store: Store) {
    let (one, code) = (interaction(1), verification_code(7, Some(&interaction(1))));
    store
        .transact(|mut tx| {
            let (one, code) = (&one, &code);
            async move {
                tx.interactions().insert(one).await?;
                let here = session(1, "ada");
                tx.sessions().insert(&here).await?;
                let mut codes = tx.verification_codes();
                codes.replace(code).await?;
                let (right, wrong) = (Some(&code.digest), digest("another"));
                let mut expected = code.clone();
                expected.tries = 1;
                let told = codes.try_once(&one.id, Some(&wrong), NOW, 5).await?;
                assert_eq!(told, Attempt::Counted(expected.clone()));
                expected.tries = 2;
                let told = codes.try_once(&one.id, right, NOW, 5).await?;
                assert_eq!(told, Attempt::Taken(expected.clone()));
                let told = codes.try_once(&one.id, right, NOW, 5).await?;
                assert_eq!(told, Attempt::Consumed);
                codes.put_back(&code.id).await?;
                expected.tries = 3;
                let told = codes.try_once(&one.id, None, NOW, 5).await?;
                assert_eq!(told, Attempt::Counted(expected));
                tx.interactions().finish(&one.id, &here.id, NOW).await?;
                let told = tx
                    .verification_codes()
                    .try_once(&one.id, right, NOW, 5)
                    .await?;
                assert_eq!(told, Attempt::Missing, "the interaction is finished");
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

async fn an_account_is_chosen_in_an_interaction_that_goes_on(store: Store) {
    let (one, here) = (interaction(1), session(1, "ada"));
    store
        .transact(|mut tx| {
            let (one, here) = (&one, &here);
            async move {
                assert!(!tx.interactions().choose(&one.id, &here.id).await?);
                tx.interactions().insert(one).await?;
                tx.sessions().insert(here).await?;
                assert!(tx.interactions().choose(&one.id, &here.id).await?);
                let found = tx.interactions().find(&one.id).await?.unwrap();
                assert_eq!(found.chosen_session, Some(here.id));
                tx.interactions().finish(&one.id, &here.id, NOW).await?;
                assert!(!tx.interactions().choose(&one.id, &here.id).await?);
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

async fn an_interaction_is_found_with_its_code_and_with_a_session(store: Store) {
    let (one, code, mail) = (
        interaction(1),
        verification_code(7, Some(&interaction(1))),
        mail(7),
    );
    let (ada, here) = (user("ada"), session(1, "ada"));
    let mut code = code;
    code.mail_id = mail.id;
    store
        .transact(|mut tx| {
            let (one, code, mail, ada, here) = (&one, &code, &mail, &ada, &here);
            async move {
                assert_eq!(tx.interactions().find_with_code(&one.id).await?, None);
                tx.interactions().insert(one).await?;
                let found = tx.interactions().find_with_code(&one.id).await?;
                assert_eq!(found, Some((one.clone(), None)));
                tx.verification_codes().replace(code).await?;
                let found = tx.interactions().find_with_code(&one.id).await?;
                assert_eq!(found, Some((one.clone(), Some((code.clone(), None)))));
                tx.deliveries().push(mail).await?;
                let with_mail = Some((code.clone(), Some(DeliveryState::Waiting)));
                let found = tx.interactions().find_with_code(&one.id).await?;
                assert_eq!(found, Some((one.clone(), with_mail.clone())));
                let found = tx.verification_codes().newest_with_mail(&one.id).await?;
                assert_eq!(found, with_mail);
                let found = tx
                    .interactions()
                    .find_with_session(&one.id, &here.id)
                    .await?;
                assert_eq!(found, Some((one.clone(), None)));
                tx.users().insert(ada).await?;
                tx.sessions().insert(here).await?;
                let found = tx
                    .interactions()
                    .find_with_session(&one.id, &here.id)
                    .await?;
                let session = Some((here.clone(), ada.clone()));
                assert_eq!(found, Some((one.clone(), session)));
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

crate::harness::laws! {
    an_interaction_comes_back_as_it_was_written,
    a_browser_goes_on_where_it_was_last,
    evidence_is_used_up_by_the_session_that_it_makes,
    t_43_a_flow_from_the_future_is_not_counted_as_under_way,
    the_newest_session_of_an_interaction_counts_until_it_is_finished,
    evidence_counts_in_its_interaction_and_for_its_holder_and_the_newest_replaces_it,
    t_46_a_new_code_kills_the_one_before_it,
    a_code_without_a_flow_is_one_per_recipient_and_purpose,
    a_flow_keeps_the_spelling_of_an_address_and_its_code_is_one_of_all_spellings,
    every_try_is_counted_until_there_are_none_left,
    the_right_code_is_used_up_by_its_try_unless_it_is_put_back,
    an_account_is_chosen_in_an_interaction_that_goes_on,
    an_interaction_is_found_with_its_code_and_with_a_session,
}
