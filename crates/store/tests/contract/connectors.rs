//! Connectors, and the words of mails by language.

use oidc_core::{
    account::{
        email_template::{ContentType, EmailTemplate, TemplateDetails},
        usage_type::UsageType,
    },
    connector::{ConnectorKind, Rank},
    source::Source,
};
use store::{OF_FILE, Store, StoreError, StoredConnector};

use crate::harness::{
    samples::{NOW, later},
    total,
};

fn connector(id: &str, rank: Rank, source: Source) -> StoredConnector {
    StoredConnector {
        id: id.parse().unwrap(),
        kind: ConnectorKind::Email,
        provider: "mailgun-email".to_owned(),
        sealed_config: vec![0, 9],
        rank,
        source,
        declared_at: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

async fn of_the_operators_connectors_there_is_one_of_each_rank_beside_that_of_the_file(
    store: Store,
) {
    let first = connector("first", Rank::First, Source::Console);
    let second = connector("second", Rank::First, Source::Console);
    let fallback = connector("fallback", Rank::Fallback, Source::Console);
    let of_file = connector(OF_FILE, Rank::First, Source::File);
    store
        .transact(|mut tx| {
            let (first, second, fallback, of_file) = (&first, &second, &fallback, &of_file);
            async move {
                let before = total(&mut tx).await?;
                let mut connectors = tx.connectors();
                assert!(connectors.insert(fallback).await?);
                assert!(connectors.insert(first).await?);
                assert!(!connectors.insert(second).await?, "the rank is taken");
                assert!(!connectors.insert(first).await?, "the id is taken");
                assert!(connectors.insert(of_file).await?);
                let all = connectors.all().await?.rows;
                assert_eq!(all, [of_file.clone(), first.clone(), fallback.clone()]);
                let kind = ConnectorKind::Email;
                assert!(connectors.clear(kind, Rank::First).await?);
                assert!(!connectors.clear(kind, Rank::First).await?);
                assert!(connectors.insert(second).await?);
                let changed = StoredConnector {
                    sealed_config: vec![7],
                    updated_at: later(1),
                    ..second.clone()
                };
                assert!(connectors.update(&changed).await?);
                let all = connectors.all().await?.rows;
                assert_eq!(all, [of_file.clone(), changed, fallback.clone()]);
                assert!(connectors.clear_file().await?);
                assert!(!connectors.clear_file().await?);
                assert!(connectors.remove(&fallback.id).await?);
                assert!(!connectors.remove(&fallback.id).await?);
                assert_eq!(connectors.all().await?.rows.len(), 1);
                assert_eq!(total(&mut tx).await?, before + 8);
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

fn template(id: &str, language: &str, kind: UsageType, subject: &str) -> EmailTemplate {
    EmailTemplate {
        id: id.parse().unwrap(),
        language_tag: language.to_owned(),
        template_type: kind,
        details: TemplateDetails {
            subject: subject.to_owned(),
            content: "{{code}}".to_owned(),
            content_type: Some(ContentType::Plain),
            reply_to: None,
            send_from: None,
        },
        created_at: NOW,
    }
}

async fn the_words_of_a_language_and_kind_of_mail_stand_once(store: Store) {
    store
        .transact(|mut tx| async move {
            let (sign_in, generic) = (UsageType::SignIn, UsageType::Generic);
            let french = template("a", "fr", sign_in, "Code");
            let before = total(&mut tx).await?;
            let mut templates = tx.email_templates();
            let one = std::slice::from_ref(&french);
            assert_eq!(templates.put(one).await?, one);
            let again = template("b", "fr", sign_in, "Votre code");
            let english = [
                template("c", "en", generic, "Code"),
                template("d", "en", sign_in, "Code"),
            ];
            let all = [again.clone(), english[0].clone(), english[1].clone()];
            let written = templates.put(&all).await?;
            assert_eq!(written[0].id.as_str(), "a");
            assert_eq!(written[0].details, again.details);
            assert_eq!(written[1..], english);
            assert_eq!(templates.put(&[]).await?, []);
            assert_eq!(templates.keys().await?.len(), 3);
            let all = templates.all().await?.rows;
            let all: Vec<_> = all.iter().map(|found| found.id.as_str()).collect();
            assert_eq!(all, ["c", "d", "a"]);
            let id = "a".parse().unwrap();
            templates.set_details(&id, &french.details).await?;
            assert_eq!(templates.find(&id).await?, Some(french));
            let key = |tag: &str, kind: UsageType| (tag.to_owned(), kind.to_string());
            let none = templates.remove_all(Some("fr"), Some(generic)).await?;
            assert_eq!(none, []);
            let one = templates.remove_all(Some("en"), Some(generic)).await?;
            assert_eq!(one, [key("en", generic)]);
            let two = templates.remove_all(None, Some(sign_in)).await?;
            assert_eq!(two, [key("en", sign_in), key("fr", sign_in)]);
            templates.remove(&id).await?;
            assert_eq!(templates.keys().await?, []);
            // Once for each call that wrote something, and the last, which may have.
            assert_eq!(total(&mut tx).await?, before + 6);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

crate::harness::laws! {
    of_the_operators_connectors_there_is_one_of_each_rank_beside_that_of_the_file,
    the_words_of_a_language_and_kind_of_mail_stand_once,
}
