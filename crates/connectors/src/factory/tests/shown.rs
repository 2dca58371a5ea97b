//! What is shown: the metadata, and the configuration of the file.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::kit::{object, smtp};
use crate::{
    ConnectorConfig, FactoryId,
    factory::{
        Language, SecretPlace, UnknownFactory,
        metadata::{FormItemType, Kind},
    },
};

#[test]
fn every_name_parses_back_and_is_that_of_the_metadata() {
    for factory in FactoryId::ALL {
        assert_eq!(factory.as_str().parse(), Ok(factory));
        let metadata = factory.metadata();
        assert_eq!(
            (metadata.id.as_str(), metadata.kind),
            (factory.as_str(), Kind::Email)
        );
        assert_eq!(metadata.target, metadata.id);
        assert!(!metadata.is_standard && !metadata.is_token_storage_supported);
    }
    assert_eq!("mailgun".parse::<FactoryId>(), Err(UnknownFactory));
}

#[test]
fn every_text_is_there_in_english_and_in_french() {
    for factory in FactoryId::ALL {
        let metadata = factory.metadata();
        let items = metadata.form_items.iter();
        let texts = items
            .flat_map(|item| {
                [
                    Some(&item.labels),
                    item.descriptions.as_ref(),
                    item.tooltips.as_ref(),
                ]
            })
            .flatten()
            .chain([&metadata.name, &metadata.description]);
        for text in texts {
            assert!(
                !text.en.is_empty() && !text.fr.is_empty(),
                "{factory}: {text:?}"
            );
        }
        assert_ne!(metadata.description.en, metadata.description.fr);
        let (english, french) = (
            factory.readme(Language::English),
            factory.readme(Language::French),
        );
        assert_ne!(english, french);
        assert_eq!(metadata.readme, english);
        let readmes = (&*metadata.readmes.en, &*metadata.readmes.fr);
        assert_eq!(readmes, (english, french));
        let headings = |text: &str| text.lines().filter(|line| line.starts_with('#')).count();
        assert_eq!(headings(english), headings(french), "{factory}");
    }
}

#[test]
fn a_picture_is_drawn_in_the_page_and_loads_nothing() {
    for factory in FactoryId::ALL {
        let metadata = factory.metadata();
        for logo in [Some(&metadata.logo), metadata.logo_dark.as_ref()]
            .into_iter()
            .flatten()
        {
            assert!(logo.starts_with("data:image/svg+xml,%3Csvg"), "{logo}");
            assert!(!logo.contains(['<', '#', '"', ' ']), "{logo}");
            assert_eq!(logo.matches("http:").count(), 1, "its namespace alone");
        }
    }
}

#[test]
fn the_wire_shows_a_factory_in_the_members_of_logto() {
    let shown = serde_json::to_value(FactoryId::Mailgun.metadata()).unwrap();
    let members: BTreeSet<&str> = shown
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let expected = [
        "id",
        "type",
        "target",
        "platform",
        "name",
        "description",
        "logo",
        "logoDark",
        "readme",
        "readmes",
        "formItems",
        "isStandard",
        "isTokenStorageSupported",
    ];
    assert_eq!(members, BTreeSet::from(expected));
    assert_eq!(
        (&shown["type"], &shown["platform"]),
        (&json!("Email"), &Value::Null)
    );
    let key = &shown["formItems"][2];
    assert_eq!(
        (
            &key["key"],
            &key["type"],
            &key["label"],
            &key["isConfidential"]
        ),
        (
            &json!("apiKey"),
            &json!("Text"),
            &json!("API key"),
            &json!(true)
        )
    );
}

#[test]
fn the_form_asks_for_what_is_read_and_hides_what_is_secret() {
    for factory in FactoryId::ALL {
        let items = &factory.metadata().form_items;
        let hidden = items.iter().filter(|item| item.is_confidential);
        let hidden: BTreeSet<&str> = hidden.map(|item| item.key.as_str()).collect();
        let secret = factory
            .confidential()
            .iter()
            .filter_map(|place| match place {
                SecretPlace::Member(path) => Some(path[0]),
                // The rest of an address is shown, and a twin stands beside its secret.
                SecretPlace::Query(_) | SecretPlace::Twin(..) => None,
            });
        let asked = |key: &&str| items.iter().any(|item| item.key == **key);
        assert_eq!(hidden, secret.filter(asked).collect(), "{factory}");
    }
    let filled = |factory: FactoryId, more: &[(&str, Value)]| {
        let items = factory.metadata().form_items.iter();
        let mut config: Map<String, Value> = items
            .filter_map(|item| Some((item.key.clone(), item.default_value.clone()?)))
            .collect();
        config.extend(
            more.iter()
                .map(|(key, value)| ((*key).to_owned(), value.clone())),
        );
        factory.read(&config)
    };
    let texts = [
        ("endpoint", json!("https://api.eu.mailgun.net")),
        ("domain", json!("mg.example.com")),
        ("apiKey", json!("key-1")),
        ("from", json!("a@example.com")),
    ];
    let ConnectorConfig::Mailgun(read) = filled(FactoryId::Mailgun, &texts).unwrap() else {
        panic!("another kind")
    };
    assert_eq!(read.deliveries.len(), 4);
    let texts = [
        ("host", json!("localhost")),
        ("fromEmail", json!("a@example.com")),
    ];
    let ConnectorConfig::Smtp(read) = filled(FactoryId::Smtp, &texts).unwrap() else {
        panic!("another kind")
    };
    assert_eq!((read.deliveries.len(), read.port), (4, Some(587)));
    assert!(filled(FactoryId::Http, &[("endpoint", json!("https://m.example"))]).is_ok());
    let kinds = FactoryId::Smtp
        .metadata()
        .form_items
        .iter()
        .map(|item| item.kind);
    assert!(kinds.clone().any(|kind| kind == FormItemType::Number));
    assert!(kinds.clone().any(|kind| kind == FormItemType::Switch));
}

#[test]
fn a_configuration_of_the_file_is_shown_in_the_json_that_is_read() {
    let file = r#"
        [mailgun]
        domain = "mg.example.com"
        api_key = "key-1"
        from = "a@example.com"
        options = { "o:tag" = "x" }
        deliveries.SignIn = { html = "h", reply_to = "r@e.com" }
    "#;
    let config: ConnectorConfig = toml::from_str(file).unwrap();
    let shown = FactoryId::written(&config);
    assert_eq!(
        Value::Object(shown.clone()),
        json!({
            "domain": "mg.example.com",
            "apiKey": "key-1",
            "from": "a@example.com",
            "deliveries": {"SignIn": {"replyTo": "r@e.com", "html": "h"}},
            "options": {"o:tag": "x"},
        })
    );
    assert!(FactoryId::Mailgun.read(&shown).is_ok());
    let read = FactoryId::Smtp.read(&object(smtp())).unwrap();
    let mut shown = FactoryId::written(&read);
    let templates = shown.remove("templates").unwrap();
    assert_eq!(templates.as_array().unwrap().len(), 4);
    let mut entered = smtp();
    entered.as_object_mut().unwrap().remove("templates");
    assert_eq!(Value::Object(shown), entered);
    let http = json!({"endpoint": "https://m.example", "authorization": "x", "signingKey": "y"});
    let read = FactoryId::Http.read(&object(http.clone())).unwrap();
    assert_eq!(Value::Object(FactoryId::written(&read)), http);
}
