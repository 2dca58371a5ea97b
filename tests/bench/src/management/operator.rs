//! The program that manages the instance.

use anyhow::{Context, ensure};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::Method;

use crate::{
    connection::{Answer, Connection},
    visitor::SECRET,
};

/// Its client.
pub const MANAGER: &str = "bench-manager";
/// What lets it in.
pub const ROLE: &str = "Logto Management API access";
/// What its tokens are for.
const API: &str = "https://default.logto.app/api";

/// The manager, at one node.
pub struct Operator {
    connection: Connection,
    token: String,
}

impl Operator {
    /// Gets a token by its secret.
    pub async fn at(port: u16) -> anyhow::Result<Self> {
        let mut connection = Connection::open(port).await?;
        let authorization = format!("Basic {}", STANDARD.encode(format!("{MANAGER}:{SECRET}")));
        let form = [
            ("grant_type", "client_credentials"),
            ("resource", API),
            ("scope", "all"),
        ];
        let answer = connection.post_as("/oidc/token", &authorization, &form);
        let answer = answer.await?;
        ensure!(answer.status.is_success(), "no token: {}", answer.text()?);
        let json: serde_json::Value = serde_json::from_slice(&answer.body)?;
        let token = json.get("access_token").and_then(|token| token.as_str());
        Ok(Self {
            token: token.context("no access token")?.to_owned(),
            connection,
        })
    }

    /// `GET`, which is answered.
    pub async fn get(&mut self, target: &str) -> anyhow::Result<Answer> {
        self.call((Method::GET, target), None).await
    }

    /// `POST`, which is done.
    pub async fn post(&mut self, target: &str, body: &serde_json::Value) -> anyhow::Result<Answer> {
        self.call((Method::POST, target), Some(body)).await
    }

    /// `PATCH`, which is done.
    pub async fn patch(&mut self, target: &str, body: &serde_json::Value) -> anyhow::Result<()> {
        let answer = self.call((Method::PATCH, target), Some(body)).await;
        answer.map(drop)
    }

    /// `DELETE`, which is done.
    pub async fn delete(&mut self, target: &str) -> anyhow::Result<()> {
        self.call((Method::DELETE, target), None).await.map(drop)
    }

    async fn call(
        &mut self,
        (method, target): (Method, &str),
        body: Option<&serde_json::Value>,
    ) -> anyhow::Result<Answer> {
        let call = (method, target);
        let answer = self.connection.call_as(call, &self.token, body).await?;
        let status = answer.status;
        ensure!(
            status.is_success(),
            "{target} said {status}: {}",
            answer.text()?
        );
        Ok(answer)
    }
}
