//! Calls the API and takes down what was asked and answered.

use std::collections::BTreeMap;

use axum::http::Method;
use oidc_core::time::Lifetime;
use serde_json::Value;

use super::super::{
    caller::{Api, document},
    document::described,
};
use crate::kit::{Line, Witness, World};

/// A call and its answer.
pub(super) struct Seen {
    pub(super) path: String,
    pub(super) body: Option<Value>,
    pub(super) prefer: Option<&'static str>,
    pub(super) status: u16,
    /// Empty where nothing was answered but the status.
    pub(super) answer: String,
}

/// Whoever calls, and remembers.
pub(super) struct Scribe {
    pub(super) world: World,
    pub(super) api: Api,
    /// The first call of each operation, by its id.
    pub(super) seen: BTreeMap<String, Seen>,
    /// The statements of that call.
    pub(super) statements: BTreeMap<String, usize>,
    /// Everything that was logged during the calls.
    pub(super) lines: Vec<Line>,
    /// What the API told, and no log may repeat.
    pub(super) secrets: Vec<String>,
}

impl Scribe {
    pub(super) async fn of(world: &World) -> Self {
        let api = Api::of(world).await;
        let token = api.authorization.clone().unwrap();
        Self {
            world: world.clone(),
            api,
            seen: BTreeMap::new(),
            statements: BTreeMap::new(),
            lines: Vec::new(),
            secrets: vec![token],
        }
    }

    pub(super) async fn get(&mut self, status: u16, path: &str) -> Value {
        self.call(status, Method::GET, path, None).await
    }

    pub(super) async fn post(&mut self, status: u16, path: &str, body: Value) -> Value {
        self.call(status, Method::POST, path, Some(body)).await
    }

    pub(super) async fn patch(&mut self, status: u16, path: &str, body: Value) -> Value {
        self.call(status, Method::PATCH, path, Some(body)).await
    }

    pub(super) async fn put(&mut self, status: u16, path: &str, body: Value) -> Value {
        self.call(status, Method::PUT, path, Some(body)).await
    }

    pub(super) async fn delete(&mut self, status: u16, path: &str) -> Value {
        self.call(status, Method::DELETE, path, None).await
    }

    /// What has no body, and changes something.
    pub(super) async fn act(&mut self, status: u16, path: &str) -> Value {
        self.call(status, Method::POST, path, None).await
    }

    /// The same by a caller who wants to be told each step.
    pub(super) async fn post_preferring_steps(&mut self, path: &str, body: Value) -> Value {
        let usual = self.api.clone();
        self.api = usual.preferring_steps();
        let told = self.post(200, path, body).await;
        self.api = usual;
        told
    }

    async fn call(
        &mut self,
        status: u16,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Value {
        // What happens in one moment has no order.
        self.world.pass(Lifetime::seconds(1));
        let witness = Witness::new();
        let call = self.api.call(method.clone(), path, body.clone());
        let answer = witness.watch(call).await;
        assert_eq!(answer.status, status, "{method} {path} {}", answer.body);
        self.lines.extend(witness.lines());
        let ran = witness.take_statements();
        let operations = described(document(&self.world), path).unwrap();
        let operation = &operations[method.as_str().to_ascii_lowercase()];
        let id = operation["operationId"].as_str().unwrap();
        if !self.seen.contains_key(id) {
            let seen = Seen {
                path: path.to_owned(),
                body,
                prefer: self.api.prefer,
                status,
                answer: answer.body.clone(),
            };
            self.seen.insert(id.to_owned(), seen);
            self.statements.insert(id.to_owned(), ran.len());
        }
        if answer.body.is_empty() {
            return Value::Null;
        }
        answer.json()
    }
}

/// A member that is text.
#[track_caller]
pub(super) fn text(value: &Value, member: &str) -> String {
    let text = value[member].as_str();
    text.unwrap_or_else(|| panic!("no {member}: {value}"))
        .to_owned()
}
