//! Every sentence of the management API that any test sees has its French.

use management::{french::french, wire::spoken::untranslated};
use serde_json::Value;

use super::Answer;

/// Members of an answer of success that hold a sentence.
const SENTENCES: [&str; 4] = ["because", "remedy", "sentence", "advice"];

/// That what people read in an answer of the API, which says it in English, has its French in
/// `web/messages/fr`.
#[track_caller]
pub(super) fn assert_has_french(path: &str, answer: &Answer) {
    let is_json = answer
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/json"));
    let is_refusal = answer.status.is_client_error() || answer.status.is_server_error();
    if !path.contains("/api/") || !is_json || answer.body.is_empty() {
        return;
    }
    let language = answer.header("content-language");
    let body = answer.json();
    // A refusal that only programs read says nothing in any language.
    let has_sentence = is_refusal && body.get("message").is_some();
    assert!(
        !has_sentence || language.is_some(),
        "{path}: {}",
        answer.body
    );
    if language != Some("en") {
        return;
    }
    let mut missing = Vec::new();
    if is_refusal {
        missing = untranslated(&body);
    } else {
        look(&body, &mut missing);
    }
    assert!(
        missing.is_empty(),
        "{path}: not in web/messages/fr: {missing:#?}"
    );
}

fn look(value: &Value, missing: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_str().filter(|_| SENTENCES.contains(&&**name)) {
                    Some(text) if french(text).is_none() => missing.push(text.to_owned()),
                    _ => look(member, missing),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| look(item, missing)),
        _ => {}
    }
}
