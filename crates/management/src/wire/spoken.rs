//! Refusals in the language of the request: what people read in them, and nothing that programs
//! compare.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;

use super::error::Refusal;
use crate::{french::french, language::Language};

/// An answer in this language. A refusal carries its parts among the extensions of the answer; every
/// other answer is in its language already, or in none.
pub fn in_language(language: Language, mut response: Response) -> Response {
    let Some(refusal) = response.extensions_mut().remove::<Refusal>() else {
        return response;
    };
    let spoken = match language {
        Language::English => None,
        Language::French => in_french(&refusal),
    };
    let mut spoken_in = Language::English;
    if let Some(body) = spoken.and_then(|refusal| serde_json::to_vec(&refusal).ok()) {
        *response.body_mut() = Body::from(body);
        response.headers_mut().remove(header::CONTENT_LENGTH);
        spoken_in = language;
    }
    mark(response.headers_mut(), spoken_in);
    response
}

/// An answer whose sentences were written in this language.
#[derive(Debug)]
pub struct Spoken<R>(pub Language, pub R);

impl<R: IntoResponse> IntoResponse for Spoken<R> {
    fn into_response(self) -> Response {
        let mut response = self.1.into_response();
        mark(response.headers_mut(), self.0);
        response
    }
}

/// Says in which language an answer is, and that it depends on the one that is asked for.
fn mark(headers: &mut HeaderMap, language: Language) {
    let tag = HeaderValue::from_static(language.tag());
    headers.insert(header::CONTENT_LANGUAGE, tag);
    headers.append(header::VARY, HeaderValue::from_static("accept-language"));
}

/// None when its message has no French. What else it says stays English where it has none.
fn in_french(refusal: &Refusal) -> Option<Refusal> {
    let data = refusal.data.as_ref();
    let issues = data.map(issues).unwrap_or_default();
    let message = said(&refusal.message, issues)?;
    let mut spoken = refusal.clone();
    spoken.message = message.into();
    if let Some(details) = &mut spoken.details {
        *details = french(details).unwrap_or_else(|| details.clone());
    }
    for issue in spoken.data.as_mut().map(issues_mut).unwrap_or_default() {
        if let Some(Value::String(message)) = issue.get_mut("message") {
            *message = french(message).unwrap_or_else(|| message.clone());
        }
    }
    Some(spoken)
}

/// The French of a message: one that names a member and then says what the first issue says of it, or
/// a sentence.
fn said(message: &str, issues: &[Value]) -> Option<String> {
    let why = issues.first().and_then(|issue| issue["message"].as_str());
    let member = why.and_then(|why| message.strip_suffix(why)?.strip_suffix(": "));
    match (member, why) {
        (Some(member), Some(why)) => Some(format!("{member}\u{a0}: {}", french(why)?)),
        _ => french(message),
    }
}

/// What is wrong with each member: a list, or `issues` of an object.
fn issues(data: &Value) -> &[Value] {
    let list = data.as_array().or_else(|| data["issues"].as_array());
    list.map(Vec::as_slice).unwrap_or_default()
}

fn issues_mut(data: &mut Value) -> &mut [Value] {
    let list = match data {
        Value::Array(list) => Some(list),
        Value::Object(members) => members.get_mut("issues").and_then(Value::as_array_mut),
        _ => None,
    };
    list.map(Vec::as_mut_slice).unwrap_or_default()
}

/// The sentences of a refusal, as its body tells it in English, that have no French.
pub fn untranslated(body: &Value) -> Vec<String> {
    let issues = body.get("data").map(issues).unwrap_or_default();
    let message = body["message"].as_str();
    let message = message.filter(|message| said(message, issues).is_none());
    let each = issues.iter().filter_map(|issue| issue["message"].as_str());
    let others = each.chain(body["details"].as_str());
    let others = others.filter(|text| french(text).is_none());
    message
        .into_iter()
        .chain(others)
        .map(str::to_owned)
        .collect()
}
