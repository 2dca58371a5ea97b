//! Sign-ins by what they have left behind.

use oidc_core::{
    event::{Event, EventContext, EventKind},
    id::{EventId, InteractionId},
    interaction::{Goal, Interaction},
};
use store::{Delivery, Store, StoreError, Trace};

use crate::harness::samples::{self, digest, id, interaction, mail, request};

fn flow(number: u32) -> InteractionId {
    InteractionId::from_bytes(id(number))
}

/// What happened in a sign-in, to this person and for this application.
fn event(number: u32, of: u32, user: Option<&str>, client: Option<&str>) -> Event {
    Event {
        id: EventId::from_bytes(id(number)),
        user_id: user.map(|user| user.parse().unwrap()),
        client_id: client.map(|client| client.parse().unwrap()),
        context: EventContext {
            flow: Some(flow(of)),
            ..EventContext::default()
        },
        ..samples::event(number, EventKind::CodeWrong)
    }
}

fn mailed(number: u32, of: u32, to: &str) -> Delivery {
    Delivery {
        flow: Some(flow(of)),
        recipient: Some(digest(to)),
        ..mail(number)
    }
}

async fn write(store: &Store) {
    let begun = [7, 8, 9].map(|number| Interaction {
        goal: Goal::Authorize(Box::new(request(if number == 8 { "club" } else { "shop" }))),
        ..interaction(number)
    });
    let events = [
        event(1, 1, None, Some("shop")),
        event(2, 3, Some("ada"), Some("shop")),
        event(3, 3, Some("ada"), Some("shop")),
        event(4, 5, Some("eve"), Some("club")),
        event(5, 6, Some("ada"), Some("club")),
        // Of no sign-in.
        samples::event(6, EventKind::UserChanged),
    ];
    let mails = [
        mailed(1, 2, "ada"),
        mailed(2, 3, "ada"),
        mailed(3, 3, "ada"),
        mailed(4, 5, "eve"),
        mail(5),
    ];
    let written: Result<_, StoreError> = store
        .transact(|mut tx| {
            let (begun, events, mails) = (&begun, &events, &mails);
            async move {
                for begun in begun {
                    tx.interactions().insert(begun).await?;
                }
                for event in events {
                    tx.events().append(event).await?;
                }
                for mail in mails {
                    tx.deliveries().push(mail).await?;
                }
                Ok(())
            }
        })
        .await;
    written.unwrap();
}

async fn sign_ins_are_found_once_each_newest_first_and_in_parts(store: Store) {
    write(&store).await;
    let (ada, shop, to) = (
        "ada".parse().unwrap(),
        "shop".parse().unwrap(),
        digest("ada"),
    );
    let club = "club".parse().unwrap();
    let eve = digest("eve");
    let nobody = digest("nobody");
    let cases: [(Trace<'_>, Option<u32>, u32, &[u32]); 16] = [
        (Trace::Event, None, 9, &[6, 5, 3, 1]),
        (Trace::Event, None, 2, &[6, 5]),
        (Trace::Event, Some(5), 2, &[3, 1]),
        (Trace::Event, Some(1), 2, &[]),
        (Trace::EventOf(&ada), None, 9, &[6, 3]),
        (Trace::EventOf(&ada), Some(6), 9, &[3]),
        (Trace::EventFor(&shop), None, 9, &[3, 1]),
        (Trace::Mail, None, 9, &[5, 3, 2]),
        (Trace::MailTo(&to), None, 9, &[3, 2]),
        (Trace::MailTo(&eve), None, 9, &[5]),
        (Trace::MailTo(&nobody), None, 9, &[]),
        (Trace::Begun, None, 9, &[9, 8, 7]),
        (Trace::BegunFor(&shop), None, 9, &[9, 7]),
        (Trace::BegunFor(&shop), Some(9), 9, &[7]),
        (Trace::BegunFor(&shop), None, 1, &[9]),
        (Trace::BegunFor(&club), None, 9, &[8]),
    ];
    for (trace, before, most, expected) in cases {
        let before = before.map(flow);
        let found: Result<_, StoreError> = store
            .read(|mut tx| async move {
                let mut sign_ins = tx.sign_ins();
                sign_ins.newest(trace, before.as_ref(), most).await
            })
            .await;
        let expected: Vec<_> = expected.iter().map(|number| flow(*number)).collect();
        assert_eq!(found.unwrap(), expected, "{trace:?} {before:?} {most}");
    }
}

async fn what_happened_in_several_is_read_together(store: Store) {
    write(&store).await;
    let found: Result<_, StoreError> = store
        .read(|mut tx| async move {
            let flows = [flow(3), flow(9), flow(5), flow(4)];
            let events = tx.sign_ins().events(&flows).await?;
            let mails = tx.mails().of_flows(&flows).await?;
            let begun = tx.sign_ins().interactions(&flows).await?;
            let none = tx.sign_ins().events(&[]).await?;
            Ok((events, mails, begun, none))
        })
        .await;
    let (events, mails, begun, none) = found.unwrap();
    let of: Vec<_> = events.iter().map(|event| event.context.flow).collect();
    assert_eq!(of, [Some(flow(3)), Some(flow(3)), Some(flow(5))]);
    let ids: Vec<_> = mails.iter().map(|mail| mail.id).collect();
    assert_eq!(ids, [2, 3, 4].map(|number| mail(number).id));
    assert_eq!(begun, [interaction(9)]);
    assert_eq!(none, []);
}

crate::harness::laws! {
    sign_ins_are_found_once_each_newest_first_and_in_parts,
    what_happened_in_several_is_read_together,
}
