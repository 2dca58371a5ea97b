//! A program that acts for itself, and an API that asks about tokens.

use anyhow::{Context, ensure};
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{connection::Connection, visitor::SECRET};

/// Gets tokens for itself.
const MACHINE: &str = "bench-machine";
/// May ask about the tokens of every API of the bench.
const ASKER: &str = "bench-api";

/// What the access tokens of an API are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// References to rows.
    Opaque,
    /// JWTs, signed so.
    Rs256,
    /// JWTs, signed so.
    Es256,
}

impl Format {
    const ALL: [Self; 3] = [Self::Opaque, Self::Rs256, Self::Es256];

    /// As it is called in a table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opaque => "opaque",
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
        }
    }

    /// The indicator of the API that has such tokens.
    pub const fn api(self) -> &'static str {
        match self {
            Self::Opaque => "https://opaque.bench.example",
            Self::Rs256 => "https://rs256.bench.example",
            Self::Es256 => "https://es256.bench.example",
        }
    }

    fn members(self) -> String {
        match self {
            Self::Opaque => "access_token_format = \"opaque\"".to_owned(),
            Self::Rs256 | Self::Es256 => format!(
                "access_token_format = \"jwt\"\naccess_token_alg = \"{}\"",
                self.name()
            ),
        }
    }
}

/// The APIs, the machines and their roles, as a part of the configuration file.
pub fn config() -> String {
    let machines = [(MACHINE, r#"["Bench machine"]"#), (ASKER, "[]")].map(|(id, roles)| {
        format!(
            "\n[[applications]]\nid = \"{id}\"\nname = \"Bench\"\nkind = \"machine\"\n\
             secret = \"{SECRET}\"\nroles = {roles}\n"
        )
    });
    let apis = Format::ALL.map(|format| {
        format!(
            "\n[[resources]]\nindicator = \"{}\"\nname = \"Bench {}\"\n{}\n\
             introspected_by = [\"{ASKER}\"]\nscopes = [{{ name = \"read\" }}]\n",
            format.api(),
            format.name(),
            format.members(),
        )
    });
    let scopes = Format::ALL.map(|format| format!("\"{}\" = [\"read\"]", format.api()));
    let scopes = scopes.join(", ");
    let roles = [
        ("Bench machine", "kind = \"machine\""),
        ("Bench person", "kind = \"user\"\ndefault = true"),
    ]
    .map(|(name, kind)| {
        format!("\n[[roles]]\nname = \"{name}\"\n{kind}\nscopes = {{ {scopes} }}\n")
    });
    [machines.concat(), apis.concat(), roles.concat()].concat()
}

/// One of the two.
pub struct Machine {
    connection: Connection,
    authorization: String,
}

impl Machine {
    /// The one that gets tokens.
    pub async fn new(port: u16) -> anyhow::Result<Self> {
        Self::called(MACHINE, port).await
    }

    /// The one that asks about tokens.
    pub async fn asker(port: u16) -> anyhow::Result<Self> {
        Self::called(ASKER, port).await
    }

    async fn called(id: &str, port: u16) -> anyhow::Result<Self> {
        Ok(Self {
            connection: Connection::open(port).await?,
            authorization: format!("Basic {}", STANDARD.encode(format!("{id}:{SECRET}"))),
        })
    }

    /// Gets an access token for an API (RFC 6749 §4.4).
    pub async fn token(&mut self, format: Format) -> anyhow::Result<String> {
        let form = [
            ("grant_type", "client_credentials"),
            ("resource", format.api()),
            ("scope", "read"),
        ];
        let json = self.ask("/oidc/token", &form).await?;
        let token = json.get("access_token").and_then(|token| token.as_str());
        Ok(token.context("no access token")?.to_owned())
    }

    /// Asks about a token that counts (RFC 7662).
    pub async fn introspect(&mut self, token: &str) -> anyhow::Result<()> {
        let json = self
            .ask("/oidc/token/introspection", &[("token", token)])
            .await?;
        let (active, scope) = (json.get("active"), json.get("scope"));
        ensure!(
            active == Some(&true.into()) && scope == Some(&"read".into()),
            "the answer is {json}"
        );
        Ok(())
    }

    async fn ask(
        &mut self,
        target: &str,
        form: &[(&str, &str)],
    ) -> anyhow::Result<serde_json::Value> {
        let answer = self
            .connection
            .post_as(target, &self.authorization, form)
            .await?;
        let status = answer.status;
        ensure!(status == http::StatusCode::OK, "{target} said {status}");
        Ok(serde_json::from_slice(&answer.body)?)
    }
}
