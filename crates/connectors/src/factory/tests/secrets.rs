//! What is kept of a configuration, and what is shown of its secrets.

use serde_json::{Map, Value, json};

use super::kit::{complaint, mailgun, object, with};
use crate::{FactoryId, factory::kept::stripped};

#[test]
fn a_secret_is_masked_and_only_a_long_one_shows_its_end() {
    let long = json!({"apiKey": "key-0123456789abcdef4f2a", "domain": "d"});
    let masked = FactoryId::Mailgun.masked(&object(long));
    assert_eq!(
        Value::Object(masked),
        json!({"apiKey": "********4f2a", "domain": "d"})
    );
    let short = json!({"auth": {"user": "u", "pass": "0123456789012345678"}, "host": "h"});
    let masked = FactoryId::Smtp.masked(&object(short));
    assert_eq!(
        Value::Object(masked),
        json!({"auth": {"user": "u", "pass": "********"}, "host": "h"})
    );
    let both = json!({"authorization": "Bearer x", "signingKey": 7});
    let masked = FactoryId::Http.masked(&object(both));
    assert_eq!(
        Value::Object(masked),
        json!({"authorization": "********", "signingKey": "********"})
    );
    for nothing in [
        json!({}),
        json!({"auth": {}}),
        json!({"auth": "x"}),
        json!({"auth": {"pass": ""}}),
    ] {
        let config = object(nothing);
        assert_eq!(FactoryId::Smtp.masked(&config), config);
    }
}

#[test]
fn a_mask_that_comes_back_keeps_the_secret_and_another_text_replaces_it() {
    let stored = object(json!({"auth": {"user": "u", "pass": "hunter2"}}));
    let kept = |pass: &str| {
        let new = object(json!({"auth": {"user": "v", "pass": pass}}));
        Value::Object(FactoryId::Smtp.with_kept_secrets(new, &stored))
    };
    assert_eq!(
        kept("********"),
        json!({"auth": {"user": "v", "pass": "hunter2"}})
    );
    assert_eq!(
        kept("hunter3"),
        json!({"auth": {"user": "v", "pass": "hunter3"}})
    );
    assert_eq!(
        kept("********ter2"),
        json!({"auth": {"user": "v", "pass": "********ter2"}})
    );
    let without = object(json!({"host": "h"}));
    assert_eq!(
        FactoryId::Smtp.with_kept_secrets(without.clone(), &stored),
        without
    );
}

#[test]
fn a_mask_is_never_taken_for_a_secret() {
    let (key, sentence) = complaint(
        FactoryId::Mailgun,
        with(mailgun(), "apiKey", json!("********4f2a")),
    );
    assert_eq!(key, "apiKey");
    assert!(sentence.contains("mask of another value"), "{sentence}");
}

#[test]
fn another_address_is_noticed_because_the_secret_would_go_there() {
    let stored = object(json!({"endpoint": "https://a.example", "authorization": "x"}));
    let moved = object(json!({"endpoint": "https://b.example", "authorization": "x"}));
    assert!(FactoryId::Http.leads_elsewhere(&moved, &stored));
    let same = object(json!({"endpoint": "https://a.example", "signingKey": "y"}));
    assert!(!FactoryId::Http.leads_elsewhere(&same, &stored));
    let region = object(json!({"endpoint": "https://api.eu.mailgun.net"}));
    assert!(!FactoryId::Mailgun.leads_elsewhere(&region, &object(json!({}))));
}

#[test]
fn empty_texts_and_objects_are_stripped_and_an_empty_configuration_stays() {
    let config = object(json!({
        "host": "",
        "auth": {"user": "", "inner": {"x": ""}},
        "templates": [{"subject": "", "content": "c"}, {}, ""],
        "secure": false,
        "port": 0,
        "list": [],
        "none": null,
    }));
    assert_eq!(
        Value::Object(stripped(&config)),
        json!({"templates": [{"content": "c"}, {}, ""], "secure": false, "port": 0, "list": [], "none": null})
    );
    assert_eq!(stripped(&Map::new()), Map::new());
}

#[test]
fn the_query_of_an_address_is_masked_and_the_address_is_shown() {
    let stored = object(json!({"endpoint": "https://m.example/send?token=s3cr3t"}));
    let masked = FactoryId::Http.masked(&stored);
    let shown = json!({"endpoint": "https://m.example/send?********"});
    assert_eq!(Value::Object(masked.clone()), shown);
    let kept = |endpoint: &str| {
        let new = object(json!({"endpoint": endpoint}));
        Value::Object(FactoryId::Http.with_kept_secrets(new, &stored))["endpoint"].clone()
    };
    assert_eq!(
        kept("https://m.example/send?********"),
        stored["endpoint"],
        "a mask changes nothing"
    );
    let moved = "https://m.example/other?token=s3cr3t";
    assert_eq!(kept("https://m.example/other?********"), moved);
    for new in ["https://m.example/send", "https://m.example/send?x=1"] {
        assert_eq!(kept(new), new);
    }
    let (key, _) = complaint(
        FactoryId::Http,
        json!({"endpoint": "https://m.example/send?********"}),
    );
    assert_eq!(key, "endpoint");
    let without = object(json!({"endpoint": "https://m.example/send"}));
    assert_eq!(FactoryId::Http.masked(&without), without);
    let long = json!({"endpoint": "https://api.mailgun.net/?key=0123456789abcdef4f2a"});
    let masked = FactoryId::Mailgun.masked(&object(long));
    assert_eq!(masked["endpoint"], "https://api.mailgun.net/?********4f2a");
}

#[test]
fn values_that_an_operator_writes_freely_are_masked_one_by_one() {
    let stored = object(json!({
        "customHeaders": {"X-Key": "s3cr3t", "X-Other": "0123456789abcdef4f2a", "X-None": ""},
        "host": "h",
    }));
    let masked = FactoryId::Smtp.masked(&stored);
    assert_eq!(
        masked["customHeaders"],
        json!({"X-Key": "********", "X-Other": "********4f2a", "X-None": ""})
    );
    let mut new = masked.clone();
    new["customHeaders"]["X-More"] = json!("1");
    let kept = FactoryId::Smtp.with_kept_secrets(new, &stored);
    let expected = json!({"X-Key": "s3cr3t", "X-Other": "0123456789abcdef4f2a", "X-None": "",
        "X-More": "1"});
    assert_eq!(kept["customHeaders"], expected);
    let mut config = super::kit::smtp();
    config["customHeaders"] = json!({"X-Key": "********"});
    assert_eq!(complaint(FactoryId::Smtp, config).0, "customHeaders.X-Key");
    let options = object(json!({"options": {"v:key": "s3cr3t", "o:tracking": "no"}}));
    assert_eq!(
        FactoryId::Mailgun.masked(&options)["options"],
        json!({"v:key": "********", "o:tracking": "no"})
    );
}

#[test]
fn a_user_that_is_the_password_as_well_is_masked() {
    let stored = object(json!({"auth": {"user": "token", "pass": "token"}}));
    let masked = FactoryId::Smtp.masked(&stored);
    let both = json!({"user": "********", "pass": "********"});
    assert_eq!(masked["auth"], both);
    assert_eq!(FactoryId::Smtp.with_kept_secrets(masked, &stored), stored);
    let mut config = super::kit::smtp();
    config["auth"] = json!({"user": "********", "pass": "p"});
    assert_eq!(complaint(FactoryId::Smtp, config).0, "auth.user");
}
